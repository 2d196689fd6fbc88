import { type Account, type Address, type Hash, type Hex, type PublicClient, type TypedDataDefinition, WaitForTransactionReceiptTimeoutError, type WalletClient } from "viem";

import type { ChainConfig } from "../config/config";
import { AppError } from "./errors";
import { type StepName, updateFlow, updateLastStep } from "./flows";

export interface Call {
  to: Address;
  data: Hex;
  value?: bigint;
}

/** What an action needs: where it acts, who acts, and the two things that a wallet does. */
export interface Conductor {
  chain: ChainConfig;
  client: PublicClient;
  account: Address;
  send(name: StepName, call: Call): Promise<void>;
  sign(name: StepName, data: TypedDataDefinition): Promise<Hex>;
}

const GAS_MARGIN_PERCENT = 25n;
const POLL_MS = 1_000;

/** Carries out the steps of a flow, and writes down how far each has come. */
export function conductor(flowId: string, chain: ChainConfig, client: PublicClient, wallet: WalletClient, account: Address): Conductor {
  const begin = (name: StepName, state: "checking" | "wallet") =>
    updateFlow(flowId, (flow) => ({ ...flow, steps: [...flow.steps, { name, state }] }));

  return {
    chain,
    client,
    account,
    async send(name, call) {
      begin(name, "checking");
      const value = call.value ?? 0n;
      // A transaction that would revert is not offered to the wallet.
      const gas = await client.estimateGas({ account, to: call.to, data: call.data, value });
      updateLastStep(flowId, { state: "wallet" });
      const hash = await wallet.sendTransaction({
        account: wallet.account as Account,
        chain: wallet.chain ?? null,
        to: call.to,
        data: call.data,
        value,
        gas: (gas * (100n + GAS_MARGIN_PERCENT)) / 100n,
      });
      updateLastStep(flowId, { state: "pending", hash });
      await mined(client, hash, (replacement) => updateLastStep(flowId, { hash: replacement }));
      updateLastStep(flowId, { state: "done" });
    },
    async sign(name, data) {
      begin(name, "wallet");
      const signature = await wallet.signTypedData({ ...data, account: wallet.account as Account });
      updateLastStep(flowId, { state: "done" });
      return signature;
    },
  };
}

/** Waits until a transaction is in a block. Throws if it reverted there, or its nonce went to another one. */
export async function mined(client: PublicClient, hash: Hash, onReplaced: (hash: Hash) => void): Promise<void> {
  for (;;) {
    try {
      const receipt = await client.waitForTransactionReceipt({
        hash,
        pollingInterval: POLL_MS,
        onReplaced: ({ reason, transaction }) => {
          if (reason !== "repriced") throw new AppError("replaced");
          onReplaced(transaction.hash);
        },
      });
      if (receipt.status !== "success") throw new AppError("reverted");
      return;
    } catch (error) {
      if (!(error instanceof WaitForTransactionReceiptTimeoutError)) throw error;
    }
  }
}
