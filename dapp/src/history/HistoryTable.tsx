import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Address } from "viem";

import { pauseOf } from "../chain/head";
import { useChain } from "../config/context";
import { Button } from "../ui/Button";
import { Panel } from "../ui/Panel";
import { type Column as TableColumn, Table } from "../ui/Table";
import { type Line, save, toCsv } from "./csv";
import { MOST_ROWS } from "./graphql";
import type { Column, Entry, Kind, Source } from "./kinds";

const ROWS = 20;

/** One kind of an owner's history: a table, or on a narrow screen a card a row, and all of it as a file. */
export function HistoryTable<Row extends Entry>({ kind, source }: { kind: Kind<Row>; source: Source }) {
  const { t } = useTranslation("history");
  const chain = useChain();
  // Where each page up to this one begins; the first is always the newest.
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const cursor = cursors.at(-1) ?? null;
  const { data } = useQuery({
    queryKey: ["history", source.index, kind.name, source.owner, cursor],
    queryFn: () => kind.read(source, { limit: ROWS, cursor }),
    refetchInterval: pauseOf(chain),
    retry: false,
    placeholderData: keepPreviousData,
  });
  const title = t(`kind.${kind.name}`);
  return (
    <Panel title={title} aside={data?.rows.length ? <Csv kind={kind} source={source} /> : undefined}>
      <div data-history={kind.name}>
        {!data && <div className="m-4 h-16 animate-pulse rounded-lg bg-raised" aria-busy="true" />}
        {data && !data.rows.length && <p className="px-4 py-6 text-center text-soft">{t(`none.${kind.name}`)}</p>}
        {!!data?.rows.length && (
          <Table label={title} columns={columnsOf(kind, source.owner, (name) => t(`column.${name}`))} rows={data.rows} known={({ id }) => ({ "data-row": id })} />
        )}
        {(cursors.length > 1 || data?.before) && (
          <div className="flex justify-end gap-2 border-t border-line px-4 py-2">
            <Button kind="small" disabled={cursors.length === 1} onClick={() => setCursors(cursors.slice(0, -1))}>
              {t("newer")}
            </Button>
            <Button kind="small" disabled={!data?.before} onClick={() => setCursors([...cursors, data?.before ?? null])}>
              {t("older")}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

function columnsOf<Row extends Entry>(kind: Kind<Row>, owner: Address, head: (name: Column<Row>["name"]) => string): TableColumn<Row>[] {
  return kind.columns.map(({ name, cell }, place) => ({
    id: name,
    head: head(name),
    cell: (row) => (place ? <span className="md:whitespace-nowrap">{cell(row, owner)}</span> : cell(row, owner)),
  }));
}

function Csv<Row extends Entry>({ kind, source }: { kind: Kind<Row>; source: Source }) {
  const { t } = useTranslation("history");
  const [state, setState] = useState<"ready" | "reading" | "failed">("ready");
  const download = async () => {
    setState("reading");
    try {
      const lines = await readAll(kind, source);
      save(`evershare-${kind.name}-${source.owner}.csv`, toCsv(Object.keys(lines[0] ?? {}), lines));
      setState("ready");
    } catch {
      setState("failed");
    }
  };
  return (
    <div className="flex items-center gap-3">
      {state === "failed" && (
        <span role="alert" className="text-xs text-loss">
          {t("csvFailed")}
        </span>
      )}
      <Button kind="small" disabled={state === "reading"} onClick={() => void download()} aria-label={t("csvOf", { kind: t(`kind.${kind.name}`) })}>
        {t("csv")}
      </Button>
    </div>
  );
}

async function readAll<Row extends Entry>(kind: Kind<Row>, source: Source): Promise<Line[]> {
  const lines: Line[] = [];
  let cursor: string | null = null;
  do {
    const { rows, before } = await kind.read(source, { limit: MOST_ROWS, cursor });
    lines.push(...rows.map((row) => kind.line(row, source.owner)));
    cursor = before;
  } while (cursor);
  return lines;
}
