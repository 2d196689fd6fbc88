import { type Address, type ContractFunctionReturnType, zeroAddress } from "viem";

import { collateralVaultAbi, lendingPoolAbi, optionPoolAbi, optionPoolFactoryAbi, optionsLensAbi, tokenAbi } from "../generated/abi";
import type { Asset } from "./assets";
import type { At } from "./head";

/** An asset that the ledger holds. */
export type Held = Asset & { token: Address };

/** What one owner has in a pool that settles in epochs. Shares are in the pool's own units, the rest in the token's. */
export interface Stake {
  shares: bigint;
  value: bigint;
  pendingDeposit: bigint;
  claimableDeposit: bigint;
  pendingRedeem: bigint;
  claimableRedeem: bigint;
}

type PoolView = ContractFunctionReturnType<typeof optionsLensAbi, "view", "pool">;

/** A public option pool: what it has written, what waits, and when that can be settled. */
export interface OptionPool extends Omit<PoolView, "series"> {
  address: Address;
  asset: Held;
  series: PoolView["series"];
  shareDecimals: number;
  /** Token units a whole share, at the low net asset value. */
  sharePrice: bigint;
  totalAssets: bigint;
  queuedDeposits: bigint;
  queuedShares: bigint;
  epoch: number;
  /** From when the open epoch can be settled, Unix seconds. */
  settlesFrom: bigint;
  wallet: bigint;
  stake: Stake | null;
}

/** A pool that lends. Rates are a year, WAD; amounts in token units. */
export interface LendingPool {
  address: Address;
  asset: Held;
  cash: bigint;
  debt: bigint;
  debtCap: bigint;
  borrowRate: bigint;
  /** What lenders earn: the borrowers' rate on what is lent, less the insurance's part. */
  supplyRate: bigint;
  wallet: bigint;
  /** What the owner has lent, and what of it can be taken out now. */
  lent: bigint;
  withdrawable: bigint;
}

const REQUEST_ID = 0n; // all requests of a controller count together
const WAD = 10n ** 18n;
const BPS = 10_000n;

const held = (assets: Map<number, Asset>) => [...assets.values()].filter((asset): asset is Held => asset.token !== null);

/** What an owner has of a token in the wallet, token units. */
export const walletOf = ({ client, block }: At, token: Address, owner: Address | undefined) =>
  owner ? client.readContract({ address: token, abi: tokenAbi, functionName: "balanceOf", args: [owner], ...block }) : 0n;

/** The public option pools that there are. */
export async function readOptionPools(at: At, assets: Map<number, Asset>, owner: Address | undefined): Promise<OptionPool[]> {
  const factory = { address: at.chain.contracts.OptionPoolFactory, abi: optionPoolFactoryAbi, ...at.block } as const;
  const found = held(assets).map(async (asset) => {
    const address = await at.client.readContract({ ...factory, functionName: "poolOf", args: [asset.id] });
    return address === zeroAddress ? [] : [await readOptionPool(at, asset, address, owner)];
  });
  return (await Promise.all(found)).flat();
}

async function readOptionPool(at: At, asset: Held, address: Address, owner: Address | undefined): Promise<OptionPool> {
  const { client, block } = at;
  const pool = { address, abi: optionPoolAbi, ...block } as const;
  const [view, shareDecimals, totalAssets, queue, epochSeconds, wallet, stake] = await Promise.all([
    client.readContract({ address: at.chain.contracts.OptionsLens, abi: optionsLensAbi, functionName: "pool", args: [address], ...block }),
    client.readContract({ ...pool, functionName: "decimals" }),
    client.readContract({ ...pool, functionName: "totalAssets" }),
    client.readContract({ ...pool, functionName: "queue" }),
    client.readContract({ ...pool, functionName: "EPOCH_SECONDS" }),
    walletOf(at, asset.token, owner),
    owner ? readStake(at, address, owner) : null,
  ]);
  const sharePrice = await client.readContract({ ...pool, functionName: "convertToAssets", args: [10n ** BigInt(shareDecimals)] });
  return {
    ...view,
    address,
    asset,
    shareDecimals,
    sharePrice,
    totalAssets,
    queuedDeposits: queue.queuedAssets,
    queuedShares: queue.queuedShares,
    epoch: queue.epoch,
    settlesFrom: BigInt(queue.settledAt) + epochSeconds,
    wallet,
    stake,
  };
}

async function readStake({ client, block }: At, address: Address, owner: Address): Promise<Stake> {
  const pool = { address, abi: optionPoolAbi, ...block } as const;
  const args = [REQUEST_ID, owner] as const;
  const [shares, pendingDeposit, claimableDeposit, pendingRedeem, claimableRedeem] = await Promise.all([
    client.readContract({ ...pool, functionName: "balanceOf", args: [owner] }),
    client.readContract({ ...pool, functionName: "pendingDepositRequest", args }),
    client.readContract({ ...pool, functionName: "claimableDepositRequest", args }),
    client.readContract({ ...pool, functionName: "pendingRedeemRequest", args }),
    client.readContract({ ...pool, functionName: "claimableRedeemRequest", args }),
  ]);
  const value = await client.readContract({ ...pool, functionName: "convertToAssets", args: [shares] });
  return { shares, value, pendingDeposit, claimableDeposit, pendingRedeem, claimableRedeem };
}

/** The pools that lend. */
export async function readLendingPools(at: At, assets: Map<number, Asset>, owner: Address | undefined): Promise<LendingPool[]> {
  const vault = { address: at.chain.contracts.CollateralVault, abi: collateralVaultAbi, ...at.block } as const;
  const found = held(assets).map(async (asset) => {
    const address = await at.client.readContract({ ...vault, functionName: "lendingPoolOf", args: [asset.id] });
    return address === zeroAddress ? [] : [await readLendingPool(at, asset, address, owner)];
  });
  return (await Promise.all(found)).flat();
}

async function readLendingPool(at: At, asset: Held, address: Address, owner: Address | undefined): Promise<LendingPool> {
  const { client, block } = at;
  const pool = { address, abi: lendingPoolAbi, ...block } as const;
  const [cash, debt, debtCap, borrowRate, [, reserveFactorBps], wallet, shares, withdrawable] = await Promise.all([
    client.readContract({ ...pool, functionName: "cash" }),
    client.readContract({ ...pool, functionName: "totalDebt" }),
    client.readContract({ ...pool, functionName: "debtCap" }),
    client.readContract({ ...pool, functionName: "borrowRate" }),
    client.readContract({ ...pool, functionName: "interestTerms" }),
    walletOf(at, asset.token, owner),
    owner ? client.readContract({ ...pool, functionName: "balanceOf", args: [owner] }) : 0n,
    owner ? client.readContract({ ...pool, functionName: "maxWithdraw", args: [owner] }) : 0n,
  ]);
  const lent = await client.readContract({ ...pool, functionName: "convertToAssets", args: [shares] });
  const whole = cash + debt;
  const supplyRate = whole ? (((borrowRate * debt) / whole) * (BPS - reserveFactorBps)) / BPS : 0n;
  return { address, asset, cash, debt, debtCap, borrowRate, supplyRate, wallet, lent, withdrawable };
}

/** The part of a pool's tokens that is at work, WAD. */
export const partOf = (part: bigint, whole: bigint): bigint => (whole ? (part * WAD) / whole : 0n);
