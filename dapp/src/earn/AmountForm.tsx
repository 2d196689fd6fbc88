import { useState } from "react";
import { useTranslation } from "react-i18next";

import { readAmount } from "../format/amount";
import { formatAmount } from "../format/numbers";
import { useFlow } from "../tx/flows";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { TextField } from "../ui/TextField";
import { useViewed } from "../wallet/viewed";

interface Props {
  moves: { value: "in" | "out"; text: string }[];
  move: "in" | "out";
  onMove: (move: "in" | "out") => void;
  symbol: string;
  decimals: number;
  /** The most that it can be. */
  most: bigint;
  verb: string;
  hint: string;
  /** Told the units, and how they are shown. Answers whether it was done. */
  onSubmit: (units: bigint, text: string) => Promise<boolean>;
}

/** How much goes into a pool, or comes out of it. */
export function AmountForm({ moves, move, onMove, symbol, decimals, most, verb, hint, onSubmit }: Props) {
  const { t } = useTranslation(["earn", "common"]);
  const { canAct } = useViewed();
  const isBusy = useFlow()?.state === "running";
  const [text, setText] = useState("");
  const typed = readAmount(text, decimals);
  const units = typed && "units" in typed ? typed.units : 0n;
  const problem = typed && "problem" in typed ? t(`common:amount.${typed.problem}`) : units > most ? t("tooMuch") : undefined;
  const submit = async () => {
    if (await onSubmit(units, formatAmount(units, decimals))) setText("");
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
          setText("");
          onMove(chosen);
        }}
      />
      <TextField
        label={t("amount")}
        value={text}
        onChange={setText}
        unit={symbol}
        inputMode="decimal"
        problem={problem}
        aside={
          <button type="button" className="figure hover:text-text" onClick={() => setText(formatAmount(most, decimals, decimals))}>
            {t("most", { amount: formatAmount(most, decimals) })}
          </button>
        }
      />
      <Button type="submit" kind="main" className="min-h-10 w-full" disabled={!canAct || !units || !!problem || isBusy}>
        {canAct ? verb : t("common:connectFirst")}
      </Button>
      <p className="text-[11px] leading-4 text-soft">{hint}</p>
    </form>
  );
}
