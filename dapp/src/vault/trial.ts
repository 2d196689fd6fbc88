import { type Address, encodeFunctionData } from "viem";

import type { ChainConfig } from "../config/config";
import { tokenAbi } from "../generated/abi";
import { borrowCall, depositCall, repayCall, transferCall, withdrawCall } from "../tx/actions/ledger";
import type { Call } from "../tx/sending";
import type { Move } from "./MovePanel";

/** What a move does, to be supposed before it is signed: an approval stands for the permit. */
export function callsOf(
  move: Move,
  { contracts }: ChainConfig,
  asset: { id: number; token: Address },
  { account, to, owner }: Record<"account" | "to" | "owner", Address>,
  units: bigint,
): Call[] {
  const vault = contracts.CollateralVault;
  switch (move) {
    case "deposit": {
      const allowance = (amount: bigint) => ({
        to: asset.token,
        data: encodeFunctionData({ abi: tokenAbi, functionName: "approve", args: [vault, amount] }),
      });
      return [allowance(0n), allowance(units), depositCall(vault, asset.id, account, units)];
    }
    case "withdraw":
      return [withdrawCall(vault, asset.id, account, owner, units)];
    case "transfer":
      return [transferCall(vault, asset.id, account, to, units)];
    case "borrow":
      return [borrowCall(vault, asset.id, account, units)];
    case "repay":
      return [repayCall(vault, asset.id, account, units)];
  }
}
