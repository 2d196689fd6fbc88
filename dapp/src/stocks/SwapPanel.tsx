import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Asset } from "../chain/assets";
import { type Buffer, type Prices, readBuffer, readPrices, readSwap } from "../chain/buffer";
import { useAtHead } from "../chain/head";
import type { Held } from "../chain/pools";
import { formatAmount, formatBps, formatPercent, formatTokens } from "../format/numbers";
import { AmountForm } from "../tx/AmountForm";
import { failureOf } from "../tx/errors";
import { FailureText } from "../tx/FailureText";
import { useAct } from "../tx/useAct";
import { useTradeSettings } from "../tx/settings";
import { Panel } from "../ui/Panel";
import { Row } from "../ui/Row";
import { useViewed } from "../wallet/viewed";

const BPS = 10_000n;
const WAD = 10n ** 18n;

/** Swaps a stock token with the network's buffer, if that trades it. */
export function SwapPanel({ stock, assets }: { stock: Held; assets: Map<number, Asset> }) {
  const { t } = useTranslation("stocks");
  const { owner } = useViewed();
  const { data: buffer } = useAtHead(["buffer", stock.id, owner], (at) => readBuffer(at, assets, stock, owner));
  const { data: prices, error } = useAtHead(["buffer's prices", stock.id], (at) => readPrices(at, buffer!), { enabled: !!buffer });
  if (!buffer) return null;
  return (
    <Panel title={t("swap.title", { symbol: stock.symbol })}>
      <div className="grid gap-x-8 gap-y-4 px-4 py-3 lg:grid-cols-[minmax(0,1fr)_20rem]" data-swap={stock.symbol}>
        <div className="flex min-w-0 flex-col gap-3">
          <p className="text-[13px] text-soft">{t("swap.what")}</p>
          {error && (
            <div>
              <p className="text-[13px] font-semibold text-warn">{t("swap.closed")}</p>
              <FailureText failure={failureOf(error)} />
            </div>
          )}
          <Terms buffer={buffer} prices={error ? undefined : prices} />
        </div>
        <SwapForm buffer={buffer} prices={error ? undefined : prices} />
      </div>
    </Panel>
  );
}

function Terms({ buffer, prices }: { buffer: Buffer; prices: Prices | undefined }) {
  const { t } = useTranslation("stocks");
  const { stock, cash, interval } = buffer;
  const price = (value: bigint | undefined) => (value === undefined ? "—" : `${formatAmount(value)} ${cash.symbol}`);
  return (
    <dl className="grid content-start gap-x-8 sm:grid-cols-2">
      <Row name={t("swap.ask")} id="ask" strong>
        {price(prices?.ask)}
      </Row>
      <Row name={t("swap.bid")} id="bid" strong>
        {price(prices?.bid)}
      </Row>
      <Row name={t("swap.interval")} id="interval" hint={t("swap.intervalHint")}>
        {formatAmount(interval.lo)} – {formatAmount(interval.hi)} USD
      </Row>
      <Row name={t("swap.spread")} id="spread" hint={t("swap.spreadHint")}>
        {formatBps(buffer.spreadBps)}
      </Row>
      <Row name={t("swap.apart")} id="apart">
        {prices ? formatPercent(((prices.ask - prices.bid) * WAD) / prices.ask) : "—"}
      </Row>
      <Row name={t("swap.inventory")} id="inventory">
        {formatAmount(buffer.inventory, stock.decimals)} {stock.symbol}
      </Row>
      <Row name={t("swap.room")} id="room">
        {formatAmount(buffer.room, stock.decimals)} {stock.symbol}
      </Row>
      <Row name={t("swap.cash")} id="cash">
        {formatAmount(buffer.cashHeld, cash.decimals)} {cash.symbol}
      </Row>
    </dl>
  );
}

const least = (one: bigint, other: bigint) => (one < other ? one : other);

function SwapForm({ buffer, prices }: { buffer: Buffer; prices: Prices | undefined }) {
  const { t } = useTranslation("stocks");
  const { owner } = useViewed();
  const act = useAct();
  const [settings] = useTradeSettings();
  const [side, setSide] = useState<"buy" | "sell">("buy");
  const [units, setUnits] = useState(0n);
  const { stock, cash } = buffer;
  const most = side === "buy" ? buffer.inventory : least(buffer.walletStock, buffer.room);
  const isAsked = !!owner && !!prices && units > 0n && units <= most;
  const { data: quote, error } = useAtHead(["swap", stock.id, owner, side, units], (at) => readSwap(at, owner!, buffer, side, units), { enabled: isAsked });
  const slippage = BigInt(settings.slippageBps);
  const limit = quote === undefined ? undefined : side === "buy" ? (quote * (BPS + slippage)) / BPS : (quote * (BPS - slippage)) / BPS;
  const show = (value: bigint | undefined) => formatTokens(isAsked && !error ? value : undefined, cash);
  const submit = (wanted: bigint, text: string) =>
    act("swap", {
      symbol: stock.symbol,
      amount: text,
      side,
      buffer: buffer.address,
      stockId: String(stock.id),
      cashId: String(cash.id),
      token: side === "buy" ? cash.token : stock.token,
      units: String(wanted),
      limit: String(limit),
      deadline: String(settings.deadlineMinutes * 60),
    });
  return (
    <AmountForm
      moves={[
        { value: "buy", text: t("swap.buy") },
        { value: "sell", text: t("swap.sell") },
      ]}
      move={side}
      onMove={setSide}
      symbol={stock.symbol}
      decimals={stock.decimals}
      most={most}
      verb={t(side === "buy" ? "swap.buyNow" : "swap.sellNow", { symbol: stock.symbol })}
      hint={t("swap.hint", { slippage: settings.slippageBps / 100 })}
      onUnits={setUnits}
      isReady={isAsked && limit !== undefined && !error}
      onSubmit={submit}
    >
      <dl>
        <Row name={t(side === "buy" ? "swap.cost" : "swap.proceeds")} id="quote" strong>
          {show(quote)}
        </Row>
        <Row name={t(side === "buy" ? "swap.atMost" : "swap.atLeast")} id="limit">
          {show(limit)}
        </Row>
      </dl>
      {isAsked && error && <FailureText failure={failureOf(error)} />}
    </AmountForm>
  );
}
