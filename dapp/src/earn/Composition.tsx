import { useTranslation } from "react-i18next";

import type { Asset } from "../chain/assets";
import type { Market } from "../chain/markets";
import type { OptionPool } from "../chain/pools";
import { formatAmount } from "../format/numbers";
import { OptionName } from "../trade/OptionName";
import { type Column, Table } from "../ui/Table";

type Written = OptionPool["series"][number];

/** What a pool has written and others hold. */
export function Composition({ pool, markets, assets }: { pool: OptionPool; markets: Market[]; assets: Map<number, Asset> }) {
  const { t } = useTranslation("earn");
  if (!pool.series.length) return <p className="text-[13px] text-soft">{t("composition.none")}</p>;
  const amount = (units: bigint) => formatAmount(units, pool.asset.decimals);
  const baseOf = ({ terms }: Written) => assets.get(markets.find(({ id }) => id === terms.marketId)?.baseId ?? 0)?.symbol ?? "";
  const columns: Column<Written>[] = [
    { id: "option", head: t("composition.option"), cell: (one) => <OptionName terms={one.terms} base={baseOf(one)} settlement={pool.asset.symbol} /> },
    { id: "size", head: t("composition.size"), cell: (one) => `${formatAmount(one.size)} ${baseOf(one)}` },
    { id: "written-value", head: t("composition.value"), cell: ({ value }) => amount(value) },
    { id: "written-locked", head: t("composition.locked"), cell: ({ locked }) => amount(locked) },
    { id: "written-funding", head: t("composition.funding"), cell: ({ fundingPerDay }) => <span className="text-gain">{amount(fundingPerDay)}</span> },
  ];
  const title = t("composition.title", { symbol: pool.asset.symbol });
  return <Table label={title} columns={columns} rows={pool.series} known={({ seriesId }) => ({ "data-series": seriesId })} />;
}
