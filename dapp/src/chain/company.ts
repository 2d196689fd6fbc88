import { type Address, type ContractFunctionReturnType, zeroAddress } from "viem";

import { collateralVaultAbi, optionPoolFactoryAbi } from "../generated/abi";
import { corporateActionsAbi, distributorAbi, shareholderMeetingAbi } from "../generated/custody";
import type { Asset } from "./assets";
import type { At } from "./head";
import type { Held } from "./pools";
import { heldOf, type Stock } from "./stocks";

/** In the order of `ICorporateActions.ActionKind` and `ActionState`. */
export const KINDS = ["split", "reverseSplit", "reinvested", "dividend", "cashOut", "delisting", "meeting"] as const;
export const STATES = ["none", "announced", "scheduled", "frozen", "effective", "verified", "cancelled", "lapsed"] as const;

const LATEST = 100; // actions that are shown

/** What a company does. Times are Unix seconds, amounts USD a share, WAD. */
export interface CompanyAction extends ContractFunctionReturnType<typeof corporateActionsAbi, "view", "actionOf"> {
  id: bigint;
}

/** Where somebody may have held a stock token at a record, see `IRecordWeights`. */
export interface Place {
  where: "wallet" | "margin" | "optionPool" | "lendingPool";
  via: Address;
  holder: Address;
}

/** A dividend of which an owner has something to claim. Amounts are in units of what is paid. */
export interface Dividend {
  id: bigint;
  action: CompanyAction;
  symbol: string;
  paid: Asset;
  claims: { place: Place; amount: bigint }[];
}

export type Votes = ContractFunctionReturnType<typeof shareholderMeetingAbi, "view", "votesOf">;

/** A meeting at which the holders at a record vote. Weights and votes are raw tokens. */
export interface Meeting extends ContractFunctionReturnType<typeof shareholderMeetingAbi, "view", "meetingOf"> {
  id: bigint;
  symbol: string;
  recordAt: number;
  tally: Votes;
  /** Where the owner had tokens at the record, and what he has voted with them. */
  held: { place: Place; weight: bigint; votes: Votes }[];
}

/** The latest corporate actions, the newest first. */
export async function readActions({ client, chain, block }: At): Promise<CompanyAction[]> {
  const actions = { address: chain.contracts.CorporateActions, abi: corporateActionsAbi, ...block } as const;
  const count = await client.readContract({ ...actions, functionName: "actionCount" });
  const ids = Array.from({ length: Math.min(Number(count), LATEST) }, (_, place) => count - BigInt(place));
  return Promise.all(ids.map(async (id) => ({ ...(await client.readContract({ ...actions, functionName: "actionOf", args: [id] })), id })));
}

/** An owner's wallet, the account that is looked at, and his shares of the pools of a stock. */
async function placesOf({ client, chain, block }: At, stock: Held | undefined, owner: Address, account: Address): Promise<Place[]> {
  const wallet: Place = { where: "wallet", via: zeroAddress, holder: owner };
  if (!stock) return [wallet];
  const vault = chain.contracts.CollateralVault;
  const [optionPool, lendingPool] = await Promise.all([
    client.readContract({ address: chain.contracts.OptionPoolFactory, abi: optionPoolFactoryAbi, functionName: "poolOf", args: [stock.id], ...block }),
    client.readContract({ address: vault, abi: collateralVaultAbi, functionName: "lendingPoolOf", args: [stock.id], ...block }),
  ]);
  const pools: Place[] = [
    { where: "optionPool", via: optionPool, holder: owner },
    { where: "lendingPool", via: lendingPool, holder: owner },
  ];
  return [wallet, { where: "margin", via: vault, holder: account }, ...pools.filter(({ via }) => via !== zeroAddress)];
}

interface Viewer {
  owner: Address;
  account: Address;
}

/** What there is to claim of the latest dividends. */
export async function readDividends(at: At, actions: CompanyAction[], stocks: Stock[], assets: Map<number, Asset>, viewer: Viewer): Promise<Dividend[]> {
  const distributor = { address: at.chain.contracts.Distributor, abi: distributorAbi, ...at.block } as const;
  const found = actions.map(async (action): Promise<Dividend[]> => {
    const stock = stocks.find(({ token }) => token === action.token);
    if (KINDS[action.kind] !== "dividend" || !stock) return [];
    const id = await at.client.readContract({ ...distributor, functionName: "dividendOf", args: [action.id] });
    const paid = [...assets.values()].find(({ token }) => token === action.payoutToken);
    if (!id || !paid) return [];
    const places = await placesOf(at, heldOf(stock, assets), viewer.owner, viewer.account);
    const claims = await Promise.all(
      places.map(async (place) => {
        const amount = await at.client.readContract({ ...distributor, functionName: "claimable", args: [id, place.via, place.holder] });
        return { place, amount };
      }),
    );
    const due = claims.filter(({ amount }) => amount > 0n);
    return due.length ? [{ id, action, symbol: stock.symbol, paid, claims: due }] : [];
  });
  return (await Promise.all(found)).flat();
}

/** The meetings of the latest actions. Without a viewer nobody's weights are read. */
export async function readMeetings(at: At, actions: CompanyAction[], stocks: Stock[], assets: Map<number, Asset>, viewer: Viewer | null): Promise<Meeting[]> {
  const meetings = { address: at.chain.contracts.ShareholderMeeting, abi: shareholderMeetingAbi, ...at.block } as const;
  const found = actions.map(async (action): Promise<Meeting[]> => {
    const stock = stocks.find(({ token }) => token === action.token);
    if (KINDS[action.kind] !== "meeting" || !stock) return [];
    const id = await at.client.readContract({ ...meetings, functionName: "meetingOfAction", args: [action.id] });
    if (!id) return [];
    const [meeting, tally, places] = await Promise.all([
      at.client.readContract({ ...meetings, functionName: "meetingOf", args: [id] }),
      at.client.readContract({ ...meetings, functionName: "tallyOf", args: [id] }),
      viewer ? placesOf(at, heldOf(stock, assets), viewer.owner, viewer.account) : [],
    ]);
    const held = await Promise.all(
      places.map(async (place) => {
        const [weight, votes] = await Promise.all([
          at.client.readContract({ ...meetings, functionName: "weightOf", args: [meeting.token, BigInt(meeting.epoch), place.via, place.holder] }),
          at.client.readContract({ ...meetings, functionName: "votesOf", args: [id, place.via, place.holder] }),
        ]);
        return { place, weight, votes };
      }),
    );
    return [{ ...meeting, id, symbol: stock.symbol, recordAt: action.recordAt, tally, held: held.filter(({ weight }) => weight > 0n) }];
  });
  return (await Promise.all(found)).flat();
}
