import { useSyncExternalStore } from "react";

export type Theme = "dark" | "light";

const STORED = "evershare.theme";
const listeners = new Set<() => void>();

const shown = (): Theme => (document.documentElement.dataset.theme === "light" ? "light" : "dark");

export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(STORED, theme);
  for (const listener of listeners) listener();
}

export function startTheme(): void {
  const stored = localStorage.getItem(STORED);
  const wished = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  document.documentElement.dataset.theme = stored === "light" || stored === "dark" ? stored : wished;
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTheme = (): Theme => useSyncExternalStore(subscribe, shown);
