import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Asset } from "../chain/assets";
import { useHead } from "../chain/head";
import type { Market } from "../chain/markets";
import { type OptionPool, partOf, type Stake } from "../chain/pools";
import { formatAmount, formatBps, formatPercent } from "../format/numbers";
import { useTimes } from "../format/time";
import { useAct } from "../tx/useAct";
import { useFlow } from "../tx/flows";
import { Button } from "../ui/Button";
import { Panel } from "../ui/Panel";
import { Row } from "../ui/Row";
import { useViewed } from "../wallet/viewed";
import { AmountForm } from "../tx/AmountForm";
import { Composition } from "./Composition";

/** A pool that writes options: what it is worth, what it has written, and the way in and out. */
export function OptionPoolPanel({ pool, markets, assets }: { pool: OptionPool; markets: Market[]; assets: Map<number, Asset> }) {
  const { t } = useTranslation(["earn", "common"]);
  const { asset, stake } = pool;
  const act = useAct();
  const { duration, moment } = useTimes();
  const { data: head } = useHead();
  const [move, setMove] = useState<"in" | "out">("in");
  const amount = (units: bigint) => formatAmount(units, asset.decimals);
  const left = head && pool.settlesFrom > head.time ? pool.settlesFrom - head.time : 0n;
  const named = { symbol: asset.symbol, pool: pool.address };
  const submit = (units: bigint, text: string) =>
    move === "in"
      ? act("requestDeposit", { ...named, amount: text, token: asset.token, units: String(units) })
      : act("requestRedeem", { ...named, amount: text, units: String(units) });
  return (
    <Panel title={t("options.title", { symbol: asset.symbol })}>
      <div className="grid gap-x-8 gap-y-4 px-4 py-3 lg:grid-cols-[minmax(0,1fr)_20rem]" data-pool={asset.symbol}>
        <div className="flex min-w-0 flex-col gap-3">
          <dl className="grid gap-x-8 sm:grid-cols-2">
            <Row name={t("options.sharePrice")} id="share-price" strong>
              {amount(pool.sharePrice)} {asset.symbol}
            </Row>
            <Row name={t("options.worth")} id="worth">
              {amount(pool.totalAssets)} {asset.symbol}
            </Row>
            <Row name={t("options.utilisation")} id="utilisation" hint={t("options.utilisationHint", { limit: formatBps(pool.limitBps) })}>
              {formatPercent(partOf(pool.reserve, pool.cash))}
            </Row>
            <Row name={t("options.locked")} id="locked">
              {amount(pool.reserve)} {asset.symbol}
            </Row>
            <Row name={t("options.queuedDeposits")} id="queued-deposits">
              {amount(pool.queuedDeposits)} {asset.symbol}
            </Row>
            <Row name={t("options.queuedShares")} id="queued-shares">
              {formatAmount(pool.queuedShares, pool.shareDecimals)}
            </Row>
            <Row name={t("options.epoch", { number: pool.epoch })} id="epoch" hint={t("options.epochHint")}>
              {left ? t("options.settlesIn", { time: duration(left), when: moment(pool.settlesFrom) }) : t("options.settlesNow")}
            </Row>
            <Row name={t("options.funding")} id="accrued">
              {amount(pool.accruedFunding)} {asset.symbol}
            </Row>
          </dl>
          <Composition pool={pool} markets={markets} assets={assets} />
        </div>
        <div className="flex flex-col gap-3">
          {stake && <YourStake pool={pool} stake={stake} />}
          <AmountForm
            moves={[
              { value: "in", text: t("options.deposit") },
              { value: "out", text: t("options.redeem") },
            ]}
            move={move}
            onMove={setMove}
            symbol={move === "in" ? asset.symbol : t("options.shares")}
            decimals={move === "in" ? asset.decimals : pool.shareDecimals}
            most={move === "in" ? pool.wallet : (stake?.shares ?? 0n)}
            verb={t(move === "in" ? "options.requestDeposit" : "options.requestRedeem", { symbol: asset.symbol })}
            hint={t("options.requestHint")}
            onSubmit={submit}
          />
        </div>
      </div>
    </Panel>
  );
}

function YourStake({ pool, stake }: { pool: OptionPool; stake: Stake }) {
  const { t } = useTranslation("earn");
  const { canAct } = useViewed();
  const act = useAct();
  const isBusy = useFlow()?.state === "running";
  const { asset } = pool;
  const shares = (units: bigint) => formatAmount(units, pool.shareDecimals);
  const tokens = (units: bigint) => `${formatAmount(units, asset.decimals)} ${asset.symbol}`;
  const named = { symbol: asset.symbol, amount: "", pool: pool.address };
  const isClaimable = stake.claimableDeposit > 0n || stake.claimableRedeem > 0n;
  const isPending = stake.pendingDeposit > 0n || stake.pendingRedeem > 0n;
  return (
    <div>
      <dl>
        <Row name={t("stake.shares")} id="shares">
          {shares(stake.shares)}
        </Row>
        <Row name={t("stake.value")} id="value" strong>
          {tokens(stake.value)}
        </Row>
        {stake.pendingDeposit > 0n && (
          <Row name={t("stake.pendingDeposit")} id="pending-deposit">
            {tokens(stake.pendingDeposit)}
          </Row>
        )}
        {stake.pendingRedeem > 0n && (
          <Row name={t("stake.pendingRedeem")} id="pending-redeem">
            {shares(stake.pendingRedeem)}
          </Row>
        )}
        {stake.claimableDeposit > 0n && (
          <Row name={t("stake.claimableDeposit")} id="claimable-deposit">
            {tokens(stake.claimableDeposit)}
          </Row>
        )}
        {stake.claimableRedeem > 0n && (
          <Row name={t("stake.claimableRedeem")} id="claimable-redeem">
            {shares(stake.claimableRedeem)}
          </Row>
        )}
      </dl>
      {canAct && (isClaimable || isPending) && (
        <div className="mt-2 flex gap-2">
          {isClaimable && (
            <Button kind="main" disabled={isBusy} onClick={() => void act("claimRequests", named)}>
              {t("stake.claim")}
            </Button>
          )}
          {isPending && (
            <Button disabled={isBusy} onClick={() => void act("cancelRequests", named)}>
              {t("stake.cancel")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
