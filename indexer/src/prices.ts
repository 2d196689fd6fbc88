import { ponder } from "ponder:registry";
import { asset, price } from "ponder:schema";
import { hexToString } from "viem";

import { entryOf } from "./entry";

ponder.on("PriceOracle:AssetListed", async ({ event, context }) => {
  const symbol = hexToString(event.args.symbol, { size: 32 });
  await context.db.insert(asset).values({ id: event.args.assetId, symbol }).onConflictDoUpdate({ symbol });
});

ponder.on("PriceOracle:PriceObserved", async ({ event, context }) => {
  const { assetId, mid, observedAt } = event.args;
  await context.db.insert(price).values({ ...entryOf(event), assetId, mid, observedAt });
  await context.db.update(asset, { id: assetId }).set({ mid, observedAt });
});

ponder.on("PriceOracle:PriceContinued", async ({ event, context }) => {
  const { assetId, mid, observedAt } = event.args;
  await context.db.insert(price).values({ ...entryOf(event), assetId, mid, observedAt });
  await context.db.update(asset, { id: assetId }).set({ mid, observedAt });
});

ponder.on("PriceOracle:PriceFixed", async ({ event, context }) => {
  const observedAt = event.block.timestamp;
  const { assetId, price: mid } = event.args;
  await context.db.insert(price).values({ ...entryOf(event), assetId, mid, observedAt });
  await context.db.update(asset, { id: assetId }).set({ mid, observedAt });
});
