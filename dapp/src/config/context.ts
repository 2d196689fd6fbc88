import { createContext, useContext } from "react";
import { useChainId } from "wagmi";

import type { ChainConfig, Config } from "./config";

export const ConfigContext = createContext<Config | null>(null);

/** All networks of this page. */
export function useAppConfig(): Config {
  const config = useContext(ConfigContext);
  if (!config) throw new Error("there is no ConfigContext around this");
  return config;
}

/** The network that the page shows: the wallet's, if the protocol is there. */
export function useChain(): ChainConfig {
  const { chains } = useAppConfig();
  const id = useChainId();
  return chains.find((chain) => chain.id === id) ?? chains[0];
}
