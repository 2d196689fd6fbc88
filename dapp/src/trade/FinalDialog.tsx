import { useTranslation } from "react-i18next";
import { decodeFunctionResult } from "viem";

import { useAtHead } from "../chain/head";
import { supposing } from "../chain/supposing";
import { useChain } from "../config/context";
import { formatAmount, formatTokens } from "../format/numbers";
import { perpetualOptionsAbi } from "../generated/abi";
import { closeFinalCall } from "../tx/actions/close";
import { failureOf } from "../tx/errors";
import { FailureText } from "../tx/FailureText";
import { useFlow } from "../tx/flows";
import { useAct } from "../tx/useAct";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Row } from "../ui/Row";
import type { ClosingProps } from "./series";

/** Has a position paid out at the last price of its market, which is fixed. */
export function FinalDialog({ position, account, base, settlement, onClose }: ClosingProps) {
  const { t } = useTranslation("trade");
  const act = useAct();
  const chain = useChain();
  const isBusy = useFlow()?.state === "running";
  const call = closeFinalCall(chain, account, position.seriesId);
  const { data: payout, error } = useAtHead(["final", account, position.seriesId], async (at) => {
    const [data] = await supposing(at, account, [call]);
    return decodeFunctionResult({ abi: perpetualOptionsAbi, functionName: "closeFinal", data: data! });
  });
  const cashOut = () => {
    onClose();
    void act("closeFinal", {
      name: t(position.terms.isCall ? "call" : "put"),
      amount: formatAmount(position.size),
      symbol: base.symbol,
      account,
      seriesId: String(position.seriesId),
    });
  };
  const show = (value: bigint | undefined) => formatTokens(value, settlement);
  return (
    <Dialog title={t("final.title")} onClose={onClose}>
      <p className="text-[13px] text-soft">{t("final.what")}</p>
      <dl className="my-3">
        <Row name={t("size")}>
          {formatAmount(position.size)} {base.symbol}
        </Row>
        <Row name={t("final.payout")} id="payout" strong>
          {show(payout)}
        </Row>
        <Row name={t("closing.funding")} id="owed">
          {show(position.owed)}
        </Row>
      </dl>
      {error && <FailureText failure={failureOf(error)} />}
      <Button kind="main" className="min-h-10 w-full" disabled={payout === undefined || isBusy} onClick={cashOut}>
        {t("positions.cashOut")}
      </Button>
    </Dialog>
  );
}
