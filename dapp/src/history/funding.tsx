import { useTranslation } from "react-i18next";
import { type Address, formatUnits } from "viem";

import { formatAmount } from "../format/numbers";
import { Amount, Option, Time, Transaction } from "./cells";
import { readRows } from "./graphql";
import { ENTRY_FIELDS, type Entry, isoTime, type Kind, numberOf } from "./kinds";
import { baseOf, SERIES_FIELDS, type Series, seriesLine, settlementOf } from "./options";

interface Payment extends Entry {
  kind: "collected" | "shrunk" | "carried" | "uncollected";
  account: Address;
  amount: string;
  /** What a position shrank by, WAD. */
  size: string | null;
  series: Series;
}

const FIELDS = `${ENTRY_FIELDS} kind account amount size ${SERIES_FIELDS}`;

function How({ payment }: { payment: Payment }) {
  const { t } = useTranslation("history");
  return t(`payment.${payment.kind}`);
}

export const funding: Kind<Payment> = {
  name: "funding",
  read: ({ index, owner }, range) => readRows(index, "fundingPayments", FIELDS, owner, range),
  columns: [
    { name: "what", cell: ({ series }) => <Option series={series} /> },
    { name: "time", cell: (payment) => <Time of={payment} /> },
    { name: "how", cell: (payment) => <How payment={payment} /> },
    { name: "funding", cell: ({ amount, series }) => <Amount units={BigInt(amount)} token={settlementOf(series)} /> },
    { name: "shrunk", cell: ({ size, series }) => (size === null ? "—" : `${formatAmount(BigInt(size))} ${baseOf(series)}`) },
    { name: "account", cell: ({ account }, owner) => numberOf(account, owner) },
    { name: "transaction", cell: (payment) => <Transaction of={payment} /> },
  ],
  line: (payment, owner) => ({
    time: isoTime(payment),
    kind: payment.kind,
    ...seriesLine(payment.series),
    funding: formatUnits(BigInt(payment.amount), settlementOf(payment.series).decimals),
    shrunk: payment.size === null ? "" : formatUnits(BigInt(payment.size), 18),
    account: numberOf(payment.account, owner),
    transaction: payment.transaction,
  }),
};
