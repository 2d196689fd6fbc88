import { useTranslation } from "react-i18next";
import { maxUint256 } from "viem";

import type { Stock } from "../chain/stocks";
import { formatAmount, formatPercent } from "../format/numbers";
import { useTimes } from "../format/time";
import { Panel } from "../ui/Panel";
import { Row } from "../ui/Row";

/** What is proven to be held for a stock's tokens, by whom, and how long ago. */
export function ReservePanel({ stock }: { stock: Stock }) {
  const { t } = useTranslation("stocks");
  const { duration } = useTimes();
  const { reserveShares, dueShares, ratio, age, isShort, isComparable } = stock;
  const state = isShort ? "short" : isComparable ? "backed" : "uncertain";
  const tone = { short: "text-loss", backed: "text-gain", uncertain: "text-warn" }[state];
  return (
    <Panel title={`${stock.name} (${stock.symbol})`} aside={<span className={`text-xs ${tone}`}>{t(`state.${state}`)}</span>}>
      <div className="grid gap-x-8 px-4 py-3 lg:grid-cols-2" data-stock={stock.symbol}>
        <dl>
          <Row name={t("reserve")} id="reserve" strong>
            {formatAmount(reserveShares)}
          </Row>
          <Row name={t("due")} id="due" hint={t("dueHint")}>
            {formatAmount(dueShares)}
          </Row>
          <Row name={t("ratio")} id="ratio">
            {ratio === maxUint256 ? t("nothingDue") : formatPercent(ratio)}
          </Row>
          <Row name={t("age")} id="age" hint={t("ageHint")}>
            {duration(age)}
          </Row>
        </dl>
        <dl>
          <Row name={t("supply")} id="supply">
            {formatAmount(stock.supply)}
          </Row>
          {stock.custodians.map((custodian, place) => (
            <Row key={custodian} name={t("report", { number: custodian })} id={`report-${custodian}`}>
              <span className="font-mono text-[11px] break-all">{stock.reportHashes[place] ?? "—"}</span>
            </Row>
          ))}
          <Row name={t("token")} id="token">
            <span className="font-mono text-[11px] break-all">{stock.token}</span>
          </Row>
        </dl>
      </div>
    </Panel>
  );
}
