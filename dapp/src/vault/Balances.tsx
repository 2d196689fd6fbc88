import { useTranslation } from "react-i18next";

import type { Asset } from "../chain/assets";
import type { Holding } from "../chain/holdings";
import { formatAmount, formatBps, formatPercent } from "../format/numbers";
import { Button } from "../ui/Button";
import { type Column, Table } from "../ui/Table";
import { useViewed } from "../wallet/viewed";
import type { Move } from "./MovePanel";

export function Balances({ holdings, onMove }: { holdings: Holding[] | undefined; onMove: (asset: Asset, move: Move) => void }) {
  const { t } = useTranslation("vault");
  const { canAct } = useViewed();
  if (!holdings) return <div className="m-4 h-28 animate-pulse rounded-lg bg-raised" aria-busy="true" />;
  const amount = ({ asset }: Holding, value: bigint) => formatAmount(value, asset.decimals);
  const percent = (bps: number) => formatBps(bps).replace(".00", "");
  const more = (text: string) => <span className="block text-[11px] font-normal text-soft">{text}</span>;
  const columns: Column<Holding>[] = [
    {
      id: "asset",
      head: t("balances.asset"),
      cell: ({ asset, price }) => (
        <>
          <span className="font-semibold">{asset.symbol}</span>
          {more(price ? `$${formatAmount(price.mid, 18, 2)}` : "—")}
        </>
      ),
    },
    { id: "wallet", head: t("balances.wallet"), cell: (holding) => amount(holding, holding.wallet) },
    {
      id: "account",
      head: t("balances.account"),
      cell: (holding) => (
        <>
          <span className="font-semibold">{amount(holding, holding.amount)}</span>
          {holding.locked > 0n && more(t("balances.locked", { amount: amount(holding, holding.locked) }))}
        </>
      ),
    },
    {
      id: "usd",
      head: t("balances.value"),
      cell: ({ asset, amount: held, price }) => (price ? `$${formatAmount((held * price.mid) / 10n ** BigInt(asset.decimals), 18, 2)}` : "—"),
    },
    {
      id: "factor",
      head: t("balances.factor"),
      cell: ({ collateralInit, collateralMaint }) => (
        <span className="text-soft">
          {percent(collateralInit)} / {percent(collateralMaint)}
        </span>
      ),
    },
    {
      id: "owed",
      head: t("balances.owed"),
      cell: (holding) => (
        <>
          {holding.owed ? amount(holding, holding.owed) : "—"}
          {holding.borrowRate !== null && more(t("balances.rate", { rate: formatPercent(holding.borrowRate) }))}
        </>
      ),
    },
  ];
  const moves = ({ lendable }: Holding): Move[] => ["deposit", "withdraw", ...(lendable === null ? [] : (["borrow", "repay"] as const))];
  const buttons = (holding: Holding) =>
    canAct && (
      <div className="flex flex-wrap gap-1 md:justify-end">
        {moves(holding).map((move) => (
          <Button key={move} kind="small" onClick={() => onMove(holding.asset, move)} aria-label={`${t(`move.${move}`)} ${holding.asset.symbol}`}>
            {t(`move.${move}`)}
          </Button>
        ))}
      </div>
    );
  return (
    <Table
      label={t("balances.title")}
      columns={columns}
      rows={holdings}
      known={({ asset }) => ({ "data-asset": asset.symbol })}
      actions={{ head: t("balances.actions"), cell: buttons }}
    />
  );
}
