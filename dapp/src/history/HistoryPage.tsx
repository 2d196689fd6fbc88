import { useTranslation } from "react-i18next";

import { useChain } from "../config/context";
import { Panel } from "../ui/Panel";
import { dividends } from "./dividends";
import { funding } from "./funding";
import { HistoryTable } from "./HistoryTable";
import { IndexNotice } from "./IndexNotice";
import { trades } from "./trades";
import { useSource } from "./useSource";

export default function HistoryPage() {
  const { t } = useTranslation(["history", "common"]);
  const { index } = useChain();
  const source = useSource();
  return (
    <div className="flex flex-col gap-4">
      <h1 className="sr-only">{t("title")}</h1>
      {index && <p className="max-w-3xl text-[13px] text-soft">{t("what")}</p>}
      {index && <IndexNotice index={index} />}
      {source ? (
        // Another owner's tables begin at their newest rows.
        <div key={source.owner} className="flex flex-col gap-4">
          <HistoryTable kind={trades} source={source} />
          <HistoryTable kind={funding} source={source} />
          <HistoryTable kind={dividends} source={source} />
        </div>
      ) : (
        <Panel>
          <p className="px-4 py-16 text-center text-soft">{index ? t("common:connectFirst") : t("index.none")}</p>
        </Panel>
      )}
    </div>
  );
}
