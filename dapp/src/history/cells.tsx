import { useTranslation } from "react-i18next";

import { useChain } from "../config/context";
import { formatAmount } from "../format/numbers";
import { useTimes } from "../format/time";
import { OptionName } from "../trade/OptionName";
import type { Entry, Token } from "./kinds";
import { baseOf, type Series, settlementOf, termsOf } from "./options";

export function Option({ series }: { series: Series }) {
  return <OptionName terms={termsOf(series)} base={baseOf(series)} settlement={settlementOf(series).symbol} />;
}

export function Time({ of }: { of: Entry }) {
  const { dateAndTime } = useTimes();
  return <time dateTime={new Date(Number(of.time) * 1000).toISOString()}>{dateAndTime(BigInt(of.time))}</time>;
}

export function Transaction({ of }: { of: Entry }) {
  const { t } = useTranslation();
  const { explorer } = useChain();
  const short = `${of.transaction.slice(0, 8)}…`;
  if (!explorer) return <span title={of.transaction}>{short}</span>;
  return (
    <a href={`${explorer}/tx/${of.transaction}`} target="_blank" rel="noreferrer" className="text-accent underline" title={t("flow.explorer")}>
      {short}
    </a>
  );
}

/** An amount of a token, or a dash. `isFlow`: with its sign, as it came in or went out. */
export function Amount({ units, token, isFlow }: { units: bigint | null; token: Token; isFlow?: boolean }) {
  if (units === null) return "—";
  const tone = isFlow && units > 0n ? "text-gain" : "";
  return (
    <span className={tone}>
      {isFlow && units > 0n && "+"}
      {formatAmount(units, token.decimals)} {token.symbol}
    </span>
  );
}
