import { useTranslation } from "react-i18next";
import { type Address, formatUnits } from "viem";

import { formatAmount } from "../format/numbers";
import { Amount, Option, Time, Transaction } from "./cells";
import { readRows } from "./graphql";
import { ENTRY_FIELDS, type Entry, isoTime, type Kind, numberOf } from "./kinds";
import { baseOf, SERIES_FIELDS, type Series, seriesLine, settlementOf } from "./options";

interface Trade extends Entry {
  kind: "open" | "close" | "receive" | "give";
  account: Address;
  size: string;
  /** Null of a position that changed hands, as the next two. */
  price: string | null;
  amount: string | null;
  fee: string | null;
  series: Series;
}

const FIELDS = `${ENTRY_FIELDS} kind account size price amount fee ${SERIES_FIELDS}`;

/** What the account received, in the settlement token's units: a payout, or less than nothing for a premium and its fee. */
function flowOf({ kind, amount, fee }: Trade): bigint | null {
  if (amount === null) return null;
  return kind === "close" ? BigInt(amount) : -BigInt(amount) - BigInt(fee ?? 0);
}

function What({ trade }: { trade: Trade }) {
  const { t } = useTranslation("history");
  return (
    <>
      <span className="text-soft">{t(`trade.${trade.kind}`)}</span> <Option series={trade.series} />
    </>
  );
}

export const trades: Kind<Trade> = {
  name: "trades",
  read: ({ index, owner }, range) => readRows(index, "trades", FIELDS, owner, range),
  columns: [
    { name: "what", cell: (trade) => <What trade={trade} /> },
    { name: "time", cell: (trade) => <Time of={trade} /> },
    { name: "size", cell: ({ size, series }) => `${formatAmount(BigInt(size))} ${baseOf(series)}` },
    { name: "price", cell: ({ price }) => (price === null ? "—" : formatAmount(BigInt(price))) },
    { name: "flow", cell: (trade) => <Amount units={flowOf(trade)} token={settlementOf(trade.series)} isFlow /> },
    { name: "fee", cell: ({ fee, series }) => <Amount units={fee === null ? null : BigInt(fee)} token={settlementOf(series)} /> },
    { name: "account", cell: ({ account }, owner) => numberOf(account, owner) },
    { name: "transaction", cell: (trade) => <Transaction of={trade} /> },
  ],
  line: (trade, owner) => {
    const { decimals } = settlementOf(trade.series);
    const flow = flowOf(trade);
    return {
      time: isoTime(trade),
      kind: trade.kind,
      ...seriesLine(trade.series),
      size: formatUnits(BigInt(trade.size), 18),
      price: trade.price === null ? "" : formatUnits(BigInt(trade.price), 18),
      received: flow === null ? "" : formatUnits(flow, decimals),
      fee: trade.fee === null ? "" : formatUnits(BigInt(trade.fee), decimals),
      account: numberOf(trade.account, owner),
      transaction: trade.transaction,
    };
  },
};
