import { useId } from "react";
import { useTranslation } from "react-i18next";

import { useViewed } from "../wallet/viewed";

/** Which of the owner's isolated accounts: 0 to 255. */
export function SubaccountSelect() {
  const { t } = useTranslation("vault");
  const { sub, chooseSub } = useViewed();
  const id = useId();
  return (
    <div className="flex items-center gap-2 text-xs text-soft">
      <label htmlFor={id} title={t("subaccountHint")}>
        {t("subaccount")}
      </label>
      <input
        id={id}
        type="number"
        min={0}
        max={255}
        value={sub}
        onChange={(event) => chooseSub(Math.min(Math.max(Number(event.target.value) || 0, 0), 255))}
        className="w-16 rounded-md border border-line bg-page px-2 py-1 text-text figure"
      />
    </div>
  );
}
