/** One of a few: a row of buttons, of which one is pressed. */
export function Choice<T extends string | number>({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly { value: T; text: string; tone?: "gain" | "loss" }[];
  value: T;
  onChange: (value: T) => void;
}) {
  return (
    <div role="group" aria-label={label} className="flex gap-0.5 rounded-lg bg-raised p-0.5">
      {options.map((option) => {
        const isChosen = option.value === value;
        const tone = isChosen && option.tone === "gain" ? "text-gain" : isChosen && option.tone === "loss" ? "text-loss" : "";
        return (
          <button
            key={option.value}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onChange(option.value)}
            className={`min-h-8 flex-1 rounded-md px-1.5 text-[13px] whitespace-nowrap ${isChosen ? "bg-panel font-semibold shadow-sm" : "text-soft hover:text-text"} ${tone}`}
          >
            {option.text}
          </button>
        );
      })}
    </div>
  );
}
