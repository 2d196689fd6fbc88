import { type Address, encodeFunctionData } from "viem";

import { primaryMarketAbi } from "../../generated/custody";
import type { Conductor } from "../sending";
import { approve } from "./approval";

export type AskParameters = {
  symbol: string;
  amount: string;
  token: Address;
  paymentToken: Address;
  /** What is given: payment units to be issued tokens, raw tokens to be redeemed. */
  units: string;
  /** Payment units a whole share: the most to pay, or the least to get. */
  limitPrice: string;
  actionNonce: string;
};
export type TakeBackParameters = { symbol: string; amount: string; request: string };

/** Asks the issuer of a stock to issue tokens for money, which waits until then. */
export async function askIssue(conductor: Conductor, parameters: AskParameters): Promise<void> {
  const { token, paymentToken, units, limitPrice, actionNonce } = parameters;
  const to = conductor.chain.contracts.PrimaryMarket;
  await approve(conductor, paymentToken, to, BigInt(units));
  const args = [token, paymentToken, BigInt(units), BigInt(limitPrice), BigInt(actionNonce)] as const;
  await conductor.send("send", { to, data: encodeFunctionData({ abi: primaryMarketAbi, functionName: "requestIssue", args }) });
}

/** Asks the issuer of a stock to redeem tokens for money. They wait in the token's own escrow. */
export async function askRedeem(conductor: Conductor, parameters: AskParameters): Promise<void> {
  const { token, paymentToken, units, limitPrice, actionNonce } = parameters;
  const args = [token, paymentToken, BigInt(units), BigInt(limitPrice), BigInt(actionNonce)] as const;
  const data = encodeFunctionData({ abi: primaryMarketAbi, functionName: "requestRedeem", args });
  await conductor.send("send", { to: conductor.chain.contracts.PrimaryMarket, data });
}

/** Takes back what was not filled of a request. */
export async function takeBack(conductor: Conductor, { request }: TakeBackParameters): Promise<void> {
  const data = encodeFunctionData({ abi: primaryMarketAbi, functionName: "cancelRequest", args: [BigInt(request)] });
  await conductor.send("send", { to: conductor.chain.contracts.PrimaryMarket, data });
}
