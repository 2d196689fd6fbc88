import { type Chain, defineChain } from "viem";
import { createConfig, http, injected } from "wagmi";

import { devWallet } from "../wallet/devWallet";
import { type ChainConfig, type Config, isLocal } from "./config";

function viemChain(chain: ChainConfig): Chain {
  return defineChain({
    id: chain.id,
    name: chain.name,
    nativeCurrency: chain.currency,
    rpcUrls: { default: { http: [chain.rpcUrl] } },
    ...(chain.explorer ? { blockExplorers: { default: { name: "Explorer", url: chain.explorer } } } : {}),
  });
}

/** Wallets announce themselves (EIP-6963); on a local chain there is the page's own one too. */
export function wagmiConfig({ chains }: Config) {
  const known = chains.map(viemChain) as [Chain, ...Chain[]];
  const local = chains.find((chain) => isLocal(chain) && chain.local);
  const own = local?.local ? devWallet(known[chains.indexOf(local)] as Chain, local.local.devKey) : undefined;
  return createConfig({
    chains: known,
    connectors: own ? [injected({ target: { id: "devWallet", name: "Test wallet", provider: () => own } })] : [],
    transports: Object.fromEntries(chains.map((chain) => [chain.id, http(chain.rpcUrl, { batch: { wait: 10 }, retryCount: 1 })])),
    multiInjectedProviderDiscovery: true,
  });
}
