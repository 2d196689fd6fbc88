/**
 * What the index holds. Amounts are whole numbers in the token's units, or WAD (18 decimals) where a column says so; times
 * are Unix seconds. An `owner` is an account's address with its last byte zero: the same for all 256 accounts of one owner.
 */
import { index, onchainEnum, onchainTable, primaryKey, relations } from "ponder";

/** An event's place in the chain as its id, which sorts in the order of events, and when it was. */
const entry = <Text, Integer, Bigint, Hex>(t: {
  text: () => { primaryKey: () => Text };
  integer: () => { notNull: () => Integer };
  bigint: () => { notNull: () => Bigint };
  hex: () => { notNull: () => Hex };
}) => ({
  id: t.text().primaryKey(),
  block: t.integer().notNull(),
  time: t.bigint().notNull(),
  transaction: t.hex().notNull(),
});

/* THE LEDGER */

export const asset = onchainTable("asset", (t) => ({
  id: t.integer().primaryKey(),
  symbol: t.text(), // null while it has no price
  token: t.hex(), // null while it is not in the ledger
  decimals: t.integer(),
  mid: t.bigint(), // the last confirmed price, USD WAD per raw token
  observedAt: t.bigint(),
}));

export const price = onchainTable(
  "price",
  (t) => ({
    ...entry(t),
    assetId: t.integer().notNull(),
    mid: t.bigint().notNull(), // USD WAD per raw token
    observedAt: t.bigint().notNull(),
  }),
  (table) => ({ byAsset: index().on(table.assetId, table.id) }),
);

export const balance = onchainTable(
  "balance",
  (t) => ({
    account: t.hex().notNull(),
    assetId: t.integer().notNull(),
    owner: t.hex().notNull(),
    amount: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.account, table.assetId] }), byOwner: index().on(table.owner) }),
);

export const ledgerMovementKind = onchainEnum("ledger_movement_kind", ["deposit", "withdrawal", "transfer"]);

/** What changed one account's balance. A transfer is two of these. */
export const ledgerMovement = onchainTable(
  "ledger_movement",
  (t) => ({
    ...entry(t),
    kind: ledgerMovementKind("kind").notNull(),
    account: t.hex().notNull(),
    owner: t.hex().notNull(),
    assetId: t.integer().notNull(),
    change: t.bigint().notNull(), // negative for what left the account
    counterparty: t.hex().notNull(), // a wallet, or the other account of a transfer
  }),
  (table) => ({ byOwner: index().on(table.owner, table.id) }),
);

export const loanActionKind = onchainEnum("loan_action_kind", ["borrow", "repay", "writeOff"]);

export const loanAction = onchainTable(
  "loan_action",
  (t) => ({
    ...entry(t),
    kind: loanActionKind("kind").notNull(),
    account: t.hex().notNull(),
    owner: t.hex().notNull(),
    assetId: t.integer().notNull(),
    amount: t.bigint().notNull(),
  }),
  (table) => ({ byOwner: index().on(table.owner, table.id) }),
);

export const liquidationStepKind = onchainEnum("liquidation_step_kind", [
  "marked",
  "markEnded",
  "debtNetted",
  "collateralSold",
  "dustSwept",
  "insuranceRepaid",
]);

export const liquidationStep = onchainTable(
  "liquidation_step",
  (t) => ({
    ...entry(t),
    kind: liquidationStepKind("kind").notNull(),
    account: t.hex().notNull(),
    owner: t.hex().notNull(),
    liquidator: t.hex(), // who marked, or bought
    assetId: t.integer(), // what was netted, sold, swept or repaid
    amount: t.bigint(),
    debtId: t.integer(), // of a sale
    paid: t.bigint(), // of a sale, in the debt's units
  }),
  (table) => ({ byOwner: index().on(table.owner, table.id) }),
);

/* OPTIONS */

export const marketStatus = onchainEnum("market_status", ["open", "closing", "final"]);

export const market = onchainTable("market", (t) => ({
  id: t.integer().primaryKey(),
  baseId: t.integer().notNull(),
  settlementId: t.integer().notNull(),
  period: t.integer().notNull(), // seconds
  status: marketStatus("status").notNull(),
  sigma: t.bigint().notNull(), // yearly volatility, WAD
  limit: t.bigint(), // the most that its options may lock
  closesAt: t.bigint(),
  finalIndex: t.bigint(), // WAD
}));

/** The terms of a series. */
export const option = onchainTable("option", (t) => ({
  id: t.bigint().primaryKey(),
  pool: t.hex().notNull(),
  marketId: t.integer().notNull(),
  strike: t.bigint().notNull(), // settlement tokens per unit of the base, WAD
  widthBps: t.integer().notNull(),
  isCall: t.boolean().notNull(),
  isLive: t.boolean().notNull(), // whether there are positions
}));

export const position = onchainTable(
  "position",
  (t) => ({
    account: t.hex().notNull(),
    seriesId: t.bigint().notNull(),
    owner: t.hex().notNull(),
    size: t.bigint().notNull(), // WAD
  }),
  (table) => ({ pk: primaryKey({ columns: [table.account, table.seriesId] }), byOwner: index().on(table.owner) }),
);

