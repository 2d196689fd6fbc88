import { useId } from "react";
import { useTranslation } from "react-i18next";

import { formatAmount, formatPercent } from "../format/numbers";
import { strikesAround } from "./strikes";

const WAD = 10n ** 18n;

/** The strikes of the grid that can be opened now, each with its distance from the index. */
export function StrikeSelect({ index, strike, onChange }: { index: bigint; strike: bigint; onChange: (strike: bigint) => void }) {
  const { t } = useTranslation("trade");
  const id = useId();
  const strikes = strikesAround(index);
  const all = strikes.includes(strike) ? strikes : [...strikes, strike].sort((one, other) => (one < other ? -1 : 1));
  const digits = index >= 1000n * WAD ? 0 : index >= 10n * WAD ? 2 : 5;
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-xs text-soft">
        {t("strike")}
      </label>
      <select
        id={id}
        value={strike.toString()}
        onChange={(event) => onChange(BigInt(event.target.value))}
        className="w-full rounded-md border border-line bg-page px-3 py-2 figure"
      >
        {all.map((one) => (
          <option key={one} value={one.toString()}>
            {formatAmount(one, 18, digits)} ({one >= index ? "+" : ""}
            {formatPercent(((one - index) * WAD) / index, 1)})
          </option>
        ))}
      </select>
    </div>
  );
}
