import { readFileSync } from "node:fs";

import { createConfig, factory } from "ponder";
import { type Address, getAbiItem } from "viem";

import events from "./generated/events";

interface DeploymentRecord {
  chainId: number;
  contracts: Record<string, { address: Address; block: number }>;
}

const { EVERSHARE_RPC: rpc, EVERSHARE_DEPLOYMENT: path, EVERSHARE_INDEX_FOLDER: directory } = process.env;
if (!rpc || !path || !directory) throw new Error("start the index with start.mjs");
const { chainId, contracts } = JSON.parse(readFileSync(path, "utf8")) as DeploymentRecord;
const startBlock = Math.min(...Object.values(contracts).map((contract) => contract.block));

function addressOf(name: string): Address {
  const found = contracts[name];
  if (!found) throw new Error(`${name} is not in the deployment record ${path}: it is of another version`);
  return found.address;
}

/** A contract of the record. */
function recorded<Name extends keyof typeof events>(name: Name) {
  return { chain: "evershare", abi: events[name], address: addressOf(name), startBlock } as const;
}

export default createConfig({
  ...(process.env.DATABASE_URL ? {} : { database: { kind: "pglite", directory } as const }),
  chains: {
    evershare: { id: chainId, rpc, pollingInterval: 500 },
  },
  contracts: {
    CollateralVault: recorded("CollateralVault"),
    CorporateActions: recorded("CorporateActions"),
    CustodyRegistry: recorded("CustodyRegistry"),
    Distributor: recorded("Distributor"),
    LendingPoolFactory: recorded("LendingPoolFactory"),
    Liquidation: recorded("Liquidation"),
    OptionPoolFactory: recorded("OptionPoolFactory"),
    PerpetualOptions: recorded("PerpetualOptions"),
    PriceOracle: recorded("PriceOracle"),
    PrimaryMarket: recorded("PrimaryMarket"),
    ShareholderMeeting: recorded("ShareholderMeeting"),
    OptionPool: {
      chain: "evershare",
      abi: events.OptionPool,
      startBlock,
      address: factory({
        address: addressOf("OptionPoolFactory"),
        event: getAbiItem({ abi: events.OptionPoolFactory, name: "PoolCreated" }),
        parameter: "pool",
        startBlock,
      }),
    },
    PrivateOptionPool: {
      chain: "evershare",
      abi: events.PrivateOptionPool,
      startBlock,
      address: factory({
        address: addressOf("OptionPoolFactory"),
        event: getAbiItem({ abi: events.OptionPoolFactory, name: "PrivatePoolCreated" }),
        parameter: "pool",
        startBlock,
      }),
    },
    LendingPool: {
      chain: "evershare",
      abi: events.LendingPool,
      startBlock,
      address: factory({
        address: addressOf("LendingPoolFactory"),
        event: getAbiItem({ abi: events.LendingPoolFactory, name: "LendingPoolCreated" }),
        parameter: "pool",
        startBlock,
      }),
    },
  },
});
