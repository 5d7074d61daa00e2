export interface CsvRecord {
  /** Where it begins, from 1: a cell may hold several lines. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The cells of each record of a CSV text. Throws never. */
export const parseCsv = (text: string): readonly (readonly string[])[] => csvRecords(text).map(({ cells }) => cells);

/** Records of a CSV text (RFC 4180): quoted cells may hold commas, line breaks and doubled quotes. Throws never. */
export function csvRecords(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let line = 1;
  let begunAt = 1;
  let record: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    record.push(cell);
    cell = '';
  };
  const endRecord = (): void => {
    endCell();
    records.push({ line: begunAt, cells: record });
    record = [];
    begunAt = line;
  };
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\n') line++;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(index + 1) === '"') {
        cell += '"';
        index++;
      } else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === ',') endCell();
    else if (character === '\n') endRecord();
    else if (character !== '\r') cell += character;
  }
  if (cell !== '' || record.length > 0) endRecord();
  return records;
}
