import { lazy, Suspense, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Asset, USD } from "../chain/assets";
import { useAtHead } from "../chain/head";
import type { Market } from "../chain/markets";
import { readIndex, readSession } from "../chain/prices";
import { readAmount } from "../format/amount";
import { toNumber } from "../format/numbers";
import { Panel } from "../ui/Panel";
import { Greeks } from "./Greeks";
import { useIndexHistory } from "./indexHistory";
import { MarketStats } from "./MarketStats";
import { PayoffChart } from "./PayoffChart";
import { readTicket, type Terms } from "./series";
import { nearestStrike } from "./strikes";
import { TicketPanel } from "./TicketPanel";
import type { Shape } from "./payoff";

const IndexChart = lazy(() => import("./IndexChart"));
const YEAR = 365 * 86_400;
export const USUAL_WIDTH_BPS = 5_000;

/** A market: its index, an option to choose, and what that costs. */
export function MarketView({ market, assets }: { market: Market; assets: Map<number, Asset> }) {
  const { t } = useTranslation("trade");
  const base = assets.get(market.baseId) ?? USD;
  const settlement = assets.get(market.settlementId) ?? USD;
  const points = useIndexHistory(base.id, settlement.id);
  const { data: index } = useAtHead(["index now", base.id, settlement.id], (at) => readIndex(at, base.id, settlement.id));
  const { data: sessions } = useAtHead(["sessions", base.id, settlement.id], (at) =>
    Promise.all([base, settlement].map(async (asset) => ({ asset, session: await readSession(at, asset) }))),
  );

  const [isCall, setCall] = useState(false);
  const [strike, setStrike] = useState<bigint | null>(null);
  const [widthBps, setWidth] = useState(USUAL_WIDTH_BPS);
  const [size, setSize] = useState("0.1");
  const typed = readAmount(useDeferredValue(size), 18);
  const units = typed && "units" in typed ? typed.units : 0n;

  const terms: Terms | null = index ? { pool: market.pool, marketId: market.id, strike: strike ?? nearestStrike(index.mid), widthBps, isCall } : null;
  const ticket = useAtHead(
    ["ticket", terms, units],
    (at) => readTicket(at, terms!, units, 10n ** BigInt(settlement.decimals), base.id, settlement.id),
    { enabled: !!terms && units > 0n },
  );
  const shape: Shape | null = terms && {
    strike: toNumber(terms.strike),
    isCall,
    width: widthBps / 10_000,
    sigma: toNumber(market.sigma),
    period: market.period / YEAR,
  };
  const amount = toNumber(units);
  const paid = ticket.data && amount ? toNumber(ticket.data.cost, settlement.decimals) / amount : 0;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]">
      <Panel>
        <MarketStats market={market} base={base} settlement={settlement} index={index} sessions={sessions} />
        <Suspense fallback={<div className="h-64 sm:h-80" />}>
          <IndexChart points={points} label={t("chart", { base: base.symbol, settlement: settlement.symbol })} />
        </Suspense>
      </Panel>
      <div className="lg:row-span-2">
        <TicketPanel
          market={market}
          base={base}
          settlement={settlement}
          index={index}
          terms={terms}
          size={size}
          units={units}
          ticket={ticket.data}
          error={ticket.error}
          onCall={setCall}
          onStrike={setStrike}
          onWidth={setWidth}
          onSize={setSize}
        />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 md:grid-cols-[minmax(0,1fr)_15rem]">
        <Panel title={t("payoff.title")}>
          {shape && index && <PayoffChart shape={shape} paid={paid} index={toNumber(index.mid)} size={amount || 1} symbol={settlement.symbol} />}
        </Panel>
        <Panel title={t("greeks.title")}>
          <Greeks ticket={ticket.data} symbol={settlement.symbol} base={base.symbol} decimals={settlement.decimals} />
        </Panel>
      </div>
    </div>
  );
}
