import { useDeferredValue, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Address, maxUint256 } from "viem";

import { useAtHead } from "../chain/head";
import { type BothHealths, readHealthAfter } from "../chain/health";
import type { Holding } from "../chain/holdings";
import { useChain } from "../config/context";
import { readAmount } from "../format/amount";
import { formatAmount, formatPercent } from "../format/numbers";
import { HealthChange } from "../health/HealthChange";
import { ALL } from "../tx/actions/ledger";
import { failureOf } from "../tx/errors";
import { FailureText } from "../tx/FailureText";
import { useFlow } from "../tx/flows";
import { useAct } from "../tx/useAct";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Panel } from "../ui/Panel";
import { TextField } from "../ui/TextField";
import { subaccountOf, useViewed } from "../wallet/viewed";
import { callsOf } from "./trial";

export const MOVES = ["deposit", "withdraw", "transfer", "borrow", "repay"] as const;
export type Move = (typeof MOVES)[number];

interface Props {
  holdings: Holding[];
  holding: Holding;
  health: BothHealths | undefined;
  account: Address;
  move: Move;
  onMove: (move: Move) => void;
  onAsset: (assetId: number) => void;
}

const isSub = (text: string): boolean => /^\d{1,3}$/.test(text) && Number(text) < 256;

/** The most that a move can be of. */
function limitOf(move: Move, { wallet, free, owed, lendable }: Holding): bigint {
  if (move === "deposit") return wallet;
  if (move === "withdraw" || move === "transfer") return free;
  if (move === "borrow") return lendable ?? 0n;
  return owed < free ? owed : free;
}

/** Puts tokens in or takes them out, borrows and repays: with the account's health before and after. */
export function MovePanel({ holdings, holding, health, account, move, onMove, onAsset }: Props) {
  const { t } = useTranslation(["vault", "common"]);
  const { asset } = holding;
  const chain = useChain();
  const act = useAct();
  const isBusy = useFlow()?.state === "running";
  const { owner, canAct } = useViewed();
  const select = useId();
  const [text, setText] = useState("");
  const [toSub, setToSub] = useState("1");
  const typed = readAmount(useDeferredValue(text), asset.decimals);
  const units = typed && "units" in typed ? typed.units : 0n;
  const most = limitOf(move, holding);
  // All of a debt grows until it is repaid: then the contract is told so, and no number.
  const isAll = move === "repay" && units === most && most === holding.owed;
  const problem = typed && "problem" in typed ? t(`common:amount.${typed.problem}`) : units > most ? t(`tooMuch.${move}`) : undefined;
  const to = move === "transfer" && owner && isSub(toSub) ? subaccountOf(owner, Number(toSub)) : account;
  const wrongTo = move === "transfer" && (!isSub(toSub) || to === account) ? t("wrongAccount") : undefined;
  const isReady = units > 0n && !problem && !wrongTo;

  const calls = callsOf(move, chain, asset, { account, to, owner: owner ?? account }, isAll ? maxUint256 : units);
  const after = useAtHead(["after", move, asset.id, account, to, units], (at) => readHealthAfter(at, owner!, account, calls), { enabled: isReady && !!owner });

  const submit = async () => {
    const parameters = { amount: formatAmount(units, asset.decimals), symbol: asset.symbol, assetId: String(asset.id), account, units: isAll ? ALL : String(units) };
    const start = () => {
      if (move === "deposit") return act(move, { ...parameters, token: asset.token });
      return move === "transfer" ? act(move, { ...parameters, to }) : act(move, parameters);
    };
    const isDone = await start();
    if (isDone) setText("");
  };
  const offered = holdings.filter(({ lendable }) => lendable !== null || (move !== "borrow" && move !== "repay"));
  return (
    <Panel title={t("move.title")} className="self-start">
      <form
        className="flex flex-col gap-3 px-4 py-3"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Choice label={t("move.title")} options={MOVES.map((value) => ({ value, text: t(`move.${value}`) }))} value={move} onChange={onMove} />
        <div>
          <label htmlFor={select} className="mb-1 block text-xs text-soft">
            {t("balances.asset")}
          </label>
          <select id={select} value={asset.id} onChange={(event) => onAsset(Number(event.target.value))} className="w-full rounded-md border border-line bg-page px-3 py-2">
            {[...offered, ...(offered.includes(holding) ? [] : [holding])].map(({ asset: one }) => (
              <option key={one.id} value={one.id}>
                {one.symbol}
              </option>
            ))}
          </select>
        </div>
        <TextField
          label={t("amount")}
          value={text}
          onChange={setText}
          unit={asset.symbol}
          inputMode="decimal"
          problem={problem}
          aside={
            <button type="button" className="figure hover:text-text" onClick={() => setText(formatAmount(most, asset.decimals, asset.decimals))}>
              {t(`most.${move}`, { amount: formatAmount(most, asset.decimals) })}
            </button>
          }
        />
        {move === "transfer" && <TextField label={t("toAccount")} value={toSub} onChange={setToSub} problem={wrongTo} />}
        {move === "borrow" && holding.borrowRate !== null && <p className="text-xs text-soft">{t("borrowRate", { rate: formatPercent(holding.borrowRate) })}</p>}
        <HealthChange before={health} after={isReady ? after.data : undefined} />
        {isReady && after.error && <FailureText failure={failureOf(after.error)} />}
        <Button type="submit" kind="main" className="min-h-10 w-full" disabled={!canAct || !isReady || isBusy}>
          {canAct ? t(`move.${move}`) : t("common:connectFirst")}
        </Button>
        {move === "deposit" && <p className="text-[11px] leading-4 text-soft">{t("permitHint")}</p>}
      </form>
    </Panel>
  );
}
