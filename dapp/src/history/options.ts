import { formatUnits } from "viem";

import type { Line } from "./csv";

/** The series of a trade or a payment, as the index answers it. Symbols and decimals are null while they are unknown. */
export interface Series {
  strike: string;
  widthBps: number;
  isCall: boolean;
  market: { base: { symbol: string | null }; settlement: { symbol: string | null; decimals: number | null } };
}

export const SERIES_FIELDS = "series { strike widthBps isCall market { base { symbol } settlement { symbol decimals } } }";

export const baseOf = ({ market }: Series): string => market.base.symbol ?? "?";

export const settlementOf = ({ market }: Series) => ({ symbol: market.settlement.symbol ?? "?", decimals: market.settlement.decimals ?? 18 });

export const termsOf = ({ isCall, strike, widthBps }: Series) => ({ isCall, strike: BigInt(strike), widthBps });

/** The series in a file. */
export const seriesLine = (series: Series): Line => ({
  side: series.isCall ? "call" : "put",
  base: baseOf(series),
  settlement: settlementOf(series).symbol,
  strike: formatUnits(BigInt(series.strike), 18),
  width_bps: String(series.widthBps),
});
