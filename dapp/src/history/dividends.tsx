import { useTranslation } from "react-i18next";
import { type Address, formatUnits, zeroAddress } from "viem";

import { useChain } from "../config/context";
import { Amount, Time, Transaction } from "./cells";
import { readRows } from "./graphql";
import { ENTRY_FIELDS, type Entry, isoTime, type Kind, type Token } from "./kinds";

interface Claim extends Entry {
  /** The wallet or the account that held at the record. */
  holder: Address;
  /** Zero for a wallet, the ledger, or a pool. */
  via: Address;
  amount: string;
  distribution: { kind: "dividend" | "reward"; source: Address; token: Address };
}

/** A claim of money whose tokens are known. */
interface Dividend extends Claim {
  source: Token;
  paidIn: Token;
}

const FIELDS = `${ENTRY_FIELDS} holder via amount distribution { kind source token }`;

function What({ dividend }: { dividend: Dividend }) {
  const { t } = useTranslation("history");
  return (
    <>
      <span className="font-semibold">{dividend.source.symbol}</span> <span className="text-soft">{t(`distribution.${dividend.distribution.kind}`)}</span>
    </>
  );
}

function Held({ via }: Claim) {
  const { t } = useTranslation("history");
  const { contracts } = useChain();
  if (via === zeroAddress) return t("held.wallet");
  return t(via.toLowerCase() === contracts.CollateralVault.toLowerCase() ? "held.ledger" : "held.pool");
}

export const dividends: Kind<Dividend> = {
  name: "dividends",
  read: async ({ index, owner, tokenOf }, range) => {
    const { rows, before } = await readRows<Claim>(index, "distributionClaims", FIELDS, owner, range);
    const known = rows.map(async (row) => {
      const [source, paidIn] = await Promise.all([tokenOf(row.distribution.source), tokenOf(row.distribution.token)]);
      return { ...row, source, paidIn };
    });
    return { rows: await Promise.all(known), before };
  },
  columns: [
    { name: "source", cell: (dividend) => <What dividend={dividend} /> },
    { name: "time", cell: (dividend) => <Time of={dividend} /> },
    { name: "received", cell: ({ amount, paidIn }) => <Amount units={BigInt(amount)} token={paidIn} isFlow /> },
    { name: "held", cell: (dividend) => <Held {...dividend} /> },
    { name: "transaction", cell: (dividend) => <Transaction of={dividend} /> },
  ],
  line: (dividend) => ({
    time: isoTime(dividend),
    kind: dividend.distribution.kind,
    source: dividend.source.symbol,
    received: formatUnits(BigInt(dividend.amount), dividend.paidIn.decimals),
    token: dividend.paidIn.symbol,
    holder: dividend.holder,
    via: dividend.via,
    transaction: dividend.transaction,
  }),
};