export const tradeKind = onchainEnum("trade_kind", ["open", "close", "receive", "give"]);

export const trade = onchainTable(
  "trade",
  (t) => ({
    ...entry(t),
    kind: tradeKind("kind").notNull(),
    account: t.hex().notNull(),
    owner: t.hex().notNull(),
    seriesId: t.bigint().notNull(),
    pool: t.hex().notNull(),
    size: t.bigint().notNull(), // WAD
    price: t.bigint(), // settlement tokens per unit of the base, WAD; null of a position that changed hands
    amount: t.bigint(), // the premium without the fee, or the payout after it
    fee: t.bigint(),
  }),
  (table) => ({ byOwner: index().on(table.owner, table.id), byPool: index().on(table.pool, table.id) }),
);

export const fundingPaymentKind = onchainEnum("funding_payment_kind", ["collected", "shrunk", "carried", "uncollected"]);

export const fundingPayment = onchainTable(
  "funding_payment",
  (t) => ({
    ...entry(t),
    kind: fundingPaymentKind("kind").notNull(),
    account: t.hex().notNull(),
    owner: t.hex().notNull(),
    seriesId: t.bigint().notNull(),
    pool: t.hex().notNull(),
    amount: t.bigint().notNull(),
    size: t.bigint(), // what a position shrank by, WAD
  }),
  (table) => ({ byOwner: index().on(table.owner, table.id), byPool: index().on(table.pool, table.id) }),
);

/* POOLS */

export const poolKind = onchainEnum("pool_kind", ["option", "privateOption", "lending"]);

export const pool = onchainTable("pool", (t) => ({
  address: t.hex().primaryKey(),
  kind: poolKind("kind").notNull(),
  assetId: t.integer().notNull(),
  creator: t.hex(), // null of a lending pool
  interest: t.bigint().notNull(), // what a lending pool's debts have grown by
}));

export const poolEpoch = onchainTable(
  "pool_epoch",
  (t) => ({
    ...entry(t),
    pool: t.hex().notNull(),
    epoch: t.integer().notNull(),
    queuedShares: t.bigint().notNull(),
    filledShares: t.bigint().notNull(),
    paidAssets: t.bigint().notNull(),
    depositedAssets: t.bigint().notNull(),
    issuedShares: t.bigint().notNull(),
  }),
  (table) => ({ byPool: index().on(table.pool, table.id) }),
);

export const poolActionKind = onchainEnum("pool_action_kind", [
  "requestDeposit",
  "cancelDeposit",
  "requestRedeem",
  "cancelRedeem",
  "deposit", // into a lending or private pool; of an option pool: its shares were claimed
  "withdraw", // the same, for tokens
]);

export const poolAction = onchainTable(
  "pool_action",
  (t) => ({
    ...entry(t),
    kind: poolActionKind("kind").notNull(),
    pool: t.hex().notNull(),
    holder: t.hex().notNull(), // a request's controller, or whose shares they are
    owner: t.hex().notNull(),
    assets: t.bigint(),
    shares: t.bigint(),
  }),
  (table) => ({ byOwner: index().on(table.owner, table.id), byPool: index().on(table.pool, table.id) }),
);

/* STOCKS */

export const stock = onchainTable("stock", (t) => ({
  token: t.hex().primaryKey(),
  symbol: t.text().notNull(),
  issuer: t.hex().notNull(),
  securityId: t.hex().notNull(),
}));

export const attestation = onchainTable(
  "attestation",
  (t) => ({
    ...entry(t),
    token: t.hex().notNull(),
    custodianId: t.integer().notNull(),
    sharesHeld: t.bigint().notNull(), // by this custodian, WAD
    reserveShares: t.bigint().notNull(), // by all of the stock's custodians, WAD
    asOf: t.bigint().notNull(),
    sequence: t.bigint().notNull(),
    reportHash: t.hex().notNull(),
  }),
  (table) => ({ byToken: index().on(table.token, table.id) }),
);

export const supplyChangeKind = onchainEnum("supply_change_kind", ["issued", "retired"]);

export const supplyChange = onchainTable(
  "supply_change",
  (t) => ({
    ...entry(t),
    kind: supplyChangeKind("kind").notNull(),
    token: t.hex().notNull(),
    holder: t.hex().notNull(),
    shares: t.bigint().notNull(), // WAD
    raw: t.bigint().notNull(), // WAD
  }),
  (table) => ({ byToken: index().on(table.token, table.id) }),
);

export const stockRequestKind = onchainEnum("stock_request_kind", ["issue", "redeem"]);

