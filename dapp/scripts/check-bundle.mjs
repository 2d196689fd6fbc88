// Fails when what a browser loads for the first page, compressed, has grown beyond its limit.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 350;
const dist = join(dirname(fileURLToPath(import.meta.url)), "../dist");
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

// The entry, the page that opens first with its chart, one language, and all that these import.
const first = ["index.html", "src/trade/TradePage.tsx", "src/trade/IndexChart.tsx"];
const language = Object.keys(manifest).filter((name) => name.startsWith("src/i18n/locales/zh-Hant/"));
const files = new Set(["index.html"]);
const visit = (name) => {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`${name} is not in the build`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) visit(imported);
};
for (const name of [...first, ...language]) visit(name);
const total = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0) / 1000;
console.log(`first page: ${total.toFixed(1)} kB gzip in ${files.size} files, limit ${LIMIT_KB} kB`);
if (total > LIMIT_KB) process.exit(1);
