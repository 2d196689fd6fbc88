import { useTranslation } from "react-i18next";

import { useAssets } from "../chain/assets";
import { useAtHead } from "../chain/head";
import { readMarkets } from "../chain/markets";
import { readLendingPools, readOptionPools } from "../chain/pools";
import { useViewed } from "../wallet/viewed";
import { LendingPoolPanel } from "./LendingPoolPanel";
import { OptionPoolPanel } from "./OptionPoolPanel";

export default function EarnPage() {
  const { t } = useTranslation("earn");
  const { owner } = useViewed();
  const { data: assets } = useAssets();
  const { data: markets } = useAtHead(["markets"], readMarkets);
  const { data: pools } = useAtHead(["option pools", owner], (at) => readOptionPools(at, assets!, owner), { enabled: !!assets });
  const { data: lenders } = useAtHead(["lending pools", owner], (at) => readLendingPools(at, assets!, owner), { enabled: !!assets });
  if (!assets || !markets || !pools || !lenders) return <div className="h-[70vh] animate-pulse rounded-xl border border-line bg-panel" aria-busy="true" />;
  return (
    <div className="flex flex-col gap-4">
      <h1 className="sr-only">{t("title")}</h1>
      <p className="max-w-3xl text-[13px] text-soft">{t("options.what")}</p>
      {pools.map((pool) => (
        <OptionPoolPanel key={pool.address} pool={pool} markets={markets} assets={assets} />
      ))}
      <p className="max-w-3xl text-[13px] text-soft">{t("lending.what")}</p>
      {lenders.map((pool) => (
        <LendingPoolPanel key={pool.address} pool={pool} />
      ))}
      {!pools.length && !lenders.length && <p className="text-soft">{t("none")}</p>}
    </div>
  );
}
