import { type Context, ponder } from "ponder:registry";
import { pool, poolAction, poolEpoch } from "ponder:schema";
import type { Hex } from "viem";

import { entryOf, ownerOf } from "./entry";

type Entry = ReturnType<typeof entryOf>;

ponder.on("OptionPoolFactory:PoolCreated", async ({ event, context }) => {
  const { pool: address, assetId, creator } = event.args;
  await context.db.insert(pool).values({ address, kind: "option", assetId, creator, interest: 0n });
});

ponder.on("OptionPoolFactory:PrivatePoolCreated", async ({ event, context }) => {
  const { pool: address, assetId, owner } = event.args;
  await context.db.insert(pool).values({ address, kind: "privateOption", assetId, creator: owner, interest: 0n });
});

ponder.on("LendingPoolFactory:LendingPoolCreated", async ({ event, context }) => {
  const { pool: address, assetId } = event.args;
  await context.db.insert(pool).values({ address, kind: "lending", assetId, interest: 0n });
});

/* OPTION POOLS */

ponder.on("OptionPool:EpochSettled", async ({ event, context }) => {
  const row = { ...entryOf(event), ...event.args, pool: event.log.address, epoch: Number(event.args.epoch) };
  await context.db.insert(poolEpoch).values(row);
});

ponder.on("OptionPool:DepositRequest", async ({ event, context }) => {
  const { controller, assets } = event.args;
  await record(context, entryOf(event), event.log.address, controller, { kind: "requestDeposit", assets });
});

ponder.on("OptionPool:DepositRequestCancelled", async ({ event, context }) => {
  const { controller, assets } = event.args;
  await record(context, entryOf(event), event.log.address, controller, { kind: "cancelDeposit", assets });
});

ponder.on("OptionPool:RedeemRequest", async ({ event, context }) => {
  const { controller, shares } = event.args;
  await record(context, entryOf(event), event.log.address, controller, { kind: "requestRedeem", shares });
});

ponder.on("OptionPool:RedeemRequestCancelled", async ({ event, context }) => {
  const { controller, shares } = event.args;
  await record(context, entryOf(event), event.log.address, controller, { kind: "cancelRedeem", shares });
});

ponder.on("OptionPool:Deposit", async ({ event, context }) => {
  const { sender: controller, assets, shares } = event.args; // the event's owner is who receives the shares
  await record(context, entryOf(event), event.log.address, controller, { kind: "deposit", assets, shares });
});

ponder.on("OptionPool:Withdraw", async ({ event, context }) => {
  const { owner: controller, assets, shares } = event.args;
  await record(context, entryOf(event), event.log.address, controller, { kind: "withdraw", assets, shares });
});

/* PRIVATE POOLS */

ponder.on("PrivateOptionPool:CoverAdded", async ({ event, context }) => {
  await recordOfCreator(context, entryOf(event), event.log.address, { kind: "deposit", assets: event.args.assets });
});

ponder.on("PrivateOptionPool:CoverWithdrawn", async ({ event, context }) => {
  await recordOfCreator(context, entryOf(event), event.log.address, { kind: "withdraw", assets: event.args.assets });
});

/* LENDING POOLS */

ponder.on("LendingPool:Deposit", async ({ event, context }) => {
  const { owner, assets, shares } = event.args;
  await record(context, entryOf(event), event.log.address, owner, { kind: "deposit", assets, shares });
});

ponder.on("LendingPool:Withdraw", async ({ event, context }) => {
  const { owner, assets, shares } = event.args;
  await record(context, entryOf(event), event.log.address, owner, { kind: "withdraw", assets, shares });
});

ponder.on("LendingPool:InterestAccrued", async ({ event, context }) => {
  const { interest } = event.args;
  await context.db
    .update(pool, { address: event.log.address })
    .set((row) => ({ interest: row.interest + interest }));
});

type Action = Omit<typeof poolAction.$inferInsert, keyof Entry | "pool" | "holder" | "owner">;

async function record({ db }: Context, entry: Entry, address: Hex, holder: Hex, what: Action) {
  await db.insert(poolAction).values({ ...entry, ...what, pool: address, holder, owner: ownerOf(holder) });
}

async function recordOfCreator(context: Context, entry: Entry, address: Hex, what: Action) {
  const found = await context.db.find(pool, { address });
  if (!found?.creator) throw new Error(`the private pool ${address} was never created`);
  await record(context, entry, address, found.creator, what);
}
