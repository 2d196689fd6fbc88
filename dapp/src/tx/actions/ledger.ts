import { type Address, encodeFunctionData, maxUint256 } from "viem";

import { collateralVaultAbi } from "../../generated/abi";
import type { Conductor } from "../sending";
import { allowanceOf, approve } from "./approval";
import { permitOf, splitSignature } from "./permit";

export type MoveParameters = { symbol: string; amount: string; assetId: string; account: Address; units: string };
export type TransferParameters = MoveParameters & { to: Address };
export type AutoBorrowParameters = { account: Address; isAllowed: "true" | "false" };
export type DepositParameters = MoveParameters & { token: Address };

/** Instead of units: everything that is owed. */
export const ALL = "all";
const PERMIT_SECONDS = 3_600n;

/** Puts tokens of the wallet into an account: by permit where the token has it, or else by an approval before. */
export async function deposit(conductor: Conductor, { assetId, account, units, token }: DepositParameters): Promise<void> {
  const { client, chain } = conductor;
  const vault = chain.contracts.CollateralVault;
  const amount = BigInt(units);
  const base = [Number(assetId), account, amount] as const;
  if ((await allowanceOf(conductor, token, vault)) < amount) {
    const deadline = (await client.getBlock()).timestamp + PERMIT_SECONDS;
    const permit = await permitOf(conductor, token, vault, amount, deadline);
    if (permit) {
      const { v, r, s } = splitSignature(await conductor.sign("permit", permit));
      const args = [...base, deadline, v, r, s] as const;
      const data = encodeFunctionData({ abi: collateralVaultAbi, functionName: "depositWithPermit", args });
      await conductor.send("send", { to: vault, data });
      return;
    }
    await approve(conductor, token, vault, amount);
  }
  await conductor.send("send", depositCall(vault, ...base));
}

export async function withdraw(conductor: Conductor, { assetId, account, units }: MoveParameters): Promise<void> {
  const vault = conductor.chain.contracts.CollateralVault;
  await conductor.send("send", withdrawCall(vault, Number(assetId), account, conductor.account, BigInt(units)));
}

/** Moves tokens to another account of the ledger. */
export async function transfer(conductor: Conductor, { assetId, account, to, units }: TransferParameters): Promise<void> {
  await conductor.send("send", transferCall(conductor.chain.contracts.CollateralVault, Number(assetId), account, to, BigInt(units)));
}

/** Lets an account borrow by itself what a premium, funding or a withdrawal lacks, or ends that. */
export async function autoBorrow(conductor: Conductor, { account, isAllowed }: AutoBorrowParameters): Promise<void> {
  const args = [account, isAllowed === "true"] as const;
  const data = encodeFunctionData({ abi: collateralVaultAbi, functionName: "setAutoBorrow", args });
  await conductor.send("send", { to: conductor.chain.contracts.CollateralVault, data });
}

export async function borrow(conductor: Conductor, { assetId, account, units }: MoveParameters): Promise<void> {
  await conductor.send("send", borrowCall(conductor.chain.contracts.CollateralVault, Number(assetId), account, BigInt(units)));
}

/** Repays out of the account that owes. */
export async function repay(conductor: Conductor, { assetId, account, units }: MoveParameters): Promise<void> {
  const amount = units === ALL ? maxUint256 : BigInt(units);
  await conductor.send("send", repayCall(conductor.chain.contracts.CollateralVault, Number(assetId), account, amount));
}

// What is sent, and what the forms try before to show the health afterwards.

export const depositCall = (vault: Address, assetId: number, account: Address, units: bigint) => ({
  to: vault,
  data: encodeFunctionData({ abi: collateralVaultAbi, functionName: "deposit", args: [assetId, account, units] }),
});

export const withdrawCall = (vault: Address, assetId: number, account: Address, receiver: Address, units: bigint) => ({
  to: vault,
  data: encodeFunctionData({ abi: collateralVaultAbi, functionName: "withdraw", args: [assetId, account, receiver, units] }),
});

export const transferCall = (vault: Address, assetId: number, account: Address, to: Address, units: bigint) => ({
  to: vault,
  data: encodeFunctionData({ abi: collateralVaultAbi, functionName: "transfer", args: [assetId, account, to, units] }),
});

export const borrowCall = (vault: Address, assetId: number, account: Address, units: bigint) => ({
  to: vault,
  data: encodeFunctionData({ abi: collateralVaultAbi, functionName: "borrow", args: [assetId, account, units] }),
});

export const repayCall = (vault: Address, assetId: number, account: Address, units: bigint) => ({
  to: vault,
  data: encodeFunctionData({ abi: collateralVaultAbi, functionName: "repay", args: [assetId, account, account, units] }),
});
