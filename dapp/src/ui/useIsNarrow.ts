import { useSyncExternalStore } from "react";

const query = matchMedia("(max-width: 639px)"); // below Tailwind's sm

const subscribe = (listener: () => void) => {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
};

/** Whether the window is as narrow as a phone, where tables become lists. */
export const useIsNarrow = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
