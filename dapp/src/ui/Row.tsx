import type { ReactNode } from "react";

/** A figure with its name, in a list of them (`<dl>`). `id` is what tests and links know it by. */
export function Row({ name, children, strong, id, hint }: { name: ReactNode; children: ReactNode; strong?: boolean; id?: string; hint?: string }) {
  return (
    <div className="flex items-baseline justify-between gap-3 py-1" title={hint}>
      <dt className="text-xs text-soft">{name}</dt>
      <dd data-figure={id} className={`text-right figure ${strong ? "text-[15px] font-semibold" : "text-[13px]"}`}>
        {children}
      </dd>
    </div>
  );
}
