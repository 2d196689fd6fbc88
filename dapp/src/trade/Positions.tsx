import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Asset, USD } from "../chain/assets";
import { useAtHead } from "../chain/head";
import type { Market } from "../chain/markets";
import { formatAmount } from "../format/numbers";
import { useTimes } from "../format/time";
import { Button } from "../ui/Button";
import { Panel } from "../ui/Panel";
import { useViewed } from "../wallet/viewed";
import { CloseDialog } from "./CloseDialog";
import { OptionName } from "./OptionName";
import { type Position, readPositions } from "./series";

interface Props {
  markets: Market[];
  assets: Map<number, Asset>;
}

/** What an account has open. */
export function Positions({ markets, assets }: Props) {
  const { t } = useTranslation(["trade", "common"]);
  const { account, canAct } = useViewed();
  const { data: positions } = useAtHead(["positions", account], (at) => readPositions(at, account!), { enabled: !!account });
  const [closing, close] = useState<number | null>(null);
  const open = positions?.find(({ seriesId }) => seriesId === closing);
  return (
    <Panel title={t("positions.title")}>
      {!positions?.length ? (
        <p className="px-4 py-6 text-center text-soft">{account ? t("positions.none") : t("common:connectFirst")}</p>
      ) : (
        <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={t("positions.title")}>
          <table className="w-full min-w-[760px] text-[13px]">
            <thead>
              <tr className="text-left text-[11px] text-soft">
                {(["option", "size", "value", "proceeds", "funding", "covered", "delta"] as const).map((column, place) => (
                  <th key={column} scope="col" className={`px-4 py-2 font-medium ${place ? "text-right" : ""}`}>
                    {t(`positions.${column}`)}
                  </th>
                ))}
                <th scope="col" className="px-4 py-2">
                  <span className="sr-only">{t("positions.close")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {positions.map((position) => (
                <Line key={position.seriesId} position={position} markets={markets} assets={assets} onClose={canAct ? () => close(position.seriesId) : undefined} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open && account && <CloseDialog position={open} account={account} {...legsOf(open, markets, assets)} onClose={() => close(null)} />}
    </Panel>
  );
}

function legsOf(position: Position, markets: Market[], assets: Map<number, Asset>) {
  const market = markets.find(({ id }) => id === position.terms.marketId);
  return { base: assets.get(market?.baseId ?? 0) ?? USD, settlement: assets.get(market?.settlementId ?? 0) ?? USD };
}

function Line({ position, markets, assets, onClose }: Props & { position: Position; onClose: (() => void) | undefined }) {
  const { t } = useTranslation(["trade", "common"]);
  const { duration } = useTimes();
  const { base, settlement } = legsOf(position, markets, assets);
  const { terms } = position;
  const amount = (value: bigint) => formatAmount(value, settlement.decimals);
  return (
    <tr className="border-t border-line figure" data-position={position.seriesId}>
      <th scope="row" className="px-4 py-2.5 text-left font-normal">
        <OptionName terms={terms} base={base.symbol} settlement={settlement.symbol} />
      </th>
      <td className="px-4 text-right" data-figure="size">
        {formatAmount(position.size)} {base.symbol}
      </td>
      <td className="px-4 text-right font-semibold" data-figure="value">
        {amount(position.value)} {settlement.symbol}
      </td>
      <td className="px-4 text-right" data-figure="proceeds">
        {amount(position.proceeds)}
      </td>
      <td className="px-4 text-right" data-figure="a-day">
        {t("positions.aDay", { amount: formatAmount(-position.theta) })}
      </td>
      <td className="px-4 text-right" data-figure="covered">
        {duration(position.coveredSeconds)}
      </td>
      <td className="px-4 text-right" data-figure="delta">
        {formatAmount(position.delta, 18, 4)}
      </td>
      <td className="px-4 text-right">{onClose && <Button onClick={onClose}>{t("positions.close")}</Button>}</td>
    </tr>
  );
}
