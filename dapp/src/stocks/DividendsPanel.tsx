import { useTranslation } from "react-i18next";

import type { Dividend } from "../chain/company";
import { formatAmount } from "../format/numbers";
import { useTimes } from "../format/time";
import { namePlaces } from "../tx/actions/holder";
import { useFlow } from "../tx/flows";
import { useAct } from "../tx/useAct";
import { Button } from "../ui/Button";
import { Panel } from "../ui/Panel";
import { Row } from "../ui/Row";
import { useViewed } from "../wallet/viewed";

/** What an owner has to claim of dividends, wherever he held the stock at the record. */
export function DividendsPanel({ dividends }: { dividends: Dividend[] | undefined }) {
  const { t } = useTranslation(["stocks", "common"]);
  const { owner } = useViewed();
  return (
    <Panel title={t("dividends.title")}>
      <div className="flex flex-col gap-4 px-4 py-3">
        <p className="text-[13px] text-soft">{!owner ? t("common:connectFirst") : dividends?.length === 0 ? t("dividends.none") : t("dividends.what")}</p>
        {dividends?.map((dividend) => (
          <Claim key={String(dividend.id)} dividend={dividend} />
        ))}
      </div>
    </Panel>
  );
}

function Claim({ dividend }: { dividend: Dividend }) {
  const { t } = useTranslation("stocks");
  const { moment } = useTimes();
  const { canAct } = useViewed();
  const act = useAct();
  const isBusy = useFlow()?.state === "running";
  const { action, symbol, paid, claims } = dividend;
  const show = (units: bigint) => formatAmount(units, paid.decimals);
  const total = show(claims.reduce((sum, { amount }) => sum + amount, 0n));
  const claim = () =>
    act("claimDividend", { symbol: paid.symbol, amount: total, dividend: String(dividend.id), places: namePlaces(claims.map(({ place }) => place)) });
  return (
    <div data-dividend={symbol}>
      <h3 className="text-[13px] font-semibold">{t("dividends.of", { symbol, amount: formatAmount(action.amount) })}</h3>
      <p className="text-xs text-soft">{t("heldAt", { when: moment(BigInt(action.recordAt)) })}</p>
      <dl className="my-2">
        {claims.map(({ place, amount }) => (
          <Row key={place.where} name={t(`place.${place.where}`)} id={`claim-${place.where}`}>
            {show(amount)} {paid.symbol}
          </Row>
        ))}
      </dl>
      <Button kind="main" disabled={!canAct || isBusy} onClick={() => void claim()}>
        {t("dividends.claim", { amount: total, symbol: paid.symbol })}
      </Button>
    </div>
  );
}
