import { useState } from "react";
import { useTranslation } from "react-i18next";
import { zeroAddress } from "viem";

import type { Asset } from "../chain/assets";
import { useAtHead, useHead } from "../chain/head";
import { type Market, STATUS_FINAL, STATUS_OPEN } from "../chain/markets";
import type { Interval } from "../chain/prices";
import { readBalance } from "../chain/account";
import { useChain } from "../config/context";
import { readAmount } from "../format/amount";
import { formatAmount, formatTokens, toNumber } from "../format/numbers";
import { TradeHealth } from "../health/TradeHealth";
import { openCall, type OpenParameters } from "../tx/actions/open";
import { failureOf } from "../tx/errors";
import { FailureText } from "../tx/FailureText";
import { useFlow } from "../tx/flows";
import { useAct } from "../tx/useAct";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Panel } from "../ui/Panel";
import { Row } from "../ui/Row";
import { TextField } from "../ui/TextField";
import { useViewed } from "../wallet/viewed";
import { breakEvenOf } from "./payoff";
import type { Terms, Ticket } from "./series";
import { useTradeSettings } from "../tx/settings";
import { StrikeSelect } from "./StrikeSelect";
import { TradeSettingsFields } from "./TradeSettingsFields";

const WIDTHS_BPS = [2_500, 5_000, 10_000];
const BPS = 10_000n;

interface Props {
  market: Market;
  base: Asset;
  settlement: Asset;
  index: Interval | undefined;
  terms: Terms | null;
  size: string;
  units: bigint;
  ticket: Ticket | undefined;
  error: Error | null;
  onCall: (isCall: boolean) => void;
  onStrike: (strike: bigint) => void;
  onWidth: (bps: number) => void;
  onSize: (size: string) => void;
}

/** Which option, how much of it, what that costs, and the button that buys it. */
export function TicketPanel(props: Props) {
  const { base, terms, index, size, onCall, onStrike, onWidth, onSize } = props;
  const { t } = useTranslation(["trade", "common"]);
  const typed = readAmount(size, 18);
  const problem = typed && "problem" in typed ? t(`common:amount.${typed.problem}`) : undefined;
  const sides = [
    { value: "put", text: t("buyPut"), tone: "loss" },
    { value: "call", text: t("buyCall"), tone: "gain" },
  ] as const;
  return (
    <Panel title={t("ticket")} className="self-start">
      <div className="flex flex-col gap-3 px-4 py-3">
        <Choice label={t("side")} options={sides} value={terms?.isCall ? "call" : "put"} onChange={(side) => onCall(side === "call")} />
        {index && terms && <StrikeSelect index={index.mid} strike={terms.strike} onChange={onStrike} />}
        <div>
          <div className="mb-1 text-xs text-soft" title={t("widthHint")}>
            {t("width")}
          </div>
          <Choice
            label={t("width")}
            options={WIDTHS_BPS.map((value) => ({ value, text: `${value / 100}%` }))}
            value={terms?.widthBps ?? WIDTHS_BPS[1]!}
            onChange={onWidth}
          />
        </div>
        <TextField label={t("size")} value={size} onChange={onSize} unit={base.symbol} inputMode="decimal" problem={problem} />
        <Figures {...props} />
        <Buy {...props} />
      </div>
    </Panel>
  );
}

