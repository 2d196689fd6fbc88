import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAssets } from "../chain/assets";
import { useAtHead } from "../chain/head";
import { readHealth } from "../chain/health";
import { readHoldings } from "../chain/holdings";
import { Panel } from "../ui/Panel";
import { useViewed } from "../wallet/viewed";
import { AutoBorrow } from "./AutoBorrow";
import { Balances } from "./Balances";
import { HealthPanel } from "./HealthPanel";
import { type Move, MovePanel } from "./MovePanel";
import { SubaccountSelect } from "./SubaccountSelect";

export default function VaultPage() {
  const { t } = useTranslation(["vault", "common"]);
  const { owner, account } = useViewed();
  const { data: assets } = useAssets();
  const holdings = useAtHead(["holdings", owner, account], (at) => readHoldings(at, assets!, owner!, account!), { enabled: !!assets && !!account });
  const health = useAtHead(["health", account], (at) => readHealth(at, account!), { enabled: !!account });
  const [move, setMove] = useState<Move>("deposit");
  const [assetId, setAsset] = useState<number | null>(null);
  const chosen = holdings.data?.find(({ asset }) => asset.id === assetId) ?? holdings.data?.[0];

  if (!account) {
    return (
      <Panel>
        <h1 className="sr-only">{t("title")}</h1>
        <p className="px-4 py-16 text-center text-soft">{t("common:connectFirst")}</p>
      </Panel>
    );
  }
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <h1 className="sr-only">{t("title")}</h1>
      <div className="flex min-w-0 flex-col gap-4">
        <HealthPanel health={health.data} />
        <Panel title={t("balances.title")} aside={<SubaccountSelect />}>
          <Balances
            holdings={holdings.data}
            onMove={(asset, what) => {
              setAsset(asset.id);
              setMove(what);
            }}
          />
          {chosen && <AutoBorrow isOn={chosen.autoBorrow} />}
        </Panel>
      </div>
      {!holdings.data && <div aria-busy="true" className="h-96 animate-pulse rounded-xl border border-line bg-panel" />}
      {chosen && holdings.data && (
        <MovePanel
          key={`${chosen.asset.id} ${move} ${account}`}
          holdings={holdings.data}
          holding={chosen}
          health={health.data}
          account={account}
          move={move}
          onMove={setMove}
          onAsset={setAsset}
        />
      )}
    </div>
  );
}
