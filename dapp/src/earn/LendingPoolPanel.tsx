import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type LendingPool, partOf } from "../chain/pools";
import { formatAmount, formatPercent } from "../format/numbers";
import { useAct } from "../tx/useAct";
import { Panel } from "../ui/Panel";
import { Row } from "../ui/Row";
import { AmountForm } from "../tx/AmountForm";

/** A pool that lends one token to accounts of the ledger. */
export function LendingPoolPanel({ pool }: { pool: LendingPool }) {
  const { t } = useTranslation("earn");
  const { asset } = pool;
  const act = useAct();
  const [move, setMove] = useState<"in" | "out">("in");
  const amount = (units: bigint) => `${formatAmount(units, asset.decimals)} ${asset.symbol}`;
  const named = { symbol: asset.symbol, pool: pool.address };
  const submit = (units: bigint, text: string) =>
    move === "in"
      ? act("lend", { ...named, amount: text, token: asset.token, units: String(units) })
      : act("stopLending", { ...named, amount: text, units: String(units) });
  return (
    <Panel title={t("lending.title", { symbol: asset.symbol })}>
      <div className="grid gap-x-8 gap-y-4 px-4 py-3 lg:grid-cols-[minmax(0,1fr)_20rem]" data-lender={asset.symbol}>
        <dl className="grid content-start gap-x-8 sm:grid-cols-2">
          <Row name={t("lending.supplyRate")} id="supply-rate" strong>
            {formatPercent(pool.supplyRate)}
          </Row>
          <Row name={t("lending.borrowRate")} id="borrow-rate">
            {formatPercent(pool.borrowRate)}
          </Row>
          <Row name={t("lending.utilisation")} id="utilisation">
            {formatPercent(partOf(pool.debt, pool.cash + pool.debt))}
          </Row>
          <Row name={t("lending.cash")} id="cash">
            {amount(pool.cash)}
          </Row>
          <Row name={t("lending.debt")} id="debt">
            {amount(pool.debt)}
          </Row>
          <Row name={t("lending.cap")} id="cap">
            {amount(pool.debtCap)}
          </Row>
          <Row name={t("lending.yours")} id="lent" strong>
            {amount(pool.lent)}
          </Row>
        </dl>
        <AmountForm
          moves={[
            { value: "in", text: t("lending.deposit") },
            { value: "out", text: t("lending.withdraw") },
          ]}
          move={move}
          onMove={setMove}
          symbol={asset.symbol}
          decimals={asset.decimals}
          most={move === "in" ? pool.wallet : pool.withdrawable}
          verb={t(move === "in" ? "lending.lend" : "lending.takeOut", { symbol: asset.symbol })}
          hint={t("lending.hint")}
          onSubmit={submit}
        />
      </div>
    </Panel>
  );
}
