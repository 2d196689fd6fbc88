import { type Address, encodeFunctionData } from "viem";

import { tokenAbi } from "../../generated/abi";
import type { Conductor } from "../sending";

export const allowanceOf = ({ client, account }: Conductor, token: Address, spender: Address): Promise<bigint> =>
  client.readContract({ address: token, abi: tokenAbi, functionName: "allowance", args: [account, spender] });

/** Lets a contract take so many token units and no more, unless it may already. */
export async function approve(conductor: Conductor, token: Address, spender: Address, units: bigint): Promise<void> {
  const allowed = await allowanceOf(conductor, token, spender);
  if (allowed >= units) return;
  const call = (amount: bigint) => ({
    to: token,
    data: encodeFunctionData({ abi: tokenAbi, functionName: "approve", args: [spender, amount] }),
  });
  if (allowed > 0n) await conductor.send("approve", call(0n)); // some tokens let it change only from or to zero
  await conductor.send("approve", call(units));
}
