import { useTranslation } from "react-i18next";

import { useAct } from "../tx/useAct";
import { useFlow } from "../tx/flows";
import { useViewed } from "../wallet/viewed";

/** Whether the account borrows by itself what a payment lacks. */
export function AutoBorrow({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation("vault");
  const { account, canAct } = useViewed();
  const act = useAct();
  const isBusy = useFlow()?.state === "running";
  return (
    <label className="flex items-start gap-2 border-t border-line px-4 py-3 text-xs text-soft">
      <input
        type="checkbox"
        className="mt-0.5 accent-accent"
        checked={isOn}
        disabled={!canAct || isBusy}
        onChange={() => account && void act("autoBorrow", { account, isAllowed: isOn ? "false" : "true" })}
      />
      {t("autoBorrow")}
    </label>
  );
}
