import { type Address, encodeFunctionData, type Hex, isAddressEqual } from "viem";

import type { At } from "../chain/head";
import { callAll, supposing } from "../chain/supposing";
import { batchCallerAbi, collateralVaultAbi, priceOracleAbi, pythSourceAbi } from "../generated/abi";
import { contractError, revertData } from "../tx/errors";
import type { Call, Conductor } from "../tx/sending";
import { fetchUpdates } from "./hermes";

const STAYS_GOOD_FOR = 7n; // seconds: prices good for less are brought anew before they are traded on

/** Signed prices, ready to be sent. */
interface Updates {
  ids: number[];
  data: Hex[];
  /** wei */
  fee: bigint;
}

/** New signed prices of assets, or null if none of them has any. */
async function updatesOf({ client, chain }: Pick<At, "client" | "chain">, assetIds: readonly number[]): Promise<Updates | null> {
  const pyth = chain.contracts.PythSource;
  const oracle = { address: chain.contracts.PriceOracle, abi: priceOracleAbi } as const;
  const ids = assetIds.filter((id) => id !== 0);
  const sources = await Promise.all(ids.map((id) => client.readContract({ ...oracle, functionName: "sourcesOf", args: [id] })));
  const feeds = sources.flatMap((all) => all.filter(({ source }) => isAddressEqual(source, pyth)).map(({ key }) => key));
  if (!feeds.length) return null;
  const data = await fetchUpdates(chain, feeds);
  const fee = await client.readContract({ address: pyth, abi: pythSourceAbi, functionName: "updateFee", args: [data] });
  return { ids, data, fee };
}

/** The call that brings new signed prices of assets into the oracle, or null if none of them has any. */
async function refreshCall(at: Pick<At, "client" | "chain">, assetIds: readonly number[]): Promise<Call | null> {
  const updates = await updatesOf(at, assetIds);
  if (!updates) return null;
  const data = encodeFunctionData({ abi: priceOracleAbi, functionName: "refresh", args: [updates.ids, updates.data] });
  return { to: at.chain.contracts.PriceOracle, data, value: updates.fee };
}

const isTooOld = (error: unknown): boolean => {
  const data = revertData(error);
  return !!data && contractError(data) === "ObservationTooOld";
};

/**
 * What contracts would answer. Where the prices of assets are too old for it, it supposes that new signed ones come
 * first, from an account. `asIs` is what they answer without.
 */
export async function readAtPrices(
  at: At,
  account: Address,
  assetIds: readonly number[],
  calls: readonly Call[],
  asIs: Promise<Hex[]> = callAll(at, calls),
): Promise<Hex[]> {
  return asIs.catch(async (error: unknown) => {
    if (!isTooOld(error)) throw error;
    const refresh = await refreshCall(at, assetIds);
    if (!refresh) throw error;
    return (await supposing(at, account, [refresh, ...calls])).slice(1);
  });
}

/** Whether prices stay good enough for a moment, as the oracle's answers to calls show. */
async function isFresh({ client, chain, account }: Conductor, calls: readonly Call[]): Promise<boolean> {
  const latest = await client.getBlock();
  const head = { hash: latest.hash, number: latest.number, time: latest.timestamp };
  const at = { client, chain, head, block: { blockNumber: latest.number } };
  try {
    await supposing(at, account, calls, head.time + STAYS_GOOD_FOR);
    return true;
  } catch (error) {
    return !isTooOld(error); // trading on it says what else is wrong
  }
}

/** Sends a trade, in one transaction with new prices of its index if those of the chain are old or soon will be. */
export async function sendAtPrices(conductor: Conductor, baseId: number, settlementId: number, trade: Call): Promise<void> {
  const { client, chain } = conductor;
  const index = encodeFunctionData({ abi: priceOracleAbi, functionName: "freshIndexOf", args: [baseId, settlementId] });
  const isGood = await isFresh(conductor, [{ to: chain.contracts.PriceOracle, data: index }]);
  const updates = isGood ? null : await updatesOf(conductor, [baseId, settlementId]);
  if (!updates) {
    await conductor.send("send", trade);
    return;
  }
  const vault = { address: chain.contracts.CollateralVault, abi: collateralVaultAbi } as const;
  const to = await client.readContract({ ...vault, functionName: "batchCaller" });
  const calls = [{ target: trade.to, data: trade.data }];
  const args = [chain.contracts.PriceOracle, updates.ids, updates.data, calls] as const;
  const data = encodeFunctionData({ abi: batchCallerAbi, functionName: "batchAtPrices", args });
  await conductor.send("sendAtPrices", { to, data, value: updates.fee });
}

/** Brings new prices of assets in a transaction of their own, if those of the chain are old or soon will be. */
export async function bringPrices(conductor: Conductor, assetIds: readonly number[]): Promise<void> {
  const to = conductor.chain.contracts.PriceOracle;
  const calls = assetIds.map((id) => ({ to, data: encodeFunctionData({ abi: priceOracleAbi, functionName: "freshIntervalOf", args: [id] }) }));
  const refresh = (await isFresh(conductor, calls)) ? null : await refreshCall(conductor, assetIds);
  if (refresh) await conductor.send("prices", refresh);
}
