import type { Hex } from "viem";

/** What Ponder tells of every event. */
interface Told {
  id: string;
  block: { number: bigint; timestamp: bigint };
  transaction: { hash: Hex };
}

/** The columns that every row about one event begins with. */
export function entryOf(event: Told) {
  return {
    id: event.id,
    block: Number(event.block.number),
    time: event.block.timestamp,
    transaction: event.transaction.hash,
  };
}

/** The owner of an account of the ledger, as the index names him: the address with its last byte zero. */
export function ownerOf(account: Hex): Hex {
  return `${account.slice(0, -2).toLowerCase()}00` as Hex;
}
