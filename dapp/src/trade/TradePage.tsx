import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAssets } from "../chain/assets";
import { useAtHead } from "../chain/head";
import { readMarkets } from "../chain/markets";
import { Choice } from "../ui/Choice";
import { MarketView } from "./MarketView";
import { Positions } from "./Positions";

const DAY = 86_400;

export default function TradePage() {
  const { t } = useTranslation("trade");
  const { data: assets } = useAssets();
  const { data: markets } = useAtHead(["markets"], readMarkets);
  const [chosen, choose] = useState(0);
  if (!assets || !markets) return <div className="h-[70vh] animate-pulse rounded-xl border border-line bg-panel" aria-busy="true" />;
  const market = markets[Math.min(chosen, markets.length - 1)];
  if (!market) return <p className="text-soft">{t("noMarkets")}</p>;

  const symbol = (id: number) => assets.get(id)?.symbol ?? `#${id}`;
  const options = markets.map(({ baseId, settlementId, period }, value) => ({
    value,
    text: `${symbol(baseId)} / ${symbol(settlementId)} · ${t("days", { count: period / DAY })}`,
  }));
  return (
    <div className="flex flex-col gap-4">
      <h1 className="sr-only">{t("title")}</h1>
      <div className="self-start">
        <Choice label={t("market")} options={options} value={markets.indexOf(market)} onChange={choose} />
      </div>
      <MarketView key={market.id} market={market} assets={assets} />
      <Positions markets={markets} assets={assets} />
    </div>
  );
}
