import type { Address, ContractFunctionReturnType } from "viem";

import { custodyRegistryAbi, tokenAbi } from "../generated/abi";
import type { At } from "./head";

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
