import { useTranslation } from "react-i18next";

import { Choice } from "../ui/Choice";
import type { TradeSettings } from "../tx/settings";

const SLIPPAGES_BPS = [50, 100, 300, 1_000];
const DEADLINES = [5, 20, 60]; // minutes

export function TradeSettingsFields({ settings, onChange }: { settings: TradeSettings; onChange: (change: Partial<TradeSettings>) => void }) {
  const { t } = useTranslation("trade");
  return (
    <div className="flex flex-col gap-2 text-xs text-soft">
      <span>{t("settings.slippage")}</span>
      <Choice
        label={t("settings.slippage")}
        options={SLIPPAGES_BPS.map((value) => ({ value, text: `${value / 100}%` }))}
        value={settings.slippageBps}
        onChange={(slippageBps) => onChange({ slippageBps })}
      />
      <span>{t("settings.deadline")}</span>
      <Choice
        label={t("settings.deadline")}
        options={DEADLINES.map((value) => ({ value, text: t("settings.minutes", { count: value }) }))}
        value={settings.deadlineMinutes}
        onChange={(deadlineMinutes) => onChange({ deadlineMinutes })}
      />
    </div>
  );
}
