import { useTranslation } from "react-i18next";

import { type BothHealths, type Health, ratioOf } from "../chain/health";
import { formatAmount, toNumber } from "../format/numbers";
import { Ratio, toneOf } from "../health/Ratio";
import { Panel } from "../ui/Panel";

const HEALTH_DECIMALS = 18 + 4; // USD WAD times bps
const FULL = 3; // a ratio from which the bar is full

/** What the account has and owes in dollars, weighted, for new risk and before liquidation. */
export function HealthPanel({ health }: { health: BothHealths | undefined }) {
  const { t } = useTranslation("vault");
  return (
    <Panel title={t("health.title")}>
      <div className="grid gap-x-8 gap-y-4 px-4 py-3 sm:grid-cols-2">
        <Meter id="initial" name={t("health.initial")} hint={t("health.initialHint")} health={health?.initial} />
        <Meter id="maintenance" name={t("health.maintenance")} hint={t("health.maintenanceHint")} health={health?.maintenance} />
      </div>
    </Panel>
  );
}

const FILL = { gain: "bg-gain", warn: "bg-warn", loss: "bg-loss" };

function Meter({ id, name, hint, health }: { id: string; name: string; hint: string; health: Health | undefined }) {
  const { t } = useTranslation("vault");
  const ratio = health ? ratioOf(health) : null;
  const part = ratio === null ? 1 : Math.min(toNumber(ratio) / FULL, 1);
  const usd = (value: bigint) => `$${formatAmount(value, HEALTH_DECIMALS, 2)}`;
  return (
    <div>
      <div className="flex items-baseline justify-between gap-2">
        <span className="text-xs text-soft">{name}</span>
        <span className="text-lg font-semibold figure">{health ? <Ratio health={health} id={`${id}-health`} /> : "—"}</span>
      </div>
      <div className="my-1.5 h-1.5 overflow-hidden rounded-full bg-raised" aria-hidden="true">
        <div className={`h-full rounded-full ${FILL[toneOf(ratio)]}`} style={{ width: health ? `${part * 100}%` : 0 }} />
      </div>
      <div className="flex flex-wrap justify-between gap-x-3 text-[11px] text-soft figure">
        <span>
          {t("health.collateral")} <span data-figure={`${id}-collateral`}>{health ? usd(health.collateral) : "—"}</span>
        </span>
        <span>
          {t("health.debt")} <span data-figure={`${id}-debt`}>{health ? usd(health.debt) : "—"}</span>
        </span>
      </div>
      <p className="mt-1 text-[11px] leading-4 text-soft">{hint}</p>
    </div>
  );
}
