import { useTranslation } from "react-i18next";

import { type Health, ratioOf } from "../chain/health";
import { formatAmount } from "../format/numbers";

export type Tone = "gain" | "warn" | "loss";

export const toneOf = (ratio: bigint | null): Tone =>
  ratio === null || ratio >= 15n * 10n ** 17n ? "gain" : ratio >= 11n * 10n ** 17n ? "warn" : "loss";

const TEXT = { gain: "text-gain", warn: "text-warn", loss: "text-loss" };

/** How many times the debt is covered. */
export function Ratio({ health, id }: { health: Health; id?: string }) {
  const { t } = useTranslation("vault");
  const ratio = ratioOf(health);
  return (
    <span data-figure={id} className={TEXT[toneOf(ratio)]}>
      {ratio === null ? t("health.noDebt") : `${formatAmount(ratio, 18, 3)}×`}
    </span>
  );
}
