import { type Address, type ContractFunctionReturnType, isAddressEqual } from "viem";

import { custodyRegistryAbi, tokenAbi } from "../generated/abi";
import type { Asset } from "./assets";
import type { At } from "./head";
import type { Held } from "./pools";

type Backing = ContractFunctionReturnType<typeof custodyRegistryAbi, "view", "backingOf">;

/** A listed stock and the proof that its shares are held. Shares and raw tokens have 18 decimals. */
export interface Stock extends Backing {
  token: Address;
  symbol: string;
  name: string;
  /** Raw tokens, whatever the multiplier is. */
  supply: bigint;
  custodians: readonly number[];
}

/** A stock as the ledger knows it, if it takes its token. */
export const heldOf = ({ token }: Stock, assets: Map<number, Asset>): Held | undefined =>
  [...assets.values()].find((asset): asset is Held => asset.token !== null && isAddressEqual(asset.token, token));

export async function readStocks(at: At): Promise<Stock[]> {
  const registry = { address: at.chain.contracts.CustodyRegistry, abi: custodyRegistryAbi, ...at.block } as const;
  const count = await at.client.readContract({ ...registry, functionName: "stockCount" });
  return Promise.all(
    Array.from({ length: Number(count) }, async (_, place) => {
      const listed = await at.client.readContract({ ...registry, functionName: "tokenAt", args: [BigInt(place)] });
      const token = { address: listed, abi: tokenAbi, ...at.block } as const;
      const [backing, stock, symbol, name, supply] = await Promise.all([
        at.client.readContract({ ...registry, functionName: "backingOf", args: [listed] }),
        at.client.readContract({ ...registry, functionName: "stockOf", args: [listed] }),
        at.client.readContract({ ...token, functionName: "symbol" }),
        at.client.readContract({ ...token, functionName: "name" }),
        at.client.readContract({ ...token, functionName: "totalSupply" }),
      ]);
      return { ...backing, token: listed, symbol, name, supply, custodians: stock.custodianIds };
    }),
  );
}
