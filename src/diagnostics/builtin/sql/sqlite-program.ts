import Database from 'better-sqlite3';

/** What the parent sends over stdin. */
interface Order {
  readonly file: string;
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly most: number;
  readonly busyMs: number;
}

const MOST_CHARACTERS = 32_000_000;

// A program of its own, started by sqlite-table.ts: prints `{ columns, rows }` or `{ error }` as one JSON text.
let input = '';
for await (const chunk of process.stdin.setEncoding('utf8')) input += String(chunk);
const { file, sql, values, most, busyMs } = JSON.parse(input) as Order;

function read(): object {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: busyMs });
  database.pragma('query_only = ON');
  const statement = database.prepare(sql);
  const columns = statement.columns().map(({ name }) => name);
  const rows: unknown[][] = [];
  let characters = 0;
  for (const row of statement.raw().iterate(...values) as Iterable<unknown[]>) {
    const cells = row.map((cell) => (Buffer.isBuffer(cell) ? `\\x${cell.toString('hex')}` : cell));
    characters += JSON.stringify(cells).length;
    if (characters > MOST_CHARACTERS) throw new Error('its result is too long. Have the query fetch less of each row');
    if (rows.push(cells) >= most) break;
  }
  return { columns, rows };
}

let answer: object;
try {
  answer = read();
} catch (error) {
  answer = { error: error instanceof Error ? error.message : String(error) };
}
process.stdout.write(JSON.stringify(answer));
