/** Writes generated/events.ts: what the contracts report, from the interfaces that `make abi` keeps. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(dirname(fileURLToPath(import.meta.url)));
const ABI = join(HERE, "../evershare/abi");
const CONTRACTS = [
  "CollateralVault",
  "CorporateActions",
  "CustodyRegistry",
  "Distributor",
  "LendingPool",
  "LendingPoolFactory",
  "Liquidation",
  "OptionPool",
  "OptionPoolFactory",
  "PerpetualOptions",
  "PriceOracle",
  "PrimaryMarket",
  "PrivateOptionPool",
  "ShareholderMeeting",
];

const events = Object.fromEntries(CONTRACTS.map((name) => [name, eventsOf(name)]));
mkdirSync(join(HERE, "generated"), { recursive: true });
writeFileSync(join(HERE, "generated/events.ts"), `export default ${JSON.stringify(events, null, 1)} as const;\n`);

/** @param {string} contract */
function eventsOf(contract) {
  const entries = JSON.parse(readFileSync(join(ABI, `${contract}.json`), "utf8"));
  return entries.filter((/** @type {{ type: string }} */ entry) => entry.type === "event");
}
