import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Meeting } from "../chain/company";
import { useHead } from "../chain/head";
import { formatAmount } from "../format/numbers";
import { useTimes } from "../format/time";
import { type Choice as Vote, namePlaces } from "../tx/actions/holder";
import { useFlow } from "../tx/flows";
import { useAct } from "../tx/useAct";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Panel } from "../ui/Panel";
import { Row } from "../ui/Row";
import { useViewed } from "../wallet/viewed";

const CHOICES = ["for", "against", "abstain"] as const;
const COUNTED = { for: "inFavour", against: "against", abstain: "abstaining" } as const;

/** What companies ask the holders of their stock. */
export function MeetingsPanel({ meetings }: { meetings: Meeting[] }) {
  const { t } = useTranslation("stocks");
  return (
    <Panel title={t("meetings.title")}>
      <div className="flex flex-col gap-6 px-4 py-3">
        <p className="text-[13px] text-soft">{t(meetings.length ? "meetings.what" : "meetings.none")}</p>
        {meetings.map((meeting) => (
          <Ballot key={String(meeting.id)} meeting={meeting} />
        ))}
      </div>
    </Panel>
  );
}

/** What was chosen already, if all places have voted the same with all of their weight. */
function castBy({ held }: Meeting, resolution: number): Vote | null {
  const found = CHOICES.filter((choice) => held.length && held.every(({ weight, votes }) => votes[resolution]?.[COUNTED[choice]] === weight));
  return found[0] ?? null;
}

function Ballot({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation(["stocks", "common"]);
  const { moment } = useTimes();
  const { data: head } = useHead();
  const { owner, canAct } = useViewed();
  const act = useAct();
  const isBusy = useFlow()?.state === "running";
  const { symbol, held, resolutionCount } = meeting;
  const resolutions = Array.from({ length: resolutionCount }, (_, place) => place);
  const [chosen, choose] = useState<Record<number, Vote>>({});
  const choices = resolutions.map((place) => chosen[place] ?? castBy(meeting, place));
  const weight = held.reduce((sum, one) => sum + one.weight, 0n);
  const isOpen = !!head && head.time <= BigInt(meeting.deadline);
  const isNew = resolutions.some((place) => choices[place] !== castBy(meeting, place));
  const vote = async () => {
    const places = namePlaces(held.map(({ place }) => place));
    if (await act("castVotes", { symbol, amount: formatAmount(weight), meeting: String(meeting.id), places, choices: choices.join(",") })) choose({});
  };
  return (
    <div data-meeting={symbol}>
      <h3 className="text-[13px] font-semibold">{t("meetings.of", { symbol })}</h3>
      <p className="text-xs text-soft">{t("heldAt", { when: moment(BigInt(meeting.recordAt)) })}</p>
      <dl className="my-2">
        <Row name={t(isOpen ? "meetings.until" : "meetings.closed")} id="deadline">
          {moment(BigInt(meeting.deadline))}
        </Row>
        {held.map(({ place, weight: here }) => (
          <Row key={place.where} name={t(`place.${place.where}`)} id={`weight-${place.where}`}>
            {formatAmount(here)} {symbol}
          </Row>
        ))}
        <Row name={t("meetings.agenda")} hint={t("meetings.agendaHint")}>
          <span className="font-mono text-[11px] break-all">{meeting.agendaHash}</span>
        </Row>
      </dl>
      {resolutions.map((place) => (
        <div key={place} className="border-t border-line py-2" data-resolution={place + 1}>
          <div className="mb-1 text-[13px] font-medium">{t("meetings.resolution", { number: place + 1 })}</div>
          {isOpen && weight > 0n && (
            <Choice
              label={t("meetings.resolution", { number: place + 1 })}
              options={CHOICES.map((value) => ({ value, text: t(`meetings.${value}`) }))}
              value={choices[place] ?? ("" as Vote)}
              onChange={(choice) => choose({ ...chosen, [place]: choice })}
            />
          )}
          <dl>
            {CHOICES.map((choice) => (
              <Row key={choice} name={t(`meetings.${choice}`)} id={`votes-${choice}`}>
                {formatAmount(meeting.tally[place]?.[COUNTED[choice]] ?? 0n)}
              </Row>
            ))}
          </dl>
        </div>
      ))}
      {isOpen && weight > 0n && (
        <Button kind="main" disabled={!canAct || isBusy || choices.includes(null) || !isNew} onClick={() => void vote()}>
          {t("meetings.vote", { amount: formatAmount(weight) })}
        </Button>
      )}
      {isOpen && !weight && <p className="text-[13px] text-soft">{owner ? t("meetings.noWeight") : t("common:connectFirst")}</p>}
    </div>
  );
}
