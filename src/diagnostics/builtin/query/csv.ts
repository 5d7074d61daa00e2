/** RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe in front. */
export const toCsv = (
  columns: readonly string[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
): string => [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+@\t\r-]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
