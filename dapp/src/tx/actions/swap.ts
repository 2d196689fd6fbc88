import { type Address, encodeFunctionData } from "viem";

import { redemptionBufferAbi } from "../../generated/custody";
import { bringPrices } from "../../prices/refresh";
import type { Call, Conductor } from "../sending";
import { approve } from "./approval";

export type SwapParameters = {
  symbol: string;
  amount: string;
  side: "buy" | "sell";
  buffer: Address;
  stockId: string;
  cashId: string;
  /** What is given: cash to buy, stock to sell. */
  token: Address;
  /** Stock units. */
  units: string;
  /** Cash units: the most to pay, or the least to get. */
  limit: string;
  /** Seconds from the latest block. */
  deadline: string;
};

/** Swaps stock tokens and cash of the wallet with a redemption buffer, at prices that are new. */
export async function swap(conductor: Conductor, parameters: SwapParameters): Promise<void> {
  const { side, buffer, stockId, cashId, token, units, limit } = parameters;
  await approve(conductor, token, buffer, BigInt(side === "buy" ? limit : units));
  await bringPrices(conductor, [Number(stockId), Number(cashId)]);
  const deadline = (await conductor.client.getBlock()).timestamp + BigInt(parameters.deadline);
  await conductor.send("send", swapCall(buffer, side, Number(stockId), BigInt(units), BigInt(limit), conductor.account, deadline));
}

export const swapCall = (buffer: Address, side: "buy" | "sell", stockId: number, units: bigint, limit: bigint, receiver: Address, deadline: bigint): Call => ({
  to: buffer,
  data: encodeFunctionData({ abi: redemptionBufferAbi, functionName: side, args: [stockId, units, limit, receiver, deadline] }),
});
