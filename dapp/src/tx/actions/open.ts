import { type Address, encodeFunctionData } from "viem";

import { perpetualOptionsAbi } from "../../generated/abi";
import { sendAtPrices } from "../../prices/refresh";
import type { Conductor } from "../sending";

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
  const { client, chain } = conductor;
  const terms = {
    pool: parameters.pool,
    marketId: Number(parameters.marketId),
    strike: BigInt(parameters.strike),
    widthBps: Number(parameters.widthBps),
    isCall: parameters.isCall === "true",
  };
  const deadline = (await client.getBlock()).timestamp + BigInt(parameters.deadline);
  const args = [terms, parameters.account, BigInt(parameters.size), BigInt(parameters.maxPremium), deadline] as const;
  const data = encodeFunctionData({ abi: perpetualOptionsAbi, functionName: "open", args });
  const trade = { to: chain.contracts.PerpetualOptions, data };
  await sendAtPrices(conductor, Number(parameters.baseId), Number(parameters.settlementId), trade);
}
