import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import { useAssets } from "../chain/assets";
import { useAtHead } from "../chain/head";
import { heldOf, readStocks } from "../chain/stocks";
import { CompanyPanels } from "./CompanyPanels";
import { ReservePanel } from "./ReservePanel";
import { RequestPanel } from "./RequestPanel";
import { SwapPanel } from "./SwapPanel";

export default function StocksPage() {
  const { t } = useTranslation("stocks");
  const { data: stocks } = useAtHead(["stocks"], readStocks);
  const { data: assets } = useAssets();
  if (!stocks || !assets) return <div className="h-[70vh] animate-pulse rounded-xl border border-line bg-panel" aria-busy="true" />;
  return (
    <div className="flex flex-col gap-4">
      <h1 className="sr-only">{t("title")}</h1>
      <p className="max-w-3xl text-[13px] text-soft">{stocks.length ? t("what") : t("none")}</p>
      {stocks.map((stock) => {
        const held = heldOf(stock, assets);
        return (
          <Fragment key={stock.token}>
            <ReservePanel stock={stock} />
            {held && <SwapPanel stock={held} assets={assets} />}
            {held && <RequestPanel stock={held} assets={assets} />}
          </Fragment>
        );
      })}
      <CompanyPanels stocks={stocks} assets={assets} />
    </div>
  );
}
