import type { Address, ContractFunctionReturnType } from "viem";

import { primaryMarketAbi, stockTokenAbi } from "../generated/custody";
import { contractError, revertData } from "../tx/errors";
import type { Asset } from "./assets";
import type { At } from "./head";
import { type Held, walletOf } from "./pools";
import { type Interval, readInterval } from "./prices";

const LATEST = 300n; // requests of everybody that are looked through: no view has those of one requester

type RequestView = ContractFunctionReturnType<typeof primaryMarketAbi, "view", "requestOf">;

/** What somebody has asked an issuer for, of which something still waits. */
export interface Request extends RequestView {
  id: bigint;
  paid: Held;
  /** From when it may be taken back, Unix seconds. */
  cancellableAt: bigint;
}

/** What a request of a stock needs to know: what it can be paid in, and what the owner has. */
export interface Desk {
  payments: { asset: Held; wallet: bigint }[];
  /** Of the stock. */
  wallet: bigint;
  interval: Interval | null;
  /** The corporate action up to which a limit price is meant. */
  actionNonce: bigint;
}

export async function readDesk(at: At, assets: Map<number, Asset>, stock: Held, owner: Address | undefined): Promise<Desk> {
  const { client, chain, block } = at;
  const market = { address: chain.contracts.PrimaryMarket, abi: primaryMarketAbi, ...block } as const;
  const payments = [...assets.values()].map(async (asset) => {
    if (!asset.token) return [];
    const isAccepted = await client.readContract({ ...market, functionName: "isPaymentToken", args: [asset.token] });
    return isAccepted ? [{ asset: asset as Held, wallet: await walletOf(at, asset.token, owner) }] : [];
  });
  const [accepted, wallet, interval, actionNonce] = await Promise.all([
    Promise.all(payments),
    walletOf(at, stock.token, owner),
    readInterval(at, stock.id).catch(() => null),
    client.readContract({ address: stock.token, abi: stockTokenAbi, functionName: "actionNonce", ...block }),
  ]);
  return { payments: accepted.flat(), wallet, interval, actionNonce };
}

/** What waits of an owner's requests, among the latest of everybody's, the newest first. */
export async function readRequests(at: At, assets: Map<number, Asset>, owner: Address): Promise<Request[]> {
  const { client, chain, block } = at;
  const market = { address: chain.contracts.PrimaryMarket, abi: primaryMarketAbi, ...block } as const;
  const count = await countRequests(at);
  const ids = Array.from({ length: Number(count < LATEST ? count : LATEST) }, (_, place) => count - BigInt(place));
  const found = ids.map(async (id): Promise<Request[]> => {
    const request = await client.readContract({ ...market, functionName: "requestOf", args: [id] });
    const paid = [...assets.values()].find(({ token }) => token === request.paymentToken);
    if (request.requester !== owner || !request.remaining || !paid) return [];
    const cancellableAt = await client.readContract({ ...market, functionName: "cancellableAt", args: [id] });
    return [{ ...request, id, paid: paid as Held, cancellableAt }];
  });
  return (await Promise.all(found)).flat();
}

/** How many requests there have been: no view says so, but one that does not exist reverts. */
async function countRequests({ client, chain, block }: At): Promise<bigint> {
  const market = { address: chain.contracts.PrimaryMarket, abi: primaryMarketAbi, ...block } as const;
  const exists = async (id: bigint): Promise<boolean> => {
    try {
      await client.readContract({ ...market, functionName: "requestOf", args: [id] });
      return true;
    } catch (error) {
      const data = revertData(error);
      if (data && contractError(data) === "RequestUnknown") return false;
      throw error;
    }
  };
  let [known, unknown] = [0n, 1n];
  while (await exists(unknown)) [known, unknown] = [unknown, unknown * 2n];
  while (unknown - known > 1n) {
    const middle = (known + unknown) / 2n;
    if (await exists(middle)) known = middle;
    else unknown = middle;
  }
  return known;
}
