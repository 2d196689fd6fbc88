import type { ReactNode } from "react";
import type { Address, Hash } from "viem";

import type history from "../i18n/locales/en/history.json";
import type { Line } from "./csv";
import type { Page, Range } from "./graphql";

/** What every row of a history begins with. Times are Unix seconds; large numbers are strings, as GraphQL has no others. */
export interface Entry {
  id: string;
  time: string;
  transaction: Hash;
}

export const ENTRY_FIELDS = "id time transaction";

/** A token as people know it. */
export interface Token {
  symbol: string;
  decimals: number;
}

/** Whose history is read, and from where. */
export interface Source {
  index: string;
  owner: Address;
  tokenOf: (address: Address) => Promise<Token>;
}

export interface Column<Row> {
  name: keyof (typeof history)["column"];
  cell: (row: Row, owner: Address) => ReactNode;
}

/** One kind of history: how it is read, what its table shows, and what its file says. The first column names a row. */
export interface Kind<Row extends Entry> {
  name: keyof (typeof history)["kind"];
  read: (from: Source, range: Range) => Promise<Page<Row>>;
  columns: readonly Column<Row>[];
  /** Exact values, by the names of the file's columns. */
  line: (row: Row, owner: Address) => Line;
}

/** The time of a row in UTC, as files say it. */
export const isoTime = ({ time }: Entry): string => new Date(Number(time) * 1000).toISOString().replace(".000", "");

/** Which of an owner's accounts it is, see `subaccountOf`. */
export const numberOf = (account: Address, owner: Address): string => String(BigInt(account) ^ BigInt(owner));
