import { type Address, decodeFunctionResult, encodeFunctionData } from "viem";

import { riskEngineAbi } from "../generated/abi";
import type { Call } from "../tx/sending";
import type { At } from "./head";
import { supposing } from "./supposing";

/** Weighted collateral and debt, USD WAD times bps. */
export interface Health {
  collateral: bigint;
  debt: bigint;
}

/** For new risk, and for liquidation. */
export interface BothHealths {
  initial: Health;
  maintenance: Health;
}

const FUNCTIONS = ["initialHealthOf", "maintenanceHealthOf"] as const;

export async function readHealth(at: At, account: Address): Promise<BothHealths> {
  const engine = { address: at.chain.contracts.RiskEngine, abi: riskEngineAbi, ...at.block } as const;
  const [initial, maintenance] = await Promise.all(
    FUNCTIONS.map((functionName) => at.client.readContract({ ...engine, functionName, args: [account] })),
  );
  return { initial: initial!, maintenance: maintenance! };
}

/** The health after calls of the account's owner, by the contracts themselves. Throws what the calls revert with. */
export async function readHealthAfter(at: At, owner: Address, account: Address, calls: readonly Call[]): Promise<BothHealths> {
  const to = at.chain.contracts.RiskEngine;
  const questions = FUNCTIONS.map((functionName) => ({ to, data: encodeFunctionData({ abi: riskEngineAbi, functionName, args: [account] }) }));
  const answers = await supposing(at, owner, [...calls, ...questions]);
  const [initial, maintenance] = FUNCTIONS.map((functionName, place) =>
    decodeFunctionResult({ abi: riskEngineAbi, functionName, data: answers[calls.length + place]! }),
  );
  return { initial: initial!, maintenance: maintenance! };
}

const WAD = 10n ** 18n;

/** How many times the debt is covered, WAD; null without debt. */
export const ratioOf = ({ collateral, debt }: Health): bigint | null => (debt ? (collateral * WAD) / debt : null);
