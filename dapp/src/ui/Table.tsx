import type { ReactNode } from "react";

/** A column: its name in words, the name that tests know its figures by, and what stands in it. */
export interface Column<Row> {
  id: string;
  head: string;
  cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  label: string;
  /** The first names the row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** What a row is known by, such as `{ "data-position": 7 }`. */
  known: (row: Row) => Record<`data-${string}`, string | number>;
  /** What can be done with a row. */
  actions?: { head: string; cell: (row: Row) => ReactNode };
}

/** A table, or on a narrow screen a card a row, so that nothing is scrolled sideways. */
// The roles are said again, as a browser forgets those of a table that is shown as something else.
export function Table<Row>({ label, columns, rows, known, actions }: Props<Row>) {
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={label}>
      <table role="table" aria-label={label} className="w-full text-[13px] max-md:block">
        <thead role="rowgroup" className="max-md:sr-only">
          <tr role="row" className="text-[11px] text-soft">
            {columns.map(({ id, head }, place) => (
              <th key={id} role="columnheader" scope="col" className={`px-4 py-2 font-medium ${place ? "text-right" : "text-left"}`}>
                {head}
              </th>
            ))}
            {actions && (
              <th role="columnheader" scope="col">
                <span className="sr-only">{actions.head}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup" className="max-md:block">
          {rows.map((row) => (
            <tr
              key={Object.values(known(row)).join()}
              role="row"
              {...known(row)}
              className="border-t border-line figure max-md:grid max-md:grid-cols-2 max-md:gap-x-4 max-md:gap-y-1.5 max-md:px-4 max-md:py-3"
            >
              {columns.map(({ id, head, cell }, place) =>
                place ? (
                  <td key={id} role="cell" className="md:px-4 md:py-2.5 md:text-right">
                    <span className="block text-[11px] text-soft md:hidden" aria-hidden="true">
                      {head}
                    </span>
                    <span data-figure={id}>{cell(row)}</span>
                  </td>
                ) : (
                  <th key={id} role="rowheader" scope="row" className="text-left font-normal max-md:col-span-2 md:px-4 md:py-2.5">
                    <span data-figure={id}>{cell(row)}</span>
                  </th>
                ),
              )}
              {actions && (
                <td role="cell" className="max-md:col-span-2 max-md:pt-1 md:px-4 md:py-1.5 md:text-right">
                  {actions.cell(row)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
