import type { Address, Hex } from "viem";

/** A contract of a deployment record. */
export type ContractName =
  | "CollateralVault"
  | "CorporateActions"
  | "CustodyRegistry"
  | "Distributor"
  | "OptionPoolFactory"
  | "OptionsLens"
  | "PerpetualOptions"
  | "PriceOracle"
  | "PrimaryMarket"
  | "PythSource"
  | "RiskEngine"
  | "ShareholderMeeting"
  | "TradingCalendar";

/** A network that the protocol is deployed on. `local` is there only where a server of `make dapp` answers. */
export interface ChainConfig {
  id: number;
  name: string;
  rpcUrl: string;
  explorer: string | null;
  currency: { name: string; symbol: string; decimals: number };
  /** Where signed prices come from, in the form of Pyth's own service. "" is the page's own origin. */
  priceService: string;
  /** Where the index of what happened answers in GraphQL; null where there is none. */
  index: string | null;
  firstBlock: number;
  /** Anybody may deploy a buffer: the page swaps with the one that the network's record names, if any. */
  contracts: Record<ContractName, Address> & { RedemptionBuffer?: Address };
  local?: { devKey: Hex; faucet: string };
}

export interface Config {
  chains: [ChainConfig, ...ChainConfig[]];
}

/** Chains on which a key may lie in the open. */
const LOCAL_CHAIN_IDS = [1337, 31337];

export const isLocal = (chain: ChainConfig): boolean => LOCAL_CHAIN_IDS.includes(chain.id);

/** The deployments that this page was published with, or null if there is none. */
export async function loadConfig(): Promise<Config | null> {
  const answer = await fetch("./config.json");
  const { chains } = (await answer.json()) as { chains: ChainConfig[] };
  const [first, ...others] = chains;
  return first ? { chains: [first, ...others] } : null;
}