function Figures({ base, settlement, terms, units, ticket }: Props) {
  const { t } = useTranslation(["trade", "common"]);
  const show = (value: bigint | undefined) => formatTokens(value, settlement);
  const price = (value: bigint | null | undefined) => (value === undefined || value === null ? "—" : formatAmount(value));
  const amount = toNumber(units);
  const shape = terms && { strike: toNumber(terms.strike), isCall: terms.isCall, width: terms.widthBps / 10_000, sigma: 1, period: 1 };
  const even = shape && ticket && amount ? breakEvenOf(shape, toNumber(ticket.cost, settlement.decimals) / amount) : null;
  return (
    <div className="border-t border-line pt-2">
      <dl>
      <Row name={t("figures.bidAsk", { base: base.symbol })} id="bid-ask">
        <span data-figure="bid">{price(ticket?.bid)}</span> / <span data-figure="ask">{price(ticket?.ask)}</span>
      </Row>
      <Row name={t("figures.premium")} id="premium">
        {show(ticket?.premium)}
      </Row>
      <Row name={t("figures.fee")} id="fee">
        {show(ticket?.fee)}
      </Row>
      <Row name={t("figures.cost")} id="cost" strong>
        {show(ticket?.cost)}
      </Row>
      <Row name={t("figures.funding")} id="funding">
        {show(ticket?.fundingPerDay)}
      </Row>
      <Row name={t("figures.breakEven")} id="break-even">
        {even === null ? "—" : even.toLocaleString("en", { maximumFractionDigits: even > 1000 ? 0 : 2 })}
      </Row>
      <Row name={t("figures.most")} id="max-payoff">
        {show(ticket?.maxPayoff)}
      </Row>
      <Row name={t("figures.lost")} id="most-lost">
        {show(ticket?.cost)}
      </Row>
      </dl>
      <p className="pt-1 text-[11px] leading-4 text-soft">{t("figures.lostHint")}</p>
    </div>
  );
}

function Buy({ market, base, settlement, terms, size, units, ticket, error }: Props) {
  const { t } = useTranslation(["trade", "common"]);
  const { owner, account, canAct } = useViewed();
  const chain = useChain();
  const { data: head } = useHead();
  const act = useAct();
  const isBusy = useFlow()?.state === "running";
  const [settings, change] = useTradeSettings();
  const [isOpen, setOpen] = useState(false);
  const { data: balance } = useAtHead(["balance", account, settlement.id], (at) => readBalance(at, account!, settlement.id), { enabled: !!account });
  const most = ticket && (ticket.cost * (BPS + BigInt(settings.slippageBps))) / BPS;
  const isShort = balance !== undefined && ticket !== undefined && balance.free < ticket.cost && !balance.autoBorrow;

  const order: OpenParameters | null =
    terms && account && most
      ? {
          name: t(terms.isCall ? "call" : "put"),
          amount: size,
          symbol: base.symbol,
          baseId: String(base.id),
          settlementId: String(settlement.id),
          pool: terms.pool,
          marketId: String(terms.marketId),
          strike: String(terms.strike),
          widthBps: String(terms.widthBps),
          isCall: String(terms.isCall),
          size: String(units),
          account,
          maxPremium: String(most),
          deadline: String(settings.deadlineMinutes * 60),
        }
      : null;

  if (market.status === STATUS_FINAL) return <p className="text-warn">{t("marketFinal")}</p>;
  if (market.status !== STATUS_OPEN) return <p className="text-warn">{t("marketClosing")}</p>;
  if (market.pool === zeroAddress) return <p className="text-warn">{t("noPool", { symbol: settlement.symbol })}</p>;
  return (
    <>
      <div className="flex items-center justify-between text-xs text-soft">
        <span>{t("margin")}</span>
        <span className="figure" data-figure="margin">
          {formatTokens(balance?.free, settlement)}
        </span>
      </div>
      {owner && account && <TradeHealth owner={owner} account={account} trade={order && head ? openCall(chain, order, head.time) : null} />}
      {error && units > 0n && <FailureText failure={failureOf(error)} />}
      {isShort && canAct && (
        <p role="alert" className="text-[13px] text-warn">
          {t("tooLittleMargin", { symbol: settlement.symbol })}
        </p>
      )}
      <Button kind="main" className="min-h-10 w-full" disabled={!canAct || !ticket || isShort || isBusy} onClick={() => order && void act("open", order)}>
        {canAct ? t(terms?.isCall ? "buyCall" : "buyPut") : t("common:connectFirst")}
      </Button>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} className="text-left text-xs text-soft hover:text-text">
        {t("settings.summary", { slippage: settings.slippageBps / 100, minutes: settings.deadlineMinutes })} {isOpen ? "▴" : "▾"}
      </button>
      {isOpen && <TradeSettingsFields settings={settings} onChange={change} />}
    </>
  );
}
