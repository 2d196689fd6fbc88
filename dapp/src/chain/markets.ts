import { type Address, zeroAddress } from "viem";

import { optionPoolFactoryAbi, perpetualOptionsAbi } from "../generated/abi";
import type { At } from "./head";

export const STATUS_OPEN = 0;
export const STATUS_FINAL = 2;

/** A market of options on a base, settled in a token. Fractions are in bps, amounts in units of the settlement token. */
export interface Market {
  id: number;
  baseId: number;
  settlementId: number;
  /** Seconds. */
  period: number;
  status: number;
  rentBps: number;
  spreadBps: number;
  /** Yearly volatility, WAD. */
  sigma: bigint;
  locked: bigint;
  limit: bigint;
  /** The public pool that writes its options, or the zero address. */
  pool: Address;
}

export async function readMarkets({ client, chain, block }: At): Promise<Market[]> {
  const options = { address: chain.contracts.PerpetualOptions, abi: perpetualOptionsAbi, ...block } as const;
  const factory = { address: chain.contracts.OptionPoolFactory, abi: optionPoolFactoryAbi, ...block } as const;
  const count = await client.readContract({ ...options, functionName: "marketCount" });
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const markets = await Promise.all(
    ids.map(async (id) => {
      const [market, volatility, interest] = await Promise.all([
        client.readContract({ ...options, functionName: "marketOf", args: [id] }),
        client.readContract({ ...options, functionName: "volatilityOf", args: [id] }),
        client.readContract({ ...options, functionName: "openInterestOf", args: [id] }),
      ]);
      const args = [market.settlementId] as const;
      const pool = market.settlementId ? await client.readContract({ ...factory, functionName: "poolOf", args }) : zeroAddress;
      return { ...market, id, sigma: volatility[2], locked: interest[0], limit: interest[1], pool };
    }),
  );
  return markets;
}
