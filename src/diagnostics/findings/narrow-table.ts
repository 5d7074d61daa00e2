import { cellText, type Finding } from '../kit/finding.ts';
import { markedText } from './findings-to-text.ts';

type Table = Extract<Finding, { type: 'table' }>;

/** A table as a phone has room for it: without the columns that say the same in every row, which are said once. */
export function narrowTable(table: Table): { readonly table: Table; readonly below: string | undefined } {
  const constant = table.columns.map(
    ({ same }, index) =>
      same !== undefined &&
      table.rows.every((row) => cellText(row[index] ?? null) === cellText(table.rows[0]?.[index] ?? null)),
  );
  const keeps = <T>(list: readonly T[]): readonly T[] => list.filter((_, index) => constant[index] !== true);
  const below = table.columns.flatMap(({ name, same }, index) => {
    const said = markedText(table.rows[0]?.[index] ?? null);
    return constant[index] === true && same === 'below' && said !== '' ? [`${name}: ${said}`] : [];
  });
  return {
    table: { ...table, columns: keeps(table.columns), rows: table.rows.map(keeps) },
    below: below.length > 0 && table.rows.length > 0 ? below.join(' · ') : undefined,
  };
}
