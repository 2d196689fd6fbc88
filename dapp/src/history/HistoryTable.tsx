import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Address } from "viem";

import { pauseOf } from "../chain/head";
import { useChain } from "../config/context";
import { Button } from "../ui/Button";
import { Panel } from "../ui/Panel";
import { type Line, save, toCsv } from "./csv";
import { MOST_ROWS } from "./graphql";
import type { Entry, Kind, Source } from "./kinds";

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
        {!!data?.rows.length && <Rows kind={kind} rows={data.rows} owner={source.owner} title={title} />}
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

// The roles are said again, as a browser forgets those of a table that is shown as something else.
function Rows<Row extends Entry>({ kind, rows, owner, title }: { kind: Kind<Row>; rows: Row[]; owner: Address; title: string }) {
  const { t } = useTranslation("history");
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={title}>
      <table role="table" aria-label={title} className="w-full text-[13px] max-md:block">
        <thead role="rowgroup" className="max-md:sr-only">
          <tr role="row" className="text-[11px] text-soft">
            {kind.columns.map(({ name }, place) => (
              <th key={name} role="columnheader" scope="col" className={`px-4 py-2 font-medium ${place ? "text-right" : "text-left"}`}>
                {t(`column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="max-md:block">
          {rows.map((row) => (
            <tr key={row.id} role="row" data-row={row.id} className="border-t border-line figure max-md:grid max-md:grid-cols-2 max-md:gap-x-4 max-md:gap-y-1.5 max-md:px-4 max-md:py-3">
              {kind.columns.map(({ name, cell }, place) =>
                place ? (
                  <td key={name} role="cell" className="md:px-4 md:py-2.5 md:text-right md:whitespace-nowrap">
                    <span className="block text-[11px] text-soft md:hidden" aria-hidden="true">
                      {t(`column.${name}`)}
                    </span>
                    <span data-figure={name}>{cell(row, owner)}</span>
                  </td>
                ) : (
                  <th key={name} role="rowheader" scope="row" className="text-left font-normal max-md:col-span-2 md:px-4 md:py-2.5">
                    <span data-figure={name}>{cell(row, owner)}</span>
                  </th>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
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
