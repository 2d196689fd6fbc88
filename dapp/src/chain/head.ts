import { keepPreviousData, type QueryKey, useQuery } from "@tanstack/react-query";
import type { Hash, PublicClient } from "viem";
import { usePublicClient } from "wagmi";

import { type ChainConfig, isLocal } from "../config/config";
import { useChain } from "../config/context";

export interface Head {
  hash: Hash;
  number: bigint;
  /** The chain's own time, Unix seconds. */
  time: bigint;
}

/** What a page reads from: one block, so that all figures on it belong together. */
export interface At {
  client: PublicClient;
  chain: ChainConfig;
  head: Head;
  /** To be spread into each call. */
  block: { blockNumber: bigint };
}

/** How long until it is looked again whether the chain has grown, milliseconds. */
export const pauseOf = (chain: ChainConfig): number => (isLocal(chain) ? 1_000 : 4_000);

export function useHead() {
  const chain = useChain();
  const client = usePublicClient({ chainId: chain.id });
  return useQuery({
    queryKey: ["head", chain.id],
    enabled: !!client,
    refetchInterval: pauseOf(chain),
    retry: false,
    queryFn: async (): Promise<Head> => {
      const block = await client!.getBlock();
      return { hash: block.hash, number: block.number, time: block.timestamp };
    },
  });
}

/**
 * Reads at the latest block, and again at each new one. What was read before stays on the page meanwhile. A block
 * that a reorganisation has removed has another hash than its successor, so that nothing of it remains.
 */
export function useAtHead<T>(key: QueryKey, read: (at: At) => Promise<T>, options: { enabled?: boolean } = {}) {
  const chain = useChain();
  const client = usePublicClient({ chainId: chain.id });
  const { data: head } = useHead();
  const name = JSON.stringify(key, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
  return useQuery({
    queryKey: ["at", chain.id, name, head?.hash],
    enabled: !!client && !!head && (options.enabled ?? true),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 20_000,
    retry: false,
    placeholderData: (previous, query) => (query?.queryKey[2] === name ? keepPreviousData(previous) : undefined),
    queryFn: () => {
      const at = { client: client as PublicClient, chain, head: head!, block: { blockNumber: head!.number } };
      return read(at);
    },
  });
}
