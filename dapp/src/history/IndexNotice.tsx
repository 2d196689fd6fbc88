import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { pauseOf, useHead } from "../chain/head";
import { useChain } from "../config/context";
import { useTimes } from "../format/time";
import { readProgress } from "./graphql";

// An index follows within a second or two. It is behind when both are exceeded: a local chain's time can jump, and its
// blocks can come in bursts.
const LATE_SECONDS = 60;
const LATE_BLOCKS = 8;

/** How far the index has read, and whether that is too little, or it does not answer at all. */
export function IndexNotice({ index }: { index: string }) {
  const { t } = useTranslation("history");
  const { dateAndTime } = useTimes();
  const chain = useChain();
  const { data: head } = useHead();
  const { data: progress, isError } = useQuery({
    queryKey: ["index", chain.id, index],
    queryFn: () => readProgress(index, chain.id),
    refetchInterval: pauseOf(chain),
    retry: false,
  });
  if (isError) return <Notice text={t("index.down")} />;
  if (!progress || !head) return null;
  const { block, time } = progress;
  const isBehind = Number(head.time) - time > LATE_SECONDS && Number(head.number) - block > LATE_BLOCKS;
  if (isBehind) return <Notice text={t("index.behind", { block, head: Number(head.number) })} />;
  return (
    <p className="text-xs text-soft">
      {t("index.read")} <span data-figure="index-block">{t("index.block", { block, time: dateAndTime(BigInt(time)) })}</span>
    </p>
  );
}

const Notice = ({ text }: { text: string }) => (
  <p role="alert" className="rounded-lg border border-warn bg-panel px-4 py-3 text-warn">
    {text}
  </p>
);
