const NUMBER = /^-?\d+(\.\d+)?$/;
const FORMULA = /^[=+\-@\t\r]/;

/** A line of the table. All have the same keys, which are the columns' names. */
export type Line = Record<string, string>;

/** A value as a cell. What a spreadsheet would take for a formula is made text: symbols of tokens are anybody's words. */
function cell(value: string): string {
  const plain = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Comma-separated values (RFC 4180), with the names of the columns in the first line. */
export function toCsv(columns: readonly string[], lines: readonly Line[]): string {
  const rows = [columns, ...lines.map((line) => columns.map((column) => line[column] ?? ""))];
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** Let the browser save a text as a file. */
export function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
