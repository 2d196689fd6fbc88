import type { Hex } from "viem";

import type { ChainConfig } from "../config/config";
import { AppError } from "../tx/errors";

/** The latest signed updates of feeds, from Pyth's price service or one that answers like it. */
export async function fetchUpdates(chain: ChainConfig, feeds: readonly Hex[]): Promise<Hex[]> {
  const query = new URLSearchParams([...feeds.map((feed) => ["ids[]", feed]), ["encoding", "hex"]]);
  let answer: { binary?: { data?: string[] } };
  try {
    const response = await fetch(`${chain.priceService}/v2/updates/price/latest?${query}`);
    answer = await response.json();
  } catch {
    throw new AppError("noPrices");
  }
  const data = answer.binary?.data;
  if (!data?.length) throw new AppError("noPrices");
  return data.map((update) => `0x${update.replace(/^0x/, "")}` as Hex);
}
