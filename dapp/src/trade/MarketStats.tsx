import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Asset } from "../chain/assets";
import type { Market } from "../chain/markets";
import type { Interval, Session } from "../chain/prices";
import { formatAmount, formatPercent } from "../format/numbers";
import { useTimes } from "../format/time";

const WAD = 10n ** 18n;

interface Props {
  market: Market;
  base: Asset;
  settlement: Asset;
  index: Interval | undefined;
  sessions: { asset: Asset; session: Session | null }[] | undefined;
}

export function MarketStats({ market, base, settlement, index, sessions }: Props) {
  const { t } = useTranslation("trade");
  const width = index && ((index.hi - index.lo) * WAD) / index.mid;
  return (
    <dl className="flex flex-wrap gap-x-7 gap-y-3 border-b border-line px-4 py-3">
      <Stat name={t("stats.index", { base: base.symbol })} id="index" unit={settlement.symbol} large>
        {index ? formatAmount(index.mid) : "—"}
      </Stat>
      <Stat name={t("stats.interval")} id="interval">
        {index ? `${formatAmount(index.lo)} – ${formatAmount(index.hi)}` : "—"}
        {width !== undefined && <span className="text-xs text-soft"> {formatPercent(width)}</span>}
      </Stat>
      <Stat name={t("stats.volatility")} id="sigma">
        {formatPercent(market.sigma, 1)}
      </Stat>
      <Stat name={t("stats.interest")} id="interest" unit={settlement.symbol}>
        {formatAmount(market.locked, settlement.decimals, 2)}
      </Stat>
      <Sessions sessions={sessions} />
    </dl>
  );
}

function Stat({ name, id, unit, large, children }: { name: string; id: string; unit?: string; large?: boolean; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-[11px] text-soft">{name}</dt>
      <dd className={`figure ${large ? "text-lg leading-6 font-semibold" : "text-[13px] leading-6"}`}>
        <span data-figure={id}>{children}</span>
        {unit && <span className="ml-1 text-xs font-normal text-soft">{unit}</span>}
      </dd>
    </div>
  );
}

/** Whether the stock markets behind the index are open, and when they will be. */
function Sessions({ sessions }: Pick<Props, "sessions">) {
  const { t } = useTranslation("trade");
  const { moment } = useTimes();
  return sessions?.map(({ asset, session }) =>
    session ? (
      <div key={asset.id}>
        <dt className="text-[11px] text-soft">{t("stats.session", { symbol: asset.symbol })}</dt>
        <dd className={`text-[13px] leading-6 ${session.isOpen ? "text-gain" : "text-warn"}`} data-figure={`session-${asset.symbol}`}>
          {session.isOpen ? t("stats.open") : session.nextOpen ? t("stats.closedUntil", { when: moment(session.nextOpen) }) : t("stats.closed")}
        </dd>
      </div>
    ) : null,
  );
}
