import type { Address } from "viem";

/** As many rows as the index answers at once. */
export const MOST_ROWS = 1_000;

/** Rows of one table, the last first, and the cursor of those before them, if there are any. */
export interface Page<Row> {
  rows: Row[];
  before: string | null;
}

/** Which rows are asked for: so many, from a cursor on. */
export interface Range {
  limit: number;
  cursor: string | null;
}

/** How far the index has read the chain. */
export interface Progress {
  block: number;
  time: number;
}

async function ask<T>(url: string, query: string, variables: object = {}): Promise<T> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { data?: T; errors?: { message: string }[] };
  if (!data || errors?.length) throw new Error(errors?.[0]?.message ?? `the index answers with status ${answer.status}`);
  return data;
}

export async function readProgress(url: string, chainId: number): Promise<Progress> {
  type Status = Record<string, { id: number; block: { number: number; timestamp: number } }>;
  const { _meta } = await ask<{ _meta: { status: Status } }>(url, "{ _meta { status } }");
  const chains = Object.values(_meta.status);
  if (!chains.length) return { block: 0, time: 0 }; // it is starting
  const found = chains.find(({ id }) => id === chainId);
  if (!found) throw new Error(`the index at ${url} is not of chain ${chainId}`);
  return { block: found.block.number, time: found.block.timestamp };
}

/** What happened to an owner: rows of a table of `indexer/ponder.schema.ts`. */
export async function readRows<Row>(url: string, table: string, fields: string, owner: Address, { limit, cursor }: Range): Promise<Page<Row>> {
  const query = `query ($owner: String!, $limit: Int!, $cursor: String) {
    found: ${table}(where: { owner: $owner }, orderBy: "id", orderDirection: "desc", limit: $limit, after: $cursor) {
      items { ${fields} }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  interface Found {
    items: Row[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  }
  const { found } = await ask<{ found: Found }>(url, query, { owner: nameOf(owner), limit, cursor });
  return { rows: found.items, before: found.pageInfo.hasNextPage ? found.pageInfo.endCursor : null };
}

/** An owner as the index names him, for all of his accounts: his address with its last byte zero. */
const nameOf = (owner: Address): string => `${owner.slice(0, -2).toLowerCase()}00`;
