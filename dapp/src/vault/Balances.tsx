import { useTranslation } from "react-i18next";

import type { Asset } from "../chain/assets";
import type { Holding } from "../chain/holdings";
import { formatAmount, formatBps, formatPercent } from "../format/numbers";
import { Button } from "../ui/Button";
import { useViewed } from "../wallet/viewed";
import type { Move } from "./MovePanel";

const COLUMNS = ["asset", "wallet", "account", "value", "factor", "owed"] as const;

export function Balances({ holdings, onMove }: { holdings: Holding[] | undefined; onMove: (asset: Asset, move: Move) => void }) {
  const { t } = useTranslation("vault");
  if (!holdings) return <div className="m-4 h-28 animate-pulse rounded-lg bg-raised" aria-busy="true" />;
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={t("balances.title")}>
      <table className="w-full min-w-[720px] text-[13px]">
        <thead>
          <tr className="text-[11px] text-soft">
            {COLUMNS.map((column, place) => (
              <th key={column} scope="col" className={`px-4 py-2 font-medium ${place ? "text-right" : "text-left"}`}>
                {t(`balances.${column}`)}
              </th>
            ))}
            <th scope="col">
              <span className="sr-only">{t("balances.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {holdings.map((holding) => (
            <Line key={holding.asset.id} holding={holding} onMove={onMove} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ holding, onMove }: { holding: Holding; onMove: (asset: Asset, move: Move) => void }) {
  const { t } = useTranslation("vault");
  const { canAct } = useViewed();
  const { asset, price } = holding;
  const amount = (value: bigint) => formatAmount(value, asset.decimals);
  const unit = 10n ** BigInt(asset.decimals);
  const moves: Move[] = ["deposit", "withdraw", ...(holding.lendable === null ? [] : (["borrow", "repay"] as const))];
  return (
    <tr className="border-t border-line figure" data-asset={asset.symbol}>
      <th scope="row" className="px-4 py-2.5 text-left font-semibold">
        {asset.symbol}
        <span className="block text-[11px] font-normal text-soft">{price ? `$${formatAmount(price.mid, 18, 2)}` : "—"}</span>
      </th>
      <td className="px-4 text-right" data-figure="wallet">
        {amount(holding.wallet)}
      </td>
      <td className="px-4 text-right" data-figure="account">
        <span className="font-semibold">{amount(holding.amount)}</span>
        {holding.locked > 0n && <span className="block text-[11px] text-soft">{t("balances.locked", { amount: amount(holding.locked) })}</span>}
      </td>
      <td className="px-4 text-right" data-figure="usd">
        {price ? `$${formatAmount((holding.amount * price.mid) / unit, 18, 2)}` : "—"}
      </td>
      <td className="px-4 text-right text-soft">
        {formatBps(holding.collateralInit).replace(".00", "")} / {formatBps(holding.collateralMaint).replace(".00", "")}
      </td>
      <td className="px-4 text-right" data-figure="owed">
        {holding.owed ? amount(holding.owed) : "—"}
        {holding.borrowRate !== null && <span className="block text-[11px] text-soft">{t("balances.rate", { rate: formatPercent(holding.borrowRate) })}</span>}
      </td>
      <td className="px-4 py-1.5">
        {canAct && (
          <div className="flex flex-wrap justify-end gap-1">
            {moves.map((move) => (
              <Button key={move} kind="small" onClick={() => onMove(asset, move)} aria-label={`${t(`move.${move}`)} ${asset.symbol}`}>
                {t(`move.${move}`)}
              </Button>
            ))}
          </div>
        )}
      </td>
    </tr>
  );
}
