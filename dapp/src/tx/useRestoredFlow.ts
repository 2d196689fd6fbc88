import { useEffect } from "react";
import type { PublicClient } from "viem";
import { usePublicClient } from "wagmi";

import { useChain } from "../config/context";
import { failureOf } from "./errors";
import { getFlow, isLast, updateFlow, updateLastStep } from "./flows";
import { mined } from "./sending";

/**
 * Takes up what a reload has interrupted: a transaction that was sent is watched until it is mined. What the wallet
 * had not signed yet waits for the user to go on with.
 */
export function useRestoredFlow(): void {
  const chain = useChain();
  const client = usePublicClient({ chainId: chain.id });

  useEffect(() => {
    const flow = getFlow();
    if (flow?.state !== "running" || flow.chainId !== chain.id || !client || started.has(flow.id)) return;
    started.add(flow.id);
    const { id } = flow;
    const last = flow.steps.at(-1);
    const interrupt = () => updateFlow(id, (one) => ({ ...one, state: "interrupted" }));
    if (!last?.hash || last.state !== "pending") {
      interrupt();
      return;
    }
    mined(client as PublicClient, last.hash, (hash) => updateLastStep(id, { hash })).then(
      () => {
        updateLastStep(id, { state: "done" });
        if (isLast(last.name)) updateFlow(id, (one) => ({ ...one, state: "done" }));
        else interrupt();
      },
      (error: unknown) => {
        updateLastStep(id, { state: "failed" });
        updateFlow(id, (one) => ({ ...one, state: "failed", failure: failureOf(error) }));
      },
    );
  }, [chain.id, client]);
}

/** Flows that this page load has begun by itself, or taken up. */
const started = new Set<string>();
export const markStarted = (id: string): void => {
  started.add(id);
};
