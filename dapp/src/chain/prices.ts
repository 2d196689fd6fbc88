import { priceOracleAbi, tradingCalendarAbi } from "../generated/abi";
import type { Asset } from "./assets";
import type { At } from "./head";

/** What a price may be. WAD. */
export interface Interval {
  lo: bigint;
  mid: bigint;
  hi: bigint;
}

const oracle = ({ chain, block }: At) => ({ address: chain.contracts.PriceOracle, abi: priceOracleAbi, ...block }) as const;

/** Whole settlement tokens a whole base token. */
export const readIndex = (at: At, baseId: number, settlementId: number): Promise<Interval> =>
  at.client.readContract({ ...oracle(at), functionName: "indexOf", args: [baseId, settlementId] });

/** USD a whole token; of USD itself, one. */
export const readInterval = (at: At, assetId: number): Promise<Interval> =>
  at.client.readContract({ ...oracle(at), functionName: "intervalOf", args: [assetId] });

export interface Session {
  isOpen: boolean;
  /** Unix seconds; 0 = unknown. */
  nextOpen: bigint;
}

/** Whether an asset's market is open; null where it never closes. */
export async function readSession(at: At, asset: Asset): Promise<Session | null> {
  if (!asset.calendarId) return null;
  const [isOpen, nextOpen] = await at.client.readContract({
    address: at.chain.contracts.TradingCalendar,
    abi: tradingCalendarAbi,
    functionName: "marketAt",
    args: [asset.calendarId, at.head.time],
    ...at.block,
  });
  return { isOpen, nextOpen };
}
