import { type Address, encodeFunctionData } from "viem";

import { lendingPoolAbi, optionPoolAbi } from "../../generated/abi";
import type { Conductor } from "../sending";
import { approve } from "./approval";

const REQUEST_ID = 0n;

export type PoolParameters = { symbol: string; amount: string; pool: Address };
export type InParameters = PoolParameters & { token: Address; units: string };
export type OutParameters = PoolParameters & { units: string };

/** Asks a public option pool to take tokens of the wallet; they are deposited with the next epoch. */
export async function requestDeposit(conductor: Conductor, { pool, token, units }: InParameters): Promise<void> {
  const { account } = conductor;
  await approve(conductor, token, pool, BigInt(units));
  await conductor.send("send", {
    to: pool,
    data: encodeFunctionData({ abi: optionPoolAbi, functionName: "requestDeposit", args: [BigInt(units), account, account] }),
  });
}

/** Asks a public option pool to redeem shares. `units` are of shares. */
export async function requestRedeem(conductor: Conductor, { pool, units }: OutParameters): Promise<void> {
  const { account } = conductor;
  await conductor.send("send", {
    to: pool,
    data: encodeFunctionData({ abi: optionPoolAbi, functionName: "requestRedeem", args: [BigInt(units), account, account] }),
  });
}

/** Claims what epochs have made of requests: shares first, then tokens. What is claimed already is left out. */
export async function claimRequests(conductor: Conductor, { pool }: PoolParameters): Promise<void> {
  const { account, client } = conductor;
  const contract = { address: pool, abi: optionPoolAbi } as const;
  const request = [REQUEST_ID, account] as const;
  const [assets, shares] = await Promise.all([
    client.readContract({ ...contract, functionName: "claimableDepositRequest", args: request }),
    client.readContract({ ...contract, functionName: "claimableRedeemRequest", args: request }),
  ]);
  if (assets) {
    const args = [assets, account, account] as const;
    await conductor.send(shares ? "part" : "send", { to: pool, data: encodeFunctionData({ abi: optionPoolAbi, functionName: "deposit", args }) });
  }
  if (shares) {
    const args = [shares, account, account] as const;
    await conductor.send("send", { to: pool, data: encodeFunctionData({ abi: optionPoolAbi, functionName: "redeem", args }) });
  }
}

/** Calls off what waits, as far as the pool allows. */
export async function cancelRequests(conductor: Conductor, { pool }: PoolParameters): Promise<void> {
  const { account, client } = conductor;
  const contract = { address: pool, abi: optionPoolAbi } as const;
  const request = [REQUEST_ID, account] as const;
  const [deposit, redemption] = await Promise.all([
    client.readContract({ ...contract, functionName: "pendingDepositRequest", args: request }),
    client.readContract({ ...contract, functionName: "pendingRedeemRequest", args: request }),
  ]);
  if (deposit) {
    const data = encodeFunctionData({ abi: optionPoolAbi, functionName: "cancelDepositRequest", args: [account] });
    await conductor.send(redemption ? "part" : "send", { to: pool, data });
  }
  if (redemption) {
    await conductor.send("send", { to: pool, data: encodeFunctionData({ abi: optionPoolAbi, functionName: "cancelRedeemRequest", args: [account] }) });
  }
}

/** Puts tokens of the wallet into a pool that lends them. */
export async function lend(conductor: Conductor, { pool, token, units }: InParameters): Promise<void> {
  await approve(conductor, token, pool, BigInt(units));
  await conductor.send("send", {
    to: pool,
    data: encodeFunctionData({ abi: lendingPoolAbi, functionName: "deposit", args: [BigInt(units), conductor.account] }),
  });
}

/** Takes tokens out of a pool that lends. */
export async function stopLending(conductor: Conductor, { pool, units }: OutParameters): Promise<void> {
  const { account } = conductor;
  await conductor.send("send", {
    to: pool,
    data: encodeFunctionData({ abi: lendingPoolAbi, functionName: "withdraw", args: [BigInt(units), account, account] }),
  });
}
