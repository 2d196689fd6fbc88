import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type Address, erc20Abi, type PublicClient } from "viem";
import { usePublicClient } from "wagmi";

import { useChain } from "../config/context";
import { shortAddress } from "../format/numbers";
import { useViewed } from "../wallet/viewed";
import type { Source, Token } from "./kinds";

/** Where the history of whoever is looked at is read, or null where there is no index or nobody to look at. */
export function useSource(): Source | null {
  const { id, index } = useChain();
  const { owner } = useViewed();
  const client = usePublicClient({ chainId: id });
  const queries = useQueryClient();
  if (!index || !owner || !client) return null;
  return { index, owner, tokenOf: (address) => readToken(queries, client, id, address) };
}

/** A token's own words. What has none is named by its address, and counted in its smallest unit. */
function readToken(queries: QueryClient, client: PublicClient, chainId: number, address: Address): Promise<Token> {
  const token = { address, abi: erc20Abi } as const;
  return queries.ensureQueryData({
    queryKey: ["token", chainId, address],
    queryFn: async () => {
      const [symbol, decimals] = await Promise.all([
        client.readContract({ ...token, functionName: "symbol" }).catch(() => shortAddress(address)),
        client.readContract({ ...token, functionName: "decimals" }).catch(() => 0),
      ]);
      return { symbol, decimals };
    },
  });
}
