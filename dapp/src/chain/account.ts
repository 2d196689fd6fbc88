import type { Address } from "viem";

import { collateralVaultAbi } from "../generated/abi";
import type { At } from "./head";

const vault = ({ chain, block }: At) => ({ address: chain.contracts.CollateralVault, abi: collateralVaultAbi, ...block }) as const;

export interface Balance {
  amount: bigint;
  locked: bigint;
  /** What can be spent. */
  free: bigint;
  /** Whether the account borrows by itself what a payment lacks. */
  autoBorrow: boolean;
}

/** What an account of the ledger holds of an asset, in token units. */
export async function readBalance(at: At, account: Address, assetId: number): Promise<Balance> {
  const [amount, locked, autoBorrow] = await Promise.all([
    at.client.readContract({ ...vault(at), functionName: "balanceOf", args: [account, assetId] }),
    at.client.readContract({ ...vault(at), functionName: "lockedOf", args: [account, assetId] }),
    at.client.readContract({ ...vault(at), functionName: "borrowsAutomatically", args: [account] }),
  ]);
  return { amount, locked, free: amount - locked, autoBorrow };
}
