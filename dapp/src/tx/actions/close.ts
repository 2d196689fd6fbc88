import { type Address, encodeFunctionData } from "viem";

import { perpetualOptionsAbi } from "../../generated/abi";
import { sendAtPrices } from "../../prices/refresh";
import type { Conductor } from "../sending";

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
  const { client, chain } = conductor;
  const deadline = (await client.getBlock()).timestamp + BigInt(parameters.deadline);
  const { account, seriesId, size, minPayout } = parameters;
  const args = [account, Number(seriesId), BigInt(size), BigInt(minPayout), deadline] as const;
  const data = encodeFunctionData({ abi: perpetualOptionsAbi, functionName: "close", args });
  const trade = { to: chain.contracts.PerpetualOptions, data };
  await sendAtPrices(conductor, Number(parameters.baseId), Number(parameters.settlementId), trade);
}
