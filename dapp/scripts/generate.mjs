// Writes what the app must not have typed by hand: the contracts' interfaces, and where they are deployed.
//   src/generated/abi.ts      from evershare/abi, and custody.ts with what only the Stocks page calls
//   public/config.json        from deployments/<chainId>.json of public networks; a local chain's server answers it itself.
//                             EVERSHARE_INDEX_<chainId> is where the index of a network answers, if there is one
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as chains from "viem/chains";

const app = join(dirname(fileURLToPath(import.meta.url)), "..");
const root = join(app, "..");
const HERMES = "https://hermes.pyth.network"; // Pyth's public instance, docs.pyth.network/price-feeds
const LOCAL_CHAIN_IDS = [1337, 31337];

// Only what the pages call: an interface that nobody reads would still be loaded. The first page needs none of the latter.
const CONTRACTS = [
  "BatchCaller",
  "CollateralVault",
  "CustodyRegistry",
  "LendingPool",
  "OptionPoolFactory",
  "OptionPool",
  "OptionsLens",
  "PerpetualOptions",
  "PriceOracle",
  "PythSource",
  "RiskEngine",
  "Token",
  "TradingCalendar",
];
const CUSTODY = ["CorporateActions", "Distributor", "PrimaryMarket", "RedemptionBuffer", "ShareholderMeeting", "StockToken"];

const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const constant = (name) => name[0].toLowerCase() + name.slice(1) + "Abi";

function interfaces(names, types) {
  const parts = names.map((name) => {
    const entries = read(`evershare/abi/${name}.json`).filter(({ type }) => types.includes(type));
    return `export const ${constant(name)} = ${JSON.stringify(entries)} as const;\n`;
  });
  return parts.join("\n");
}

function errors() {
  const found = new Map();
  for (const file of readdirSync(join(root, "evershare/abi")).filter((name) => /^[A-Z]\w*\.json$/.test(name))) {
    for (const entry of read(`evershare/abi/${file}`).filter(({ type }) => type === "error")) {
      found.set(`${entry.name}(${entry.inputs.map(({ type }) => type)})`, entry);
    }
  }
  const all = [...found.keys()].sort().map((key) => found.get(key));
  return `export const errorsAbi = ${JSON.stringify(all)} as const;\n`;
}

function config() {
  const known = Object.values(chains);
  let files = [];
  try {
    files = readdirSync(join(root, "deployments")).filter((name) => /^\d+\.json$/.test(name));
  } catch {
    // Nothing is deployed yet.
  }
  const found = files.map((name) => read(`deployments/${name}`)).filter(({ chainId }) => !LOCAL_CHAIN_IDS.includes(chainId));
  return {
    chains: found.map((record) => {
      const chain = known.find(({ id }) => id === record.chainId);
      if (!chain) throw new Error(`deployments/${record.chainId}.json is of a chain that viem does not know`);
      const contracts = Object.entries(record.contracts);
      return {
        id: chain.id,
        name: chain.name,
        rpcUrl: chain.rpcUrls.default.http[0],
        explorer: chain.blockExplorers?.default.url ?? null,
        currency: chain.nativeCurrency,
        priceService: HERMES,
        index: process.env[`EVERSHARE_INDEX_${chain.id}`] ?? null,
        firstBlock: Math.min(...contracts.map(([, { block }]) => block)),
        contracts: Object.fromEntries(contracts.map(([name, { address }]) => [name, address])),
      };
    }),
  };
}

mkdirSync(join(app, "src/generated"), { recursive: true });
mkdirSync(join(app, "public"), { recursive: true });
writeFileSync(join(app, "src/generated/abi.ts"), `${interfaces(CONTRACTS, ["function", "event"])}\n${errors()}`);
writeFileSync(join(app, "src/generated/custody.ts"), interfaces(CUSTODY, ["function"]));
writeFileSync(join(app, "public/config.json"), JSON.stringify(config(), null, 2) + "\n");
