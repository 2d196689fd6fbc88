import { encodeFunctionData, isAddressEqual } from "viem";

import type { At } from "../chain/head";
import { supposing } from "../chain/supposing";
import { priceOracleAbi, pythSourceAbi } from "../generated/abi";
import { contractError, revertData } from "../tx/errors";
import type { Call, Conductor } from "../tx/sending";
import { fetchUpdates } from "./hermes";

const STAYS_GOOD_FOR = 7n; // seconds: prices good for less are brought anew before they are traded on

/** The call that brings new signed prices of assets into the oracle, or null if none of them has signed prices. */
export async function refreshCall({ client, chain }: Pick<At, "client" | "chain">, assetIds: readonly number[]): Promise<Call | null> {
  const pyth = chain.contracts.PythSource;
  const oracle = { address: chain.contracts.PriceOracle, abi: priceOracleAbi } as const;
  const ids = assetIds.filter((id) => id !== 0);
  const sources = await Promise.all(ids.map((id) => client.readContract({ ...oracle, functionName: "sourcesOf", args: [id] })));
  const feeds = sources.flatMap((all) => all.filter(({ source }) => isAddressEqual(source, pyth)).map(({ key }) => key));
  if (!feeds.length) return null;
  const updates = await fetchUpdates(chain, feeds);
  const value = await client.readContract({ address: pyth, abi: pythSourceAbi, functionName: "updateFee", args: [updates] });
  return { to: oracle.address, data: encodeFunctionData({ abi: priceOracleAbi, functionName: "refresh", args: [ids, updates] }), value };
}

export const isTooOld = (error: unknown): boolean => {
  const data = revertData(error);
  return !!data && contractError(data) === "ObservationTooOld";
};

/** Brings prices of an index in a transaction of their own, unless they stay good enough to trade on for a moment. */
export async function bringPrices(conductor: Conductor, baseId: number, settlementId: number): Promise<void> {
  const { client, chain, account } = conductor;
  const latest = await client.getBlock();
  const head = { hash: latest.hash, number: latest.number, time: latest.timestamp };
  const at = { client, chain, head, block: { blockNumber: latest.number } };
  const data = encodeFunctionData({ abi: priceOracleAbi, functionName: "freshIndexOf", args: [baseId, settlementId] });
  try {
    await supposing(at, account, [{ to: chain.contracts.PriceOracle, data }], head.time + STAYS_GOOD_FOR);
  } catch (error) {
    if (!isTooOld(error)) return; // trading on them says what else is wrong
    const call = await refreshCall(at, [baseId, settlementId]);
    if (call) await conductor.send("prices", call);
  }
}
