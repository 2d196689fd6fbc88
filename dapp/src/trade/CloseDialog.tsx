import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAtHead, useHead } from "../chain/head";
import { useChain } from "../config/context";
import { formatAmount, formatTokens } from "../format/numbers";
import { TradeHealth } from "../health/TradeHealth";
import { closeCall, type CloseParameters } from "../tx/actions/close";
import { failureOf } from "../tx/errors";
import { FailureText } from "../tx/FailureText";
import { useFlow } from "../tx/flows";
import { useAct } from "../tx/useAct";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Dialog } from "../ui/Dialog";
import { Row } from "../ui/Row";
import { useViewed } from "../wallet/viewed";
import { type ClosingProps, readClosing } from "./series";
import { useTradeSettings } from "../tx/settings";

const PARTS = [25, 50, 75, 100]; // per cent
const BPS = 10_000n;

/** Sells a position, or a part of it, back to its pool. */
export function CloseDialog({ position, account, base, settlement, onClose }: ClosingProps) {
  const { t } = useTranslation("trade");
  const act = useAct();
  const chain = useChain();
  const { data: head } = useHead();
  const { owner } = useViewed();
  const isBusy = useFlow()?.state === "running";
  const [settings] = useTradeSettings();
  const [part, setPart] = useState(100);
  const size = (position.size * BigInt(part)) / 100n;
  const { data: quote, error } = useAtHead(["closing", account, position.seriesId, size], (at) => readClosing(at, account, position.seriesId, size));
  const show = (value: bigint | undefined) => formatTokens(value, settlement);
  const least = quote && (quote.net * (BPS - BigInt(settings.slippageBps))) / BPS;
  const order: CloseParameters | null =
    least === undefined
      ? null
      : {
          name: t(position.terms.isCall ? "call" : "put"),
          amount: formatAmount(size),
          symbol: base.symbol,
          baseId: String(base.id),
          settlementId: String(settlement.id),
          account,
          seriesId: String(position.seriesId),
          size: String(size),
          minPayout: String(least),
          deadline: String(settings.deadlineMinutes * 60),
        };
  const close = () => {
    if (!order) return;
    onClose();
    void act("close", order);
  };
  return (
    <Dialog title={t("closing.title")} onClose={onClose}>
      <Choice label={t("closing.part")} options={PARTS.map((value) => ({ value, text: `${value}%` }))} value={part} onChange={setPart} />
      <dl className="my-3">
        <Row name={t("size")}>
          {formatAmount(size)} {base.symbol}
        </Row>
        <Row name={t("closing.price")}>{quote ? formatAmount(quote.price) : "—"}</Row>
        <Row name={t("closing.gross")}>{show(quote?.gross)}</Row>
        <Row name={t("figures.fee")}>{show(quote?.fee)}</Row>
        <Row name={t("closing.funding")}>{show(quote?.funding)}</Row>
        <Row name={t("closing.net")} id="closing-net" strong>
          {show(quote?.net)}
        </Row>
        <Row name={t("closing.least", { slippage: settings.slippageBps / 100 })}>{show(least)}</Row>
      </dl>
      {owner && <TradeHealth owner={owner} account={account} trade={order && head ? closeCall(chain, order, head.time) : null} />}
      {error && <FailureText failure={failureOf(error)} />}
      <Button kind="main" className="min-h-10 w-full" disabled={!order || isBusy} onClick={close}>
        {t("closing.button")}
      </Button>
    </Dialog>
  );
}
