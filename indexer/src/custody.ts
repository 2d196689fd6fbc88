import { ponder } from "ponder:registry";
import { attestation, corporateAction, corporateActionKind, stock, stockRequest, supplyChange } from "ponder:schema";

import { entryOf, ownerOf } from "./entry";

ponder.on("CustodyRegistry:StockListed", async ({ event, context }) => {
  await context.db.insert(stock).values(event.args);
});

/* RESERVE AND SUPPLY */

ponder.on("CustodyRegistry:ReserveAttested", async ({ event, context }) => {
  await context.db.insert(attestation).values({ ...entryOf(event), ...event.args });
});

ponder.on("CustodyRegistry:SharesIssued", async ({ event, context }) => {
  const { token, recipient, shares, raw } = event.args;
  const row = { ...entryOf(event), token, holder: recipient, shares, raw };
  await context.db.insert(supplyChange).values({ ...row, kind: "issued" });
});

ponder.on("CustodyRegistry:SharesRetired", async ({ event, context }) => {
  const { token, holder, shares, raw } = event.args;
  await context.db.insert(supplyChange).values({ ...entryOf(event), token, holder, shares, raw, kind: "retired" });
});

/* REQUESTS TO ISSUERS */

ponder.on("PrimaryMarket:IssueRequested", async ({ event, context }) => {
  const { requestId, token, requester, paymentToken, payment, maxPrice } = event.args;
  await context.db.insert(stockRequest).values({
    id: requestId,
    kind: "issue",
    token,
    requester,
    owner: ownerOf(requester),
    paymentToken,
    given: payment,
    remaining: payment,
    limitPrice: maxPrice,
    requestedAt: event.block.timestamp,
    filledRaw: 0n,
    filledPayment: 0n,
    isCancelled: false,
  });
});

ponder.on("PrimaryMarket:RedeemRequested", async ({ event, context }) => {
  const { requestId, token, requester, paymentToken, raw, minPrice } = event.args;
  await context.db.insert(stockRequest).values({
    id: requestId,
    kind: "redeem",
    token,
    requester,
    owner: ownerOf(requester),
    paymentToken,
    given: raw,
    remaining: raw,
    limitPrice: minPrice,
    requestedAt: event.block.timestamp,
    filledRaw: 0n,
    filledPayment: 0n,
    isCancelled: false,
  });
});

ponder.on("PrimaryMarket:RequestFilled", async ({ event, context }) => {
  const { requestId, raw, payment, remaining } = event.args;
  await context.db.update(stockRequest, { id: requestId }).set((row) => ({
    remaining,
    filledRaw: row.filledRaw + raw,
    filledPayment: row.filledPayment + payment,
  }));
});

ponder.on("PrimaryMarket:RequestCancelled", async ({ event, context }) => {
  await context.db.update(stockRequest, { id: event.args.requestId }).set({ remaining: 0n, isCancelled: true });
});

/* CORPORATE ACTIONS */

ponder.on("CorporateActions:ActionAnnounced", async ({ event, context }) => {
  const { actionId, token, terms, recordAt } = event.args;
  const kind = corporateActionKind.enumValues[terms.kind];
  if (!kind) throw new Error(`an action of the unknown kind ${terms.kind}`);
  await context.db.insert(corporateAction).values({
    id: actionId,
    token,
    kind,
    state: "announced",
    effectiveAt: BigInt(terms.effectiveAt),
    recordAt,
    recordEpoch: 0n,
    numerator: BigInt(terms.numerator),
    denominator: BigInt(terms.denominator),
    amount: terms.amount,
    payoutToken: terms.payoutToken,
    documentHash: terms.documentHash,
  });
});

ponder.on("CorporateActions:ActionScheduled", async ({ event, context }) => {
  const { actionId, effectiveAt, recordEpoch } = event.args;
  await context.db.update(corporateAction, { id: actionId }).set({ state: "scheduled", effectiveAt, recordEpoch });
});

ponder.on("CorporateActions:ActionVerified", async ({ event, context }) => {
  await context.db.update(corporateAction, { id: event.args.actionId }).set({ state: "verified" });
});

ponder.on("CorporateActions:ActionCancelled", async ({ event, context }) => {
  await context.db.update(corporateAction, { id: event.args.actionId }).set({ state: "cancelled" });
});

ponder.on("CorporateActions:ActionCorrected", async ({ event, context }) => {
  const { actionId, numerator, denominator, effectiveAt } = event.args;
  await context.db.update(corporateAction, { id: actionId }).set({ numerator, denominator, effectiveAt });
});
