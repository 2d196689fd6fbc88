import { useQuery } from "@tanstack/react-query";
import { type Address, hexToString, type PublicClient, zeroAddress } from "viem";
import { usePublicClient } from "wagmi";

import type { ChainConfig } from "../config/config";
import { useChain } from "../config/context";
import { collateralVaultAbi, priceOracleAbi } from "../generated/abi";

/** Something that has a price. What the ledger holds of it has a token. */
export interface Asset {
  id: number;
  symbol: string;
  token: Address | null;
  decimals: number;
  /** 0 trades around the clock. */
  calendarId: number;
}

const LOGS_AT_ONCE = 10_000n; // blocks: what public nodes answer in one request
export const USD: Asset = { id: 0, symbol: "USD", token: null, decimals: 18, calendarId: 0 };

/** All assets by their ids, USD among them. */
export function useAssets() {
  const chain = useChain();
  const client = usePublicClient({ chainId: chain.id });
  return useQuery({
    queryKey: ["assets", chain.id, chain.contracts.PriceOracle],
    enabled: !!client,
    staleTime: 60_000,
    queryFn: () => readAssets(client as PublicClient, chain),
  });
}

async function readAssets(client: PublicClient, chain: ChainConfig): Promise<Map<number, Asset>> {
  const symbols = await readSymbols(client, chain);
  const oracle = { address: chain.contracts.PriceOracle, abi: priceOracleAbi } as const;
  const vault = { address: chain.contracts.CollateralVault, abi: collateralVaultAbi } as const;
  const assets = [...symbols].map(async ([id, symbol]): Promise<Asset> => {
    const [observation, held] = await Promise.all([
      client.readContract({ ...oracle, functionName: "observationOf", args: [id] }),
      // The ledger refuses the id of what has a price and no token.
      client.readContract({ ...vault, functionName: "assetOf", args: [id] }).catch(() => null),
    ]);
    return {
      id,
      symbol,
      token: held && held[0] !== zeroAddress ? held[0] : null,
      decimals: held?.[1] ?? 18,
      calendarId: Number(observation.calendarId),
    };
  });
  return new Map([USD, ...(await Promise.all(assets))].map((asset) => [asset.id, asset]));
}

/** Symbols by id, from the oracle's events: no view has them all. */
async function readSymbols(client: PublicClient, chain: ChainConfig): Promise<Map<number, string>> {
  const oracle = chain.contracts.PriceOracle;
  const [count, latest] = await Promise.all([
    client.readContract({ address: oracle, abi: priceOracleAbi, functionName: "pricedAssetCount" }),
    client.getBlockNumber(),
  ]);
  const found = new Map<number, string>();
  for (let from = BigInt(chain.firstBlock); from <= latest && found.size < count; from += LOGS_AT_ONCE) {
    const toBlock = from + LOGS_AT_ONCE - 1n < latest ? from + LOGS_AT_ONCE - 1n : latest;
    const event = priceOracleAbi.find((entry) => entry.type === "event" && entry.name === "AssetListed")!;
    const logs = await client.getLogs({ address: oracle, event: event as never, fromBlock: from, toBlock });
    for (const log of logs as unknown as { args: { assetId: number; symbol: `0x${string}` } }[]) {
      found.set(log.args.assetId, hexToString(log.args.symbol).replaceAll("\0", ""));
    }
  }
  return new Map([...found].sort(([one], [other]) => one - other));
}
