import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Asset } from "../chain/assets";
import { useAtHead, useHead } from "../chain/head";
import type { Held } from "../chain/pools";
import { type Desk, readDesk, readRequests, type Request } from "../chain/requests";
import { readAmount } from "../format/amount";
import { formatAmount } from "../format/numbers";
import { useTimes } from "../format/time";
import { AmountForm } from "../tx/AmountForm";
import { useFlow } from "../tx/flows";
import { useAct } from "../tx/useAct";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Panel } from "../ui/Panel";
import { TextField } from "../ui/TextField";
import { useViewed } from "../wallet/viewed";

/** Asks the issuer of a stock to issue or redeem its tokens, and shows what waits. */
export function RequestPanel({ stock, assets }: { stock: Held; assets: Map<number, Asset> }) {
  const { t } = useTranslation(["stocks", "common"]);
  const { owner } = useViewed();
  const { data: desk } = useAtHead(["desk", stock.id, owner], (at) => readDesk(at, assets, stock, owner));
  const { data: requests } = useAtHead(["requests", owner], (at) => readRequests(at, assets, owner!), { enabled: !!owner });
  if (!desk?.payments.length) return null;
  const waiting = requests?.filter(({ token }) => token === stock.token);
  return (
    <Panel title={t("request.title", { symbol: stock.symbol })}>
      <div className="grid gap-x-8 gap-y-4 px-4 py-3 lg:grid-cols-[minmax(0,1fr)_20rem]" data-request={stock.symbol}>
        <div className="flex min-w-0 flex-col gap-3">
          <p className="text-[13px] text-soft">{t("request.what")}</p>
          {waiting?.length === 0 && <p className="text-[13px] text-soft">{t("request.none")}</p>}
          {!!waiting?.length && (
            <ul>
              {waiting.map((request) => (
                <Waiting key={String(request.id)} request={request} stock={stock} />
              ))}
            </ul>
          )}
        </div>
        <AskForm stock={stock} desk={desk} />
      </div>
    </Panel>
  );
}

function Waiting({ request, stock }: { request: Request; stock: Held }) {
  const { t } = useTranslation("stocks");
  const { moment } = useTimes();
  const { data: head } = useHead();
  const { canAct } = useViewed();
  const act = useAct();
  const isBusy = useFlow()?.state === "running";
  const { paid, isRedeem, remaining, cancellableAt } = request;
  const given = isRedeem ? stock : paid;
  const amount = formatAmount(remaining, given.decimals);
  const limit = `${formatAmount(request.limitPrice, paid.decimals)} ${paid.symbol}`;
  const isLate = !!head && head.time >= cancellableAt;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line py-2" data-waiting={String(request.id)}>
      <div className="min-w-0 text-[13px]">
        <div className="figure" data-figure="remaining">
          {t(isRedeem ? "request.redeeming" : "request.issuing", { amount, symbol: given.symbol, limit })}
        </div>
        <div className="text-xs text-soft">{isLate ? t("request.late") : t("request.cancellable", { when: moment(cancellableAt) })}</div>
      </div>
      <Button disabled={!canAct || !isLate || isBusy} onClick={() => void act("takeBack", { symbol: given.symbol, amount, request: String(request.id) })}>
        {t("request.takeBack")}
      </Button>
    </li>
  );
}

function AskForm({ stock, desk }: { stock: Held; desk: Desk }) {
  const { t } = useTranslation(["stocks", "common"]);
  const act = useAct();
  const [move, setMove] = useState<"issue" | "redeem">("issue");
  const [paidId, choosePaid] = useState(desk.payments[0]!.asset.id);
  const [price, setPrice] = useState("");
  const { asset: paid, wallet } = desk.payments.find(({ asset }) => asset.id === paidId) ?? desk.payments[0]!;
  const given = move === "issue" ? paid : stock;
  const typed = readAmount(price, paid.decimals);
  const limit = typed && "units" in typed ? typed.units : 0n;
  const problem = typed && "problem" in typed ? t(`common:amount.${typed.problem}`) : undefined;
  const submit = (units: bigint, text: string) =>
    act(move === "issue" ? "askIssue" : "askRedeem", {
      symbol: given.symbol,
      amount: text,
      token: stock.token,
      paymentToken: paid.token,
      units: String(units),
      limitPrice: String(limit),
      actionNonce: String(desk.actionNonce),
    });
  return (
    <AmountForm
      moves={[
        { value: "issue", text: t("request.issue") },
        { value: "redeem", text: t("request.redeem") },
      ]}
      move={move}
      onMove={setMove}
      symbol={given.symbol}
      decimals={given.decimals}
      most={move === "issue" ? wallet : desk.wallet}
      verb={t(move === "issue" ? "request.askIssue" : "request.askRedeem", { symbol: stock.symbol })}
      hint={t("request.hint")}
      isReady={limit > 0n}
      onSubmit={submit}
    >
      {desk.payments.length > 1 && (
        <Choice label={t("request.paidIn")} options={desk.payments.map(({ asset }) => ({ value: asset.id, text: asset.symbol }))} value={paid.id} onChange={choosePaid} />
      )}
      <TextField
        label={t(move === "issue" ? "request.maxPrice" : "request.minPrice")}
        value={price}
        onChange={setPrice}
        unit={paid.symbol}
        inputMode="decimal"
        problem={problem}
        aside={desk.interval && <span className="figure">{t("request.now", { price: formatAmount(desk.interval.mid) })}</span>}
      />
    </AmountForm>
  );
}