/** A request to the issuer. */
export const stockRequest = onchainTable(
  "stock_request",
  (t) => ({
    id: t.bigint().primaryKey(),
    kind: stockRequestKind("kind").notNull(),
    token: t.hex().notNull(),
    requester: t.hex().notNull(),
    owner: t.hex().notNull(),
    paymentToken: t.hex().notNull(),
    given: t.bigint().notNull(), // payment units, or raw tokens to redeem
    remaining: t.bigint().notNull(),
    limitPrice: t.bigint().notNull(), // payment units per whole share
    requestedAt: t.bigint().notNull(),
    filledRaw: t.bigint().notNull(),
    filledPayment: t.bigint().notNull(),
    isCancelled: t.boolean().notNull(),
  }),
  (table) => ({ byOwner: index().on(table.owner, table.id) }),
);

// In the order of the contract's `ActionKind`.
export const corporateActionKind = onchainEnum("corporate_action_kind", [
  "split",
  "reverseSplit",
  "reinvestedDividend",
  "cashDividend",
  "cashOut",
  "delisting",
  "meeting",
]);

/** How far an action was said to be: it takes effect by time, without an event. */
export const corporateActionState = onchainEnum("corporate_action_state", [
  "announced",
  "scheduled",
  "verified",
  "cancelled",
]);

export const corporateAction = onchainTable(
  "corporate_action",
  (t) => ({
    id: t.bigint().primaryKey(),
    token: t.hex().notNull(),
    kind: corporateActionKind("kind").notNull(),
    state: corporateActionState("state").notNull(),
    effectiveAt: t.bigint().notNull(),
    recordAt: t.bigint().notNull(), // 0 = no record
    recordEpoch: t.bigint().notNull(), // 0 until scheduled
    numerator: t.bigint().notNull(),
    denominator: t.bigint().notNull(),
    amount: t.bigint().notNull(), // USD WAD a share
    payoutToken: t.hex().notNull(),
    documentHash: t.hex().notNull(),
  }),
  (table) => ({ byToken: index().on(table.token, table.effectiveAt) }),
);

export const distributionKind = onchainEnum("distribution_kind", ["dividend", "reward"]);

/** Money for all who held a stock token, or shares of a pool, at a record. */
export const distribution = onchainTable("distribution", (t) => ({
  id: t.bigint().primaryKey(),
  kind: distributionKind("kind").notNull(),
  source: t.hex().notNull(), // the stock token, or the pool
  epoch: t.bigint().notNull(),
  actionId: t.bigint(), // of a dividend
  token: t.hex().notNull(), // what it is paid in
  promised: t.bigint().notNull(),
  funded: t.bigint().notNull(),
  claimed: t.bigint().notNull(),
  declaredAt: t.bigint().notNull(),
}));

export const distributionClaim = onchainTable(
  "distribution_claim",
  (t) => ({
    ...entry(t),
    distributionId: t.bigint().notNull(),
    holder: t.hex().notNull(),
    owner: t.hex().notNull(),
    via: t.hex().notNull(), // zero for a wallet, the ledger, or a pool
    amount: t.bigint().notNull(),
  }),
  (table) => ({ byOwner: index().on(table.owner, table.id) }),
);

export const meeting = onchainTable("meeting", (t) => ({
  id: t.bigint().primaryKey(),
  token: t.hex().notNull(),
  epoch: t.bigint().notNull(),
  actionId: t.bigint().notNull(),
  deadline: t.bigint().notNull(),
  resolutionCount: t.integer().notNull(),
  supply: t.bigint().notNull(), // raw, WAD
  agendaHash: t.hex().notNull(),
}));

/** A holder's last vote on one resolution, in raw tokens of the record (WAD). */
export const vote = onchainTable(
  "vote",
  (t) => ({
    meetingId: t.bigint().notNull(),
    resolution: t.integer().notNull(), // from 0
    holder: t.hex().notNull(),
    via: t.hex().notNull(),
    owner: t.hex().notNull(),
    inFavour: t.bigint().notNull(),
    against: t.bigint().notNull(),
    abstaining: t.bigint().notNull(),
    time: t.bigint().notNull(),
    transaction: t.hex().notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.meetingId, table.holder, table.via, table.resolution] }),
    byOwner: index().on(table.owner),
  }),
);

/* WHAT BELONGS TOGETHER */

export const optionRelations = relations(option, ({ one }) => ({
  market: one(market, { fields: [option.marketId], references: [market.id] }),
}));
export const marketRelations = relations(market, ({ one }) => ({
  base: one(asset, { fields: [market.baseId], references: [asset.id] }),
  settlement: one(asset, { fields: [market.settlementId], references: [asset.id] }),
}));
export const tradeRelations = relations(trade, ({ one }) => ({
  series: one(option, { fields: [trade.seriesId], references: [option.id] }),
}));
export const fundingPaymentRelations = relations(fundingPayment, ({ one }) => ({
  series: one(option, { fields: [fundingPayment.seriesId], references: [option.id] }),
}));
export const positionRelations = relations(position, ({ one }) => ({
  series: one(option, { fields: [position.seriesId], references: [option.id] }),
}));
export const distributionClaimRelations = relations(distributionClaim, ({ one }) => ({
  distribution: one(distribution, { fields: [distributionClaim.distributionId], references: [distribution.id] }),
}));
