import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useConnection } from "wagmi";

import { useChain } from "../config/context";
import { Button } from "../ui/Button";

/** Test tokens for whatever wallet is connected, on the local chain of `make dapp`. */
export function Faucet() {
  const { t } = useTranslation();
  const { local } = useChain();
  const { address } = useConnection();
  const queries = useQueryClient();
  const { mutate, isPending, isError, isSuccess } = useMutation({
    mutationFn: async () => {
      const answer = await fetch(local!.faucet, { method: "POST", body: JSON.stringify({ address }) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["head"] }),
  });
  if (!local || !address) return null;
  return (
    <div className="flex items-center gap-3">
      <Button onClick={() => mutate()} disabled={isPending}>
        {t("wallet.faucet")}
      </Button>
      <span role="status" className="text-xs text-soft">
        {isError ? t("wallet.faucetFailed") : isSuccess ? t("wallet.faucetDone") : ""}
      </span>
    </div>
  );
}
