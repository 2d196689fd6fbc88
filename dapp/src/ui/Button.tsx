import type { ButtonHTMLAttributes } from "react";

const KINDS = {
  main: "bg-accent text-on-accent font-semibold hover:opacity-90",
  plain: "border border-line bg-panel hover:border-accent",
  small: "border border-line px-2 py-0.5 text-xs text-soft hover:text-text hover:border-accent",
};

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { kind?: keyof typeof KINDS };

export function Button({ kind = "plain", type = "button", className = "", ...rest }: Props) {
  const size = kind === "small" ? "" : "min-h-8 px-3 py-1.5";
  return <button type={type} className={`rounded-md disabled:opacity-45 ${size} ${KINDS[kind]} ${className}`} {...rest} />;
}
