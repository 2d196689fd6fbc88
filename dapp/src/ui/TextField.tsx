import { type ReactNode, useId } from "react";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  /** What is wrong with the value. */
  problem?: string | undefined;
  /** Beside the label, such as a balance. */
  aside?: ReactNode;
  /** Behind the value, such as a unit. */
  unit?: ReactNode;
  inputMode?: "decimal" | "text";
}

export function TextField({ label, value, onChange, placeholder, problem, aside, unit, inputMode = "text" }: Props) {
  const id = useId();
  return (
    <div>
      <div className="mb-1 flex items-baseline justify-between gap-2 text-xs text-soft">
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      <div className={`flex items-center rounded-md border bg-page ${problem ? "border-loss" : "border-line focus-within:border-accent"}`}>
        <input
          id={id}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          placeholder={placeholder}
          inputMode={inputMode}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={!!problem}
          aria-describedby={problem ? `${id}-problem` : undefined}
          className="min-w-0 flex-1 rounded-md bg-transparent px-3 py-2 figure placeholder:text-soft"
        />
        {unit && <span className="pr-3 text-sm text-soft">{unit}</span>}
      </div>
      {problem && (
        <p id={`${id}-problem`} className="mt-1 text-xs text-loss">
          {problem}
        </p>
      )}
    </div>
  );
}
