import { useTranslation } from "react-i18next";

import { type CompanyAction, KINDS, STATES } from "../chain/company";
import type { Stock } from "../chain/stocks";
import { formatAmount } from "../format/numbers";
import { useTimes } from "../format/time";
import { Panel } from "../ui/Panel";

const UNDER_WAY = ["announced", "scheduled", "frozen", "effective"];

/** What companies have announced and done, the newest first. */
export function CalendarPanel({ actions, stocks }: { actions: CompanyAction[]; stocks: Stock[] }) {
  const { t } = useTranslation("stocks");
  const { moment } = useTimes();
  return (
    <Panel title={t("calendar.title")}>
      {!actions.length && <p className="px-4 py-3 text-[13px] text-soft">{t("calendar.none")}</p>}
      <ol>
        {actions.map((action) => {
          const kind = KINDS[action.kind]!;
          const state = STATES[action.state]!;
          const symbol = stocks.find(({ token }) => token === action.token)?.symbol ?? "";
          const terms = { symbol, new: action.numerator, old: action.denominator, amount: formatAmount(action.amount) };
          return (
            <li key={String(action.id)} className="border-t border-line px-4 py-2.5 first:border-t-0" data-action={String(action.id)}>
              <div className="flex items-baseline justify-between gap-3 text-[13px]">
                <span className="font-semibold">{t(`calendar.kind.${kind}`, terms)}</span>
                <span className={`text-right text-xs ${UNDER_WAY.includes(state) ? "text-warn" : "text-soft"}`} data-figure="state">
                  {t(`calendar.state.${state}`)}
                </span>
              </div>
              <p className="text-xs text-soft">
                {action.recordAt > 0 && <>{t("calendar.record", { when: moment(BigInt(action.recordAt)) })} · </>}
                {t(kind === "dividend" || kind === "meeting" ? "calendar.exDate" : "calendar.effective", { when: moment(BigInt(action.effectiveAt)) })}
              </p>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
