type CsvValue = string | number | boolean | null;

/** What fits beside the rest into one run's findings. */
const MOST_CHARACTERS = 2_000_000;
/** What a spreadsheet takes in one cell. */
const MOST_CELL = 32_000;

/** RFC 4180, and how many rows were left out because it would have become too long. */
export function toCsv(
  columns: readonly string[],
  rows: readonly (readonly CsvValue[])[],
): { readonly text: string; readonly left: number } {
  let text = line(columns);
  for (const [index, row] of rows.entries()) {
    const next = line(row);
    if (text.length + next.length > MOST_CHARACTERS) return { text, left: rows.length - index };
    text += next;
  }
  return { text, left: 0 };
}

const line = (row: readonly CsvValue[]): string => `${row.map(cell).join(',')}\r\n`;

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** One that a spreadsheet would take for a formula gets an apostrophe in front; a number is none, whatever its sign. */
function cell(value: CsvValue): string {
  if (value === null) return '';
  const written =
    typeof value === 'string' && /^[=+@\t\r-]/.test(value) && !NUMBER.test(value) ? `'${value}` : String(value);
  const text = written.length > MOST_CELL ? `${written.slice(0, MOST_CELL)}…` : written;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
