import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Asset, USD } from "../chain/assets";
import { useAtHead } from "../chain/head";
import { type Market, STATUS_FINAL } from "../chain/markets";
import { formatAmount } from "../format/numbers";
import { useTimes } from "../format/time";
import { Button } from "../ui/Button";
import { Panel } from "../ui/Panel";
import { Row } from "../ui/Row";
import { useIsNarrow } from "../ui/useIsNarrow";
import { useViewed } from "../wallet/viewed";
import { CloseDialog } from "./CloseDialog";
import { FinalDialog } from "./FinalDialog";
import { OptionName } from "./OptionName";
import { type Position, readPositions } from "./series";

interface Props {
  markets: Market[];
  assets: Map<number, Asset>;
}

interface Shown {
  position: Position;
  base: Asset;
  settlement: Asset;
  isFinal: boolean;
  onClose: (() => void) | undefined;
}

const COLUMNS = ["size", "value", "proceeds", "funding", "covered", "delta"] as const;

/** What an account has open. */
export function Positions({ markets, assets }: Props) {
  const { t } = useTranslation(["trade", "common"]);
  const { account, canAct } = useViewed();
  const isNarrow = useIsNarrow();
  const { data: positions } = useAtHead(["positions", account], (at) => readPositions(at, account!), { enabled: !!account });
  const [closing, close] = useState<number | null>(null);
  const shown = (position: Position): Shown => {
    const market = markets.find(({ id }) => id === position.terms.marketId);
    return {
      position,
      base: assets.get(market?.baseId ?? 0) ?? USD,
      settlement: assets.get(market?.settlementId ?? 0) ?? USD,
      isFinal: market?.status === STATUS_FINAL,
      onClose: canAct ? () => close(position.seriesId) : undefined,
    };
  };
  const open = positions?.find(({ seriesId }) => seriesId === closing);
  return (
    <Panel title={t("positions.title")}>
      {!positions?.length && <p className="px-4 py-6 text-center text-soft">{account ? t("positions.none") : t("common:connectFirst")}</p>}
      {!!positions?.length && isNarrow && (
        <ul>
          {positions.map((position) => (
            <Card key={position.seriesId} {...shown(position)} />
          ))}
        </ul>
      )}
      {!!positions?.length && !isNarrow && (
        <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={t("positions.title")}>
          <table className="w-full min-w-[760px] text-[13px]">
            <thead>
              <tr className="text-left text-[11px] text-soft">
                {(["option", ...COLUMNS] as const).map((column, place) => (
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
                <Line key={position.seriesId} {...shown(position)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open && account && <Closing {...shown(open)} account={account} onDone={() => close(null)} />}
    </Panel>
  );
}

function Closing({ position, base, settlement, isFinal, account, onDone }: Shown & { account: `0x${string}`; onDone: () => void }) {
  const Dialog = isFinal ? FinalDialog : CloseDialog;
  return <Dialog position={position} account={account} base={base} settlement={settlement} onClose={onDone} />;
}

/** The figures of a position in words, by the columns that they are in, and the names that tests know them by. */
function useFigures({ position, base, settlement }: Shown): Record<(typeof COLUMNS)[number], { id: string; text: string }> {
  const { t } = useTranslation("trade");
  const { duration } = useTimes();
  const amount = (value: bigint) => formatAmount(value, settlement.decimals);
  return {
    size: { id: "size", text: `${formatAmount(position.size)} ${base.symbol}` },
    value: { id: "value", text: `${amount(position.value)} ${settlement.symbol}` },
    proceeds: { id: "proceeds", text: amount(position.proceeds) },
    funding: { id: "a-day", text: t("positions.aDay", { amount: formatAmount(-position.theta) }) },
    covered: { id: "covered", text: duration(position.coveredSeconds) },
    delta: { id: "delta", text: formatAmount(position.delta, 18, 4) },
  };
}

function Line(props: Shown) {
  const figures = useFigures(props);
  return (
    <tr className="border-t border-line figure" data-position={props.position.seriesId}>
      <th scope="row" className="px-4 py-2.5 text-left font-normal">
        <OptionName terms={props.position.terms} base={props.base.symbol} settlement={props.settlement.symbol} />
      </th>
      {COLUMNS.map((column) => (
        <td key={column} className={`px-4 text-right ${column === "value" ? "font-semibold" : ""}`} data-figure={figures[column].id}>
          {figures[column].text}
        </td>
      ))}
      <td className="px-4 text-right">
        <CloseButton {...props} />
      </td>
    </tr>
  );
}

function Card(props: Shown) {
  const { t } = useTranslation("trade");
  const figures = useFigures(props);
  return (
    <li className="border-t border-line px-4 py-3 first:border-t-0" data-position={props.position.seriesId}>
      <div className="flex items-center justify-between gap-3 text-[13px] figure">
        <span>
          <OptionName terms={props.position.terms} base={props.base.symbol} settlement={props.settlement.symbol} />
        </span>
        <CloseButton {...props} />
      </div>
      <dl className="mt-1">
        {COLUMNS.map((column) => (
          <Row key={column} name={t(`positions.${column}`)} id={figures[column].id} strong={column === "value"}>
            {figures[column].text}
          </Row>
        ))}
      </dl>
    </li>
  );
}

function CloseButton({ isFinal, onClose }: Shown) {
  const { t } = useTranslation("trade");
  return onClose ? <Button onClick={onClose}>{t(isFinal ? "positions.cashOut" : "positions.close")}</Button> : null;
}
