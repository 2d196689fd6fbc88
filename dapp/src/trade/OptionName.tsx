import { useTranslation } from "react-i18next";

import { formatAmount, formatBps } from "../format/numbers";

interface Terms {
  isCall: boolean;
  /** Settlement tokens per unit of the base, WAD. */
  strike: bigint;
  widthBps: number;
}

/** An option as a reader knows it: its side, legs, strike and width. */
export function OptionName({ terms, base, settlement }: { terms: Terms; base: string; settlement: string }) {
  const { t } = useTranslation("trade");
  return (
    <>
      <span className={`font-semibold ${terms.isCall ? "text-gain" : "text-loss"}`}>{t(terms.isCall ? "positions.call" : "positions.put")}</span> {base}/{settlement}{" "}
      {formatAmount(terms.strike, 18, 2)} <span className="text-soft">{t("positions.wide", { width: formatBps(terms.widthBps).replace(".00", "") })}</span>
    </>
  );
}
