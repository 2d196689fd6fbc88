import { type Context, ponder } from "ponder:registry";
import { fundingPayment, market, option, position, trade } from "ponder:schema";
import type { Hex } from "viem";

import { entryOf, ownerOf } from "./entry";

const STATUSES = ["open", "closing", "final"] as const;

type Entry = ReturnType<typeof entryOf>;

/* MARKETS AND SERIES */

ponder.on("PerpetualOptions:MarketCreated", async ({ event, context }) => {
  const { marketId, market: terms, sigma } = event.args;
  const { baseId, settlementId, period } = terms;
  await context.db.insert(market).values({ id: marketId, baseId, settlementId, period, status: "open", sigma });
});

ponder.on("PerpetualOptions:MarketLimitSet", async ({ event, context }) => {
  await context.db.update(market, { id: event.args.marketId }).set({ limit: event.args.limit });
});

ponder.on("PerpetualOptions:MarketChanged", async ({ event, context }) => {
  const status = STATUSES[event.args.market.status];
  await context.db.update(market, { id: event.args.marketId }).set({ status });
});

ponder.on("PerpetualOptions:VolatilitySampled", async ({ event, context }) => {
  await context.db.update(market, { id: event.args.marketId }).set({ sigma: event.args.sigma });
});

ponder.on("PerpetualOptions:ClosingAnnounced", async ({ event, context }) => {
  const { marketId, closesAt } = event.args;
  await context.db.update(market, { id: marketId }).set({ status: "closing", closesAt });
});

ponder.on("PerpetualOptions:MarketFinal", async ({ event, context }) => {
  const { marketId, index, sigma } = event.args;
  await context.db.update(market, { id: marketId }).set({ status: "final", finalIndex: index, sigma });
});

ponder.on("PerpetualOptions:SeriesListed", async ({ event, context }) => {
  const { seriesId, terms } = event.args;
  await context.db
    .insert(option)
    .values({ ...terms, id: BigInt(seriesId), isLive: true })
    .onConflictDoUpdate({ isLive: true });
});

ponder.on("PerpetualOptions:SeriesFreed", async ({ event, context }) => {
  await context.db.update(option, { id: BigInt(event.args.seriesId) }).set({ isLive: false });
});

/* TRADES */

ponder.on("PerpetualOptions:Opened", async ({ event, context }) => {
  const { account, seriesId, size, price, premium, fee } = event.args;
  await record(context, entryOf(event), seriesId, account, { kind: "open", size, price, amount: premium, fee });
  await resize(context, seriesId, account, size);
});

ponder.on("PerpetualOptions:Closed", async ({ event, context }) => {
  const { account, seriesId, size, price, payout, fee } = event.args;
  await record(context, entryOf(event), seriesId, account, { kind: "close", size, price, amount: payout, fee });
  await resize(context, seriesId, account, -size);
});

ponder.on("PerpetualOptions:PositionMoved", async ({ event, context }) => {
  const { from, to, seriesId, size } = event.args;
  const entry = entryOf(event);
  await record(context, { ...entry, id: `${entry.id}-0` }, seriesId, from, { kind: "give", size });
  await record(context, { ...entry, id: `${entry.id}-1` }, seriesId, to, { kind: "receive", size });
  await resize(context, seriesId, from, -size);
  await resize(context, seriesId, to, size);
});

type Trade = Omit<typeof trade.$inferInsert, keyof Entry | "account" | "owner" | "seriesId" | "pool">;

async function record(context: Context, entry: Entry, seriesId: number, account: Hex, what: Trade) {
  const id = BigInt(seriesId);
  const pool = await poolOf(context, id);
  await context.db.insert(trade).values({ ...entry, ...what, account, owner: ownerOf(account), seriesId: id, pool });
}

async function resize({ db }: Context, seriesId: number, account: Hex, change: bigint) {
  await db
    .insert(position)
    .values({ account, seriesId: BigInt(seriesId), owner: ownerOf(account), size: change })
    .onConflictDoUpdate((row) => ({ size: row.size + change }));
}

/* FUNDING */

ponder.on("PerpetualOptions:FundingCollected", async ({ event, context }) => {
  const { account, seriesId, collected } = event.args;
  await charge(context, entryOf(event), seriesId, account, { kind: "collected", amount: collected });
});

ponder.on("PerpetualOptions:Shrunk", async ({ event, context }) => {
  const { account, seriesId, size, shortfall } = event.args;
  await charge(context, entryOf(event), seriesId, account, { kind: "shrunk", amount: shortfall, size });
  await resize(context, seriesId, account, -size);
});

ponder.on("PerpetualOptions:FundingCarried", async ({ event, context }) => {
  const { account, seriesId, carried } = event.args;
  await charge(context, entryOf(event), seriesId, account, { kind: "carried", amount: carried });
});

ponder.on("PerpetualOptions:FundingUncollected", async ({ event, context }) => {
  const { account, seriesId, amount } = event.args;
  await charge(context, entryOf(event), seriesId, account, { kind: "uncollected", amount });
});

type Charge = Omit<typeof fundingPayment.$inferInsert, keyof Entry | "account" | "owner" | "seriesId" | "pool">;

async function charge(context: Context, entry: Entry, seriesId: number, account: Hex, what: Charge) {
  const id = BigInt(seriesId);
  const row = { ...entry, ...what, account, owner: ownerOf(account), seriesId: id, pool: await poolOf(context, id) };
  await context.db.insert(fundingPayment).values(row);
}

async function poolOf({ db }: Context, seriesId: bigint): Promise<Hex> {
  const found = await db.find(option, { id: seriesId });
  if (!found) throw new Error(`series ${seriesId} was never listed`);
  return found.pool;
}
