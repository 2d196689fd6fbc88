import { type Address, BaseError, type Hex, RawContractError } from "viem";

import type { Call } from "../tx/sending";
import type { At } from "./head";

/** Whose calls are simulated where it does not matter who makes them. */
export const NOBODY: Address = "0x000000000000000000000000000000000000dEaD";

/**
 * What calls of an account would return one after the other, on top of the block that is shown (`eth_simulateV1`).
 * Throws what the first of them reverts with. Signed prices of now count: `now` is the time of the block supposed.
 */
export async function supposing(at: At, account: Address, calls: readonly Call[], now: bigint = at.head.time + 1n): Promise<Hex[]> {
  const [block] = await at.client.simulateBlocks({
    blocks: [
      {
        blockOverrides: { time: now, baseFeePerGas: 0n },
        stateOverrides: [{ address: account, balance: 10n ** 20n }],
        calls: calls.map(({ to, data, value }) => ({ account, to, data, value: value ?? 0n })),
      },
    ],
    ...at.block,
  });
  return block!.calls.map((result) => {
    if (result.status === "failure") throw new BaseError("reverted", { cause: new RawContractError({ data: result.data }) });
    return result.data;
  });
}

/** What calls return at the block that is shown. */
export async function callAll({ client, block }: At, calls: readonly Call[]): Promise<Hex[]> {
  const answers = await Promise.all(calls.map(({ to, data }) => client.call({ to, data, ...block })));
  return answers.map(({ data }) => data!);
}
