import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Asset, USD } from "../chain/assets";
import { useAtHead } from "../chain/head";
import { type Market, STATUS_FINAL } from "../chain/markets";
import { formatAmount } from "../format/numbers";
import { useTimes } from "../format/time";
import { Button } from "../ui/Button";
import { Panel } from "../ui/Panel";
import { type Column, Table } from "../ui/Table";
import { useViewed } from "../wallet/viewed";
import { CloseDialog } from "./CloseDialog";
import { FinalDialog } from "./FinalDialog";
import { OptionName } from "./OptionName";
import { type Position, readPositions } from "./series";

interface Props {
  markets: Market[];
  assets: Map<number, Asset>;
}

/** A position with what its market is of. */
interface Held extends Position {
  base: Asset;
  settlement: Asset;
  isFinal: boolean;
}

/** What an account has open. */
export function Positions({ markets, assets }: Props) {
  const { t } = useTranslation(["trade", "common"]);
  const { duration } = useTimes();
  const { account, canAct } = useViewed();
  const { data: positions } = useAtHead(["positions", account], (at) => readPositions(at, account!), { enabled: !!account });
  const [closing, close] = useState<number | null>(null);
  const held = positions?.map((position) => heldOf(position, markets, assets));
  const open = held?.find(({ seriesId }) => seriesId === closing);
  const columns: Column<Held>[] = [
    {
      id: "option",
      head: t("positions.option"),
      cell: ({ terms, base, settlement }) => <OptionName terms={terms} base={base.symbol} settlement={settlement.symbol} />,
    },
    { id: "size", head: t("positions.size"), cell: ({ size, base }) => `${formatAmount(size)} ${base.symbol}` },
    {
      id: "value",
      head: t("positions.value"),
      cell: ({ value, settlement }) => <strong className="font-semibold">{`${formatAmount(value, settlement.decimals)} ${settlement.symbol}`}</strong>,
    },
    { id: "proceeds", head: t("positions.proceeds"), cell: ({ proceeds, settlement }) => formatAmount(proceeds, settlement.decimals) },
    { id: "a-day", head: t("positions.funding"), cell: ({ theta }) => t("positions.aDay", { amount: formatAmount(-theta) }) },
    { id: "covered", head: t("positions.covered"), cell: ({ coveredSeconds }) => duration(coveredSeconds) },
    { id: "delta", head: t("positions.delta"), cell: ({ delta }) => formatAmount(delta, 18, 4) },
  ];
  const closeButton = ({ seriesId, isFinal }: Held) => canAct && <Button onClick={() => close(seriesId)}>{t(isFinal ? "positions.cashOut" : "positions.close")}</Button>;
  const Closing = open?.isFinal ? FinalDialog : CloseDialog;
  return (
    <Panel title={t("positions.title")}>
      {!held?.length ? (
        <p className="px-4 py-6 text-center text-soft">{account ? t("positions.none") : t("common:connectFirst")}</p>
      ) : (
        <Table
          label={t("positions.title")}
          columns={columns}
          rows={held}
          known={({ seriesId }) => ({ "data-position": seriesId })}
          actions={{ head: t("positions.close"), cell: closeButton }}
        />
      )}
      {open && account && <Closing position={open} account={account} base={open.base} settlement={open.settlement} onClose={() => close(null)} />}
    </Panel>
  );
}

function heldOf(position: Position, markets: Market[], assets: Map<number, Asset>): Held {
  const market = markets.find(({ id }) => id === position.terms.marketId);
  return {
    ...position,
    base: assets.get(market?.baseId ?? 0) ?? USD,
    settlement: assets.get(market?.settlementId ?? 0) ?? USD,
    isFinal: market?.status === STATUS_FINAL,
  };
}
