/**
 * Indexes the deployment of a node, and serves it until it is stopped.
 *
 *     EVERSHARE_RPC         URL of the node (http://127.0.0.1:8545)
 *     EVERSHARE_DEPLOYMENT  the deployment's record (../deployments/<chainId>.json)
 *     PORT                  where to serve (42069)
 *     DATABASE_URL          PostgreSQL, instead of the embedded database
 *     DATABASE_SCHEMA       its schema (evershare)
 *
 * A local chain lives no longer than its node. So its index is embedded and temporary, and read anew at each start.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import "./scripts/generate.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const PONDER = join(HERE, "node_modules/ponder/dist/esm/bin/ponder.js");
const RPC = process.env.EVERSHARE_RPC ?? "http://127.0.0.1:8545";
const LOCAL = [1337, 31337];
const DEEP_REORG = "Encountered unrecoverable reorg";

/** @type {import("node:child_process").ChildProcess | undefined} */
let running;
let isEnding = false;
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.on(signal, () => {
    isEnding = true;
    if (running) running.kill("SIGTERM");
    else process.exit(0);
  });
}

for (;;) {
  const chainId = await waitForNode();
  const isLocal = LOCAL.includes(chainId);
  const record = resolve(process.env.EVERSHARE_DEPLOYMENT ?? join(HERE, `../deployments/${chainId}.json`));
  if (!existsSync(record)) {
    fail(`there is no deployment record ${record}: deploy first, or name it in EVERSHARE_DEPLOYMENT`);
  }
  const folder = isLocal ? mkdtempSync(join(tmpdir(), "evershare-index-")) : join(HERE, `.ponder/${chainId}`);
  const { code, isRewound } = await index(record, folder, isLocal);
  if (isLocal) rmSync(folder, { recursive: true });

  if (isEnding) process.exit(0);
  if (isRewound && !isLocal) {
    fail("the chain was rewound further than the index can follow: drop its database, and start again");
  }
  if (!isRewound && (await chainIdOf(RPC))) process.exit(code);
  console.log("the chain is read anew");
}

/** Waits until the node answers, and returns its chain id. */
async function waitForNode() {
  for (let tries = 0; ; tries++) {
    const chainId = await chainIdOf(RPC);
    if (chainId) return chainId;
    if (tries === 0) console.log(`waiting for a node at ${RPC}`);
    await pause(500);
  }
}

/**
 * @param {string} url
 * @returns {Promise<number | undefined>} undefined while the node does not answer.
 */
async function chainIdOf(url) {
  const request = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  })
    .then((response) => /** @type {Promise<{ result?: string }>} */ (response.json()))
    .catch(() => undefined);
  return answer?.result ? Number(answer.result) : undefined;
}

/**
 * Runs Ponder until it ends. When a chain was rewound beyond what it can undo, it would try again for ten minutes: it is
 * ended at once.
 *
 * @param {string} record
 * @param {string} folder Of the embedded database.
 * @param {boolean} isLocal
 * @returns {Promise<{ code: number, isRewound: boolean }>}
 */
async function index(record, folder, isLocal) {
  const schema = process.env.DATABASE_SCHEMA ?? "evershare";
  /** @type {NodeJS.ProcessEnv} */
  const environment = {
    ...process.env,
    EVERSHARE_RPC: RPC,
    EVERSHARE_DEPLOYMENT: record,
    EVERSHARE_INDEX_FOLDER: folder,
    PONDER_TELEMETRY_DISABLED: "1",
  };
  if (isLocal) delete environment.DATABASE_URL;
  const child = spawn(process.execPath, [PONDER, "start", "--schema", schema, "--log-format", "json"], {
    cwd: HERE,
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  running = child;
  let isRewound = false;
  createInterface({ input: child.stdout }).on("line", (line) => {
    console.log(line);
    if (line.includes(DEEP_REORG)) {
      isRewound = true;
      child.kill("SIGKILL");
    }
  });
  const code = await new Promise((done) => child.on("close", done));
  running = undefined;
  return { code: code ?? 1, isRewound };
}

/**
 * @param {string} words
 * @returns {never}
 */
function fail(words) {
  console.error(`error: ${words}`);
  process.exit(1);
}
