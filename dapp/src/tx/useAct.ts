import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useConfig, useConnection } from "wagmi";
import { getConnectorClient } from "wagmi/actions";
import { createWalletClient, custom, type PublicClient } from "viem";
import { usePublicClient } from "wagmi";

import { useChain } from "../config/context";
import { type ActionName, actions, type Parameters } from "./actions";
import { AppError, failureOf } from "./errors";
import { setFlow, updateFlow, updateLastStep } from "./flows";
import { conductor } from "./sending";
import { markStarted } from "./useRestoredFlow";

/** Starts an action, from its first step or where an earlier run of it stopped. Its progress is in the flow. */
export function useAct() {
  const config = useConfig();
  const chain = useChain();
  const client = usePublicClient({ chainId: chain.id });
  const { address, chainId } = useConnection();
  const queries = useQueryClient();

  return useCallback(
    async <N extends ActionName>(name: N, parameters: Parameters<N>): Promise<boolean> => {
      if (!address || !client) return false;
      const id = crypto.randomUUID();
      markStarted(id);
      setFlow({ id, chainId: chain.id, account: address, action: name, parameters: { ...parameters }, state: "running", steps: [] });
      try {
        if (chainId !== chain.id) throw new AppError("wrongNetwork");
        const connected = await getConnectorClient(config, { chainId: chain.id });
        const wallet = createWalletClient({ account: connected.account, chain: connected.chain, transport: custom(connected.transport) });
        await actions[name](conductor(id, chain, client as PublicClient, wallet, address), parameters as never);
        updateFlow(id, (flow) => ({ ...flow, state: "done" }));
        return true;
      } catch (error) {
        updateLastStep(id, { state: "failed" });
        updateFlow(id, (flow) => ({ ...flow, state: "failed", failure: failureOf(error) }));
        return false;
      } finally {
        await queries.invalidateQueries({ queryKey: ["head"] });
      }
    },
    [address, chain, chainId, client, config, queries],
  );
}
