import { type Address, encodeFunctionData } from "viem";

import type { ChainConfig } from "../../config/config";
import { perpetualOptionsAbi } from "../../generated/abi";
import { sendAtPrices } from "../../prices/refresh";
import type { Call, Conductor } from "../sending";

export type CloseParameters = {
  name: string;
  amount: string;
  symbol: string;
  baseId: string;
  settlementId: string;
  account: Address;
  seriesId: string;
  size: string;
  minPayout: string;
  /** Seconds from the latest block. */
  deadline: string;
};

/** Sells a position back, with new prices if those of the chain are old. */
export async function close(conductor: Conductor, parameters: CloseParameters): Promise<void> {
  const { timestamp } = await conductor.client.getBlock();
  const trade = closeCall(conductor.chain, parameters, timestamp);
  await sendAtPrices(conductor, Number(parameters.baseId), Number(parameters.settlementId), trade);
}

/** What is sent; `now` is the time of the latest block. */
export function closeCall({ contracts }: ChainConfig, parameters: CloseParameters, now: bigint): Call {
  const { account, seriesId, size, minPayout } = parameters;
  const deadline = now + BigInt(parameters.deadline);
  const args = [account, Number(seriesId), BigInt(size), BigInt(minPayout), deadline] as const;
  return { to: contracts.PerpetualOptions, data: encodeFunctionData({ abi: perpetualOptionsAbi, functionName: "close", args }) };
}

export type CloseFinalParameters = { name: string; amount: string; symbol: string; account: Address; seriesId: string };

/** Has a position paid out at the last price of its market. */
export async function closeFinal(conductor: Conductor, { account, seriesId }: CloseFinalParameters): Promise<void> {
  await conductor.send("send", closeFinalCall(conductor.chain, account, Number(seriesId)));
}

export const closeFinalCall = ({ contracts }: ChainConfig, account: Address, seriesId: number): Call => ({
  to: contracts.PerpetualOptions,
  data: encodeFunctionData({ abi: perpetualOptionsAbi, functionName: "closeFinal", args: [account, seriesId] }),
});
