import type { Address } from "viem";

import { collateralVaultAbi, lendingPoolAbi, riskEngineAbi, tokenAbi } from "../generated/abi";
import { type Balance, readBalance } from "./account";
import type { Asset } from "./assets";
import type { At } from "./head";
import { type Interval, readInterval } from "./prices";

/** An asset that the ledger takes, as the account of an owner sees it. Amounts are in token units. */
export interface Holding extends Balance {
  asset: Asset & { token: Address };
  wallet: bigint;
  owed: bigint;
  /** USD a token, WAD; null before it was ever observed. */
  price: Interval | null;
  /** As collateral for new risk and before liquidation, bps. */
  collateralInit: number;
  collateralMaint: number;
  /** What can be borrowed of it now; null if nobody lends it. */
  lendable: bigint | null;
  /** A year, WAD. */
  borrowRate: bigint | null;
}

export async function readHoldings(at: At, assets: Map<number, Asset>, owner: Address, account: Address): Promise<Holding[]> {
  const held = [...assets.values()].filter((asset): asset is Holding["asset"] => asset.token !== null);
  return Promise.all(held.map((asset) => readHolding(at, asset, owner, account)));
}

async function readHolding(at: At, asset: Holding["asset"], owner: Address, account: Address): Promise<Holding> {
  const { client, chain, block } = at;
  const vault = { address: chain.contracts.CollateralVault, abi: collateralVaultAbi, ...block } as const;
  const [balance, wallet, price, lender, factors] = await Promise.all([
    readBalance(at, account, asset.id),
    client.readContract({ address: asset.token, abi: tokenAbi, functionName: "balanceOf", args: [owner], ...block }),
    readInterval(at, asset.id).catch(() => null),
    client.readContract({ ...vault, functionName: "lendingPoolOf", args: [asset.id] }),
    client
      .readContract({ address: chain.contracts.RiskEngine, abi: riskEngineAbi, functionName: "factorsOf", args: [asset.id], ...block })
      .catch(() => ({ collateralInit: 0, collateralMaint: 0 })),
  ]);
  const { collateralInit, collateralMaint } = factors;
  const base = { ...balance, asset, wallet, price, collateralInit, collateralMaint };
  if (BigInt(lender) === 0n) return { ...base, owed: 0n, lendable: null, borrowRate: null };
  const pool = { address: lender, abi: lendingPoolAbi, ...block } as const;
  const [owed, lendable, borrowRate] = await Promise.all([
    client.readContract({ ...pool, functionName: "debtOf", args: [account] }),
    client.readContract({ ...pool, functionName: "maxLend" }),
    client.readContract({ ...pool, functionName: "borrowRate" }),
  ]);
  return { ...base, owed, lendable, borrowRate };
}
