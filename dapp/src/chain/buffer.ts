import { type Address, decodeFunctionResult, encodeFunctionData, maxUint256 } from "viem";

import { tokenAbi } from "../generated/abi";
import { redemptionBufferAbi } from "../generated/custody";
import { readAtPrices } from "../prices/refresh";
import { type SwapParameters, swapCall } from "../tx/actions/swap";
import type { Asset } from "./assets";
import type { At } from "./head";
import { type Held, walletOf } from "./pools";
import { type Interval, readInterval } from "./prices";
import { NOBODY, supposing } from "./supposing";

/** A buffer that swaps a stock token against cash: its terms, what it holds, and what an owner has to swap. */
export interface Buffer {
  address: Address;
  stock: Held;
  cash: Held;
  /** Of the stock, USD. */
  interval: Interval;
  spreadBps: number;
  /** The most that can be bought, and be sold before the buffer is full, stock units. */
  inventory: bigint;
  room: bigint;
  /** What it can pay, cash units. */
  cashHeld: bigint;
  walletStock: bigint;
  walletCash: bigint;
}

/** Cash tokens a whole stock token, WAD. */
export interface Prices {
  ask: bigint;
  bid: bigint;
}

/** The network's buffer for a stock, or null if there is none that trades it. */
export async function readBuffer(at: At, assets: Map<number, Asset>, stock: Held, owner: Address | undefined): Promise<Buffer | null> {
  const { client, chain, block } = at;
  const address = chain.contracts.RedemptionBuffer;
  if (!address) return null;
  const buffer = { address, abi: redemptionBufferAbi, ...block } as const;
  const [line, cashId, cashHeld, interval] = await Promise.all([
    client.readContract({ ...buffer, functionName: "lineOf", args: [stock.id] }),
    client.readContract({ ...buffer, functionName: "cashAssetId" }),
    client.readContract({ ...buffer, functionName: "cash" }),
    readInterval(at, stock.id),
  ]);
  const cash = assets.get(cashId);
  if (!line.spreadBps || !cash?.token) return null;
  const [walletStock, walletCash] = await Promise.all([walletOf(at, stock.token, owner), walletOf(at, cash.token, owner)]);
  const room = line.maxInventory > line.inventory ? line.maxInventory - line.inventory : 0n;
  return {
    address,
    stock,
    cash: cash as Held,
    interval,
    spreadBps: line.spreadBps,
    inventory: line.inventory,
    room,
    cashHeld,
    walletStock,
    walletCash,
  };
}

/** What the buffer asks and bids. Throws why it does not, such as a scheduled event. */
export async function readPrices(at: At, { address, stock, cash }: Buffer): Promise<Prices> {
  const data = encodeFunctionData({ abi: redemptionBufferAbi, functionName: "pricesOf", args: [stock.id] });
  const [answer] = await readAtPrices(at, NOBODY, [stock.id, cash.id], [{ to: address, data }]);
  const [ask, bid] = decodeFunctionResult({ abi: redemptionBufferAbi, functionName: "pricesOf", data: answer! });
  return { ask, bid };
}

/** What a swap would cost or bring its owner, in cash units. Throws why it is refused. */
export async function readSwap(at: At, owner: Address, { address, stock, cash }: Buffer, side: SwapParameters["side"], units: bigint): Promise<bigint> {
  const given = side === "buy" ? cash : stock;
  const limit = side === "buy" ? maxUint256 : 0n;
  const approval = encodeFunctionData({ abi: tokenAbi, functionName: "approve", args: [address, maxUint256] });
  const swap = swapCall(address, side, stock.id, units, limit, owner, maxUint256);
  const calls = [{ to: given.token, data: approval }, swap];
  const answers = await readAtPrices(at, owner, [stock.id, cash.id], calls, supposing(at, owner, calls));
  return decodeFunctionResult({ abi: redemptionBufferAbi, functionName: side, data: answers[1]! });
}
