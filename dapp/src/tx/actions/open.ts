import { type Address, encodeFunctionData } from "viem";

import type { ChainConfig } from "../../config/config";
import { perpetualOptionsAbi } from "../../generated/abi";
import { sendAtPrices } from "../../prices/refresh";
import type { Call, Conductor } from "../sending";

export type OpenParameters = {
  name: string;
  amount: string;
  symbol: string;
  baseId: string;
  settlementId: string;
  pool: Address;
  marketId: string;
  strike: string;
  widthBps: string;
  isCall: string;
  size: string;
  account: Address;
  maxPremium: string;
  /** Seconds from the latest block. */
  deadline: string;
};

/** Buys an option, with new prices if those of the chain are old. */
export async function open(conductor: Conductor, parameters: OpenParameters): Promise<void> {
  const { timestamp } = await conductor.client.getBlock();
  const trade = openCall(conductor.chain, parameters, timestamp);
  await sendAtPrices(conductor, Number(parameters.baseId), Number(parameters.settlementId), trade);
}

/** What is sent; `now` is the time of the latest block. */
export function openCall({ contracts }: ChainConfig, parameters: OpenParameters, now: bigint): Call {
  const terms = {
    pool: parameters.pool,
    marketId: Number(parameters.marketId),
    strike: BigInt(parameters.strike),
    widthBps: Number(parameters.widthBps),
    isCall: parameters.isCall === "true",
  };
  const deadline = now + BigInt(parameters.deadline);
  const args = [terms, parameters.account, BigInt(parameters.size), BigInt(parameters.maxPremium), deadline] as const;
  return { to: contracts.PerpetualOptions, data: encodeFunctionData({ abi: perpetualOptionsAbi, functionName: "open", args }) };
}
