import { useTranslation } from "react-i18next";

import { formatAmount } from "../format/numbers";
import { Row } from "../ui/Row";
import type { Ticket } from "./series";

export function Greeks({ ticket, symbol, base, decimals }: { ticket: Ticket | undefined; symbol: string; base: string; decimals: number }) {
  const { t } = useTranslation("trade");
  const show = (value: bigint | undefined, digits?: number) => (value === undefined ? "—" : formatAmount(value, 18, digits));
  const aDay = ticket && -ticket.fundingPerDay;
  return (
    <dl className="px-4 py-2">
      <Row name={t("greeks.delta")} id="delta" hint={t("greeks.deltaHint", { base, symbol })}>
        {show(ticket?.delta, 5)}
      </Row>
      <Row name={t("greeks.gamma")} id="gamma" hint={t("greeks.gammaHint")}>
        {show(ticket?.gamma, 8)}
      </Row>
      <Row name={t("greeks.vega")} id="vega" hint={t("greeks.vegaHint")}>
        {show(ticket?.vega)}
      </Row>
      <Row name={t("greeks.theta")} id="theta" hint={t("greeks.thetaHint")}>
        {aDay === undefined ? "—" : formatAmount(aDay, decimals)}
      </Row>
    </dl>
  );
}
