import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { readAmount } from "../format/amount";
import { formatAmount } from "../format/numbers";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { TextField } from "../ui/TextField";
import { useViewed } from "../wallet/viewed";
import { useFlow } from "./flows";

interface Props<M extends string> {
  moves: { value: M; text: string }[];
  move: M;
  onMove: (move: M) => void;
  symbol: string;
  decimals: number;
  /** The most that it can be. */
  most: bigint;
  verb: string;
  hint: string;
  /** Told the units as they are typed; zero while they are none. */
  onUnits?: (units: bigint) => void;
  /** Between the amount and the button, such as what it costs. */
  children?: ReactNode;
  /** Whether what is shown of it lets it be done. */
  isReady?: boolean;
  /** Told the units, and how they are shown. Answers whether it was done. */
  onSubmit: (units: bigint, text: string) => Promise<boolean>;
}

/** How much of something a move in one of two directions takes. */
export function AmountForm<M extends string>(props: Props<M>) {
  const { moves, move, onMove, symbol, decimals, most, verb, hint, onUnits, children, isReady = true, onSubmit } = props;
  const { t } = useTranslation();
  const { canAct } = useViewed();
  const isBusy = useFlow()?.state === "running";
  const [text, setText] = useState("");
  const unitsOf = (typed: ReturnType<typeof readAmount>) => (typed && "units" in typed ? typed.units : 0n);
  const typed = readAmount(text, decimals);
  const units = unitsOf(typed);
  const problem = typed && "problem" in typed ? t(`amount.${typed.problem}`) : units > most ? t("amount.tooMuch") : undefined;
  const change = (next: string) => {
    setText(next);
    onUnits?.(unitsOf(readAmount(next, decimals)));
  };
  const submit = async () => {
    if (await onSubmit(units, formatAmount(units, decimals))) change("");
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Choice
        label={verb}
        options={moves}
        value={move}
        onChange={(chosen) => {
          change("");
          onMove(chosen);
        }}
      />
      <TextField
        label={t("amount.label")}
        value={text}
        onChange={change}
        unit={symbol}
        inputMode="decimal"
        problem={problem}
        aside={
          <button type="button" className="figure hover:text-text" onClick={() => change(formatAmount(most, decimals, decimals))}>
            {t("amount.most", { amount: formatAmount(most, decimals) })}
          </button>
        }
      />
      {children}
      <Button type="submit" kind="main" className="min-h-10 w-full" disabled={!canAct || !units || !!problem || !isReady || isBusy}>
        {canAct ? verb : t("connectFirst")}
      </Button>
      <p className="text-[11px] leading-4 text-soft">{hint}</p>
    </form>
  );
}
