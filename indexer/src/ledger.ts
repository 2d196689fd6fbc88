import { type Context, ponder } from "ponder:registry";
import { asset, balance, ledgerMovement, liquidationStep, loanAction } from "ponder:schema";
import type { Hex } from "viem";

import { entryOf, ownerOf } from "./entry";

type Entry = ReturnType<typeof entryOf>;
type Kind = (typeof ledgerMovement.$inferInsert)["kind"];

ponder.on("CollateralVault:AssetListed", async ({ event, context }) => {
  const { assetId, token, decimals } = event.args;
  await context.db.insert(asset).values({ id: assetId, token, decimals }).onConflictDoUpdate({ token, decimals });
});

/* BALANCES */

ponder.on("CollateralVault:Deposited", async ({ event, context }) => {
  const { assetId, account, payer, amount } = event.args;
  await book(context, entryOf(event), "deposit", assetId, account, payer, amount);
});

ponder.on("CollateralVault:Withdrawn", async ({ event, context }) => {
  const { assetId, account, receiver, amount } = event.args;
  await book(context, entryOf(event), "withdrawal", assetId, account, receiver, -amount);
});

ponder.on("CollateralVault:Transferred", async ({ event, context }) => {
  const { assetId, from, to, amount } = event.args;
  const entry = entryOf(event);
  await book(context, { ...entry, id: `${entry.id}-0` }, "transfer", assetId, from, to, -amount);
  await book(context, { ...entry, id: `${entry.id}-1` }, "transfer", assetId, to, from, amount);
});

async function book(
  { db }: Context,
  entry: Entry,
  kind: Kind,
  assetId: number,
  account: Hex,
  counterparty: Hex,
  change: bigint,
) {
  const owner = ownerOf(account);
  await db.insert(ledgerMovement).values({ ...entry, kind, account, owner, assetId, change, counterparty });
  await db
    .insert(balance)
    .values({ account, assetId, owner, amount: change })
    .onConflictDoUpdate((row) => ({ amount: row.amount + change }));
}

/* LOANS */

ponder.on("CollateralVault:Borrowed", async ({ event, context }) => {
  const { assetId, account, amount } = event.args;
  const row = { ...entryOf(event), account, owner: ownerOf(account), assetId, amount };
  await context.db.insert(loanAction).values({ ...row, kind: "borrow" });
});

ponder.on("CollateralVault:DebtRepaid", async ({ event, context }) => {
  const { assetId, account, amount } = event.args;
  const row = { ...entryOf(event), account, owner: ownerOf(account), assetId, amount };
  await context.db.insert(loanAction).values({ ...row, kind: "repay" });
});

ponder.on("CollateralVault:LossWrittenOff", async ({ event, context }) => {
  const { assetId, account, loss } = event.args;
  const row = { ...entryOf(event), account, owner: ownerOf(account), assetId, amount: loss };
  await context.db.insert(loanAction).values({ ...row, kind: "writeOff" });
});

/* LIQUIDATIONS */

ponder.on("Liquidation:AccountMarked", async ({ event, context }) => {
  const { account, marker } = event.args;
  await step(context, entryOf(event), account, { kind: "marked", liquidator: marker });
});

ponder.on("Liquidation:MarkEnded", async ({ event, context }) => {
  await step(context, entryOf(event), event.args.account, { kind: "markEnded" });
});

ponder.on("Liquidation:DebtNetted", async ({ event, context }) => {
  const { account, debtId, amount } = event.args;
  await step(context, entryOf(event), account, { kind: "debtNetted", assetId: debtId, amount });
});

ponder.on("Liquidation:CollateralSold", async ({ event, context }) => {
  const { account, liquidator, collateralId, debtId, sold, paid } = event.args;
  const sale = { kind: "collateralSold", liquidator, assetId: collateralId, amount: sold, debtId, paid } as const;
  await step(context, entryOf(event), account, sale);
});

ponder.on("Liquidation:DustSwept", async ({ event, context }) => {
  const { account, assetId, amount } = event.args;
  await step(context, entryOf(event), account, { kind: "dustSwept", assetId, amount });
});

ponder.on("Liquidation:InsuranceRepaid", async ({ event, context }) => {
  const { account, debtId, amount } = event.args;
  await step(context, entryOf(event), account, { kind: "insuranceRepaid", assetId: debtId, amount });
});

type Step = Omit<typeof liquidationStep.$inferInsert, keyof Entry | "account" | "owner">;

async function step({ db }: Context, entry: Entry, account: Hex, what: Step) {
  await db.insert(liquidationStep).values({ ...entry, ...what, account, owner: ownerOf(account) });
}
