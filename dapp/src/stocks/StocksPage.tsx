import { useTranslation } from "react-i18next";

import { useAtHead } from "../chain/head";
import { readStocks } from "../chain/stocks";
import { ReservePanel } from "./ReservePanel";

export default function StocksPage() {
  const { t } = useTranslation("stocks");
  const { data: stocks } = useAtHead(["stocks"], readStocks);
  if (!stocks) return <div className="h-[70vh] animate-pulse rounded-xl border border-line bg-panel" aria-busy="true" />;
  return (
    <div className="flex flex-col gap-4">
      <h1 className="sr-only">{t("title")}</h1>
      <p className="max-w-3xl text-[13px] text-soft">{stocks.length ? t("what") : t("none")}</p>
      {stocks.map((stock) => (
        <ReservePanel key={stock.token} stock={stock} />
      ))}
    </div>
  );
}
