import { useTranslation } from "react-i18next";
import { useConnection } from "wagmi";

import { useAppConfig } from "../config/context";
import { Button } from "../ui/Button";
import type { ActionName } from "./actions";
import { FailureText } from "./FailureText";
import { type Flow, setFlow, type Step, useFlow } from "./flows";
import { useAct } from "./useAct";

/** How far the latest action has come: one line a step. It stays until it is dismissed, over a reload too. */
export function FlowPanel() {
  const { t } = useTranslation();
  const flow = useFlow();
  if (!flow) return null;
  const isRunning = flow.state === "running";
  return (
    <section
      aria-label={t("flow.title")}
      data-flow={flow.state}
      className="fixed right-3 bottom-3 left-3 z-20 rounded-xl border border-line bg-panel p-4 shadow-xl sm:left-auto sm:w-96"
    >
      <div className="flex items-start justify-between gap-3">
        <h2 className="font-semibold">{t(`action.${flow.action as ActionName}`, flow.parameters as Named)}</h2>
        {!isRunning && (
          <button type="button" aria-label={t("close")} onClick={() => setFlow(null)} className="grid size-6 place-items-center text-soft hover:text-text">
            <span aria-hidden="true">✕</span>
          </button>
        )}
      </div>
      <ol className="mt-2 flex flex-col gap-1.5" aria-live="polite">
        {flow.steps.map((step, index) => (
          <StepLine key={`${index}-${step.name}`} step={step} flow={flow} />
        ))}
      </ol>
      {flow.state === "done" && <p className="mt-2 font-medium text-gain">{t("flow.done")}</p>}
      {flow.failure && (
        <div className="mt-2">
          <FailureText failure={flow.failure} />
        </div>
      )}
      {(flow.state === "interrupted" || flow.state === "failed") && <Again flow={flow} />}
    </section>
  );
}

/** What names of actions are made of. */
type Named = { name: string; amount: string; symbol: string };

function StepLine({ step, flow }: { step: Step; flow: Flow }) {
  const { t } = useTranslation();
  const explorer = useAppConfig().chains.find(({ id }) => id === flow.chainId)?.explorer;
  const isStopped = flow.state === "interrupted" && step.state !== "done";
  const state = isStopped ? "interrupted" : step.state;
  const mark = { checking: "○", wallet: "◔", pending: "◑", done: "●", failed: "✕", interrupted: "‖" }[state];
  const tone = state === "failed" ? "text-loss" : state === "done" ? "text-gain" : "text-accent";
  return (
    <li className="flex items-baseline gap-2 text-[13px]">
      <span aria-hidden="true" className={tone}>
        {mark}
      </span>
      <span className="flex-1">
        {t(`step.${step.name}`)} <span className="text-soft">· {t(`stepState.${state}`)}</span>
      </span>
      {step.hash && explorer && (
        <a href={`${explorer}/tx/${step.hash}`} target="_blank" rel="noreferrer" className="text-accent underline">
          {t("flow.explorer")}
        </a>
      )}
      {step.hash && !explorer && (
        <span className="text-xs text-soft figure" title={step.hash}>
          {step.hash.slice(0, 8)}…
        </span>
      )}
    </li>
  );
}

function Again({ flow }: { flow: Flow }) {
  const { t } = useTranslation();
  const act = useAct();
  const { address } = useConnection();
  if (flow.state === "interrupted") {
    return (
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <p className="text-xs text-soft">{t("flow.interrupted")}</p>
        <Button kind="main" disabled={address !== flow.account} onClick={() => void act(flow.action as ActionName, flow.parameters as never)}>
          {t("flow.continue")}
        </Button>
      </div>
    );
  }
  return (
    <div className="mt-3">
      <Button disabled={address !== flow.account} onClick={() => void act(flow.action as ActionName, flow.parameters as never)}>
        {t("flow.again")}
      </Button>
    </div>
  );
}
