import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { PublicClient } from "viem";
import { usePublicClient } from "wagmi";

import { useAtHead, useHead } from "../chain/head";
import { type Interval, readIndex } from "../chain/prices";
import type { ChainConfig } from "../config/config";
import { useChain } from "../config/context";
import { toNumber } from "../format/numbers";
import { priceOracleAbi } from "../generated/abi";

/** An index and its interval as a chart sees them. */
export interface Point {
  block: number;
  /** Unix seconds. */
  time: number;
  lo: number;
  mid: number;
  hi: number;
}

const MOST_POINTS = 160;
const LOGS_AT_ONCE = 10_000n; // blocks

const pointOf = (block: bigint, time: bigint, { lo, mid, hi }: Interval): Point => ({
  block: Number(block),
  time: Number(time),
  lo: toNumber(lo),
  mid: toNumber(mid),
  hi: toNumber(hi),
});

/**
 * The index of a pair over time: at past observations, as far back as the node keeps its state, and from now on at each
 * block. Blocks that a reorganisation has removed leave the line.
 */
export function useIndexHistory(baseId: number, settlementId: number): Point[] {
  const chain = useChain();
  const client = usePublicClient({ chainId: chain.id });
  const queries = useQueryClient();
  const head = useHead().data;
  const key = ["history", chain.id, baseId, settlementId];
  const past = useQuery({
    queryKey: key,
    enabled: !!client,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: () => readPast(client as PublicClient, chain, baseId, settlementId),
  });
  const { data: now } = useAtHead(["index", baseId, settlementId], (at) =>
    readIndex(at, baseId, settlementId).then((interval) => pointOf(at.head.number, at.head.time, interval)),
  );
  useEffect(() => {
    if (!now) return;
    queries.setQueryData<Point[]>(key, (old) => (old ? [...old.filter(({ block }) => block < now.block), now] : old));
  }, [now?.block, now?.time, head?.hash]);
  return past.data ?? (now ? [now] : []);
}

async function readPast(client: PublicClient, chain: ChainConfig, baseId: number, settlementId: number): Promise<Point[]> {
  const latest = await client.getBlockNumber();
  const first = BigInt(chain.firstBlock);
  const logs = await client.getContractEvents({
    address: chain.contracts.PriceOracle,
    abi: priceOracleAbi,
    eventName: "PriceObserved",
    args: { assetId: [baseId, settlementId].filter((id) => id !== 0) as unknown as number },
    fromBlock: latest - first > LOGS_AT_ONCE ? latest - LOGS_AT_ONCE : first,
    toBlock: latest,
  });
  const blocks = [...new Set(logs.map(({ blockNumber }) => blockNumber))];
  const step = Math.max(1, Math.ceil(blocks.length / MOST_POINTS));
  const chosen = blocks.filter((_, place) => (blocks.length - 1 - place) % step === 0);
  const points = await Promise.all(chosen.map((number) => readPoint(client, chain, number, baseId, settlementId)));
  return points.filter((point) => point !== null);
}

/** A point of the past, or null where the node does not keep the state of then. */
async function readPoint(client: PublicClient, chain: ChainConfig, number: bigint, baseId: number, settlementId: number): Promise<Point | null> {
  try {
    const block = await client.getBlock({ blockNumber: number });
    const at = { client, chain, head: { hash: block.hash, number, time: block.timestamp }, block: { blockNumber: number } };
    return pointOf(number, block.timestamp, await readIndex(at, baseId, settlementId));
  } catch {
    return null;
  }
}
