import { useTranslation } from "react-i18next";

import type { Asset } from "../chain/assets";
import type { Market } from "../chain/markets";
import type { OptionPool } from "../chain/pools";
import { formatAmount, formatBps } from "../format/numbers";

const COLUMNS = ["option", "size", "value", "locked", "funding"] as const;

/** What a pool has written and others hold. */
export function Composition({ pool, markets, assets }: { pool: OptionPool; markets: Market[]; assets: Map<number, Asset> }) {
  const { t } = useTranslation(["earn", "trade"]);
  if (!pool.series.length) return <p className="text-[13px] text-soft">{t("composition.none")}</p>;
  const amount = (units: bigint) => formatAmount(units, pool.asset.decimals);
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={t("composition.title", { symbol: pool.asset.symbol })}>
      <table className="w-full min-w-[560px] text-[13px]">
        <thead>
          <tr className="text-[11px] text-soft">
            {COLUMNS.map((column, place) => (
              <th key={column} scope="col" className={`py-2 pr-4 font-medium ${place ? "text-right" : "text-left"}`}>
                {t(`composition.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pool.series.map(({ seriesId, terms, size, value, locked, fundingPerDay }) => {
            const base = assets.get(markets.find(({ id }) => id === terms.marketId)?.baseId ?? 0)?.symbol ?? "";
            return (
              <tr key={seriesId} className="border-t border-line figure" data-series={seriesId}>
                <th scope="row" className="py-2 pr-4 text-left font-normal">
                  <span className={`font-semibold ${terms.isCall ? "text-gain" : "text-loss"}`}>{t(terms.isCall ? "trade:call" : "trade:put")}</span> {base}/
                  {pool.asset.symbol} {formatAmount(terms.strike, 18, 2)} <span className="text-soft">±{formatBps(terms.widthBps).replace(".00", "")}</span>
                </th>
                <td className="pr-4 text-right">
                  {formatAmount(size)} {base}
                </td>
                <td className="pr-4 text-right">{amount(value)}</td>
                <td className="pr-4 text-right">{amount(locked)}</td>
                <td className="pr-4 text-right text-gain">{amount(fundingPerDay)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
