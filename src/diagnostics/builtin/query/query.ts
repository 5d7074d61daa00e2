import { count } from '../count.ts';
import { counted } from '../counted.ts';
import { z } from 'zod';
import {
  choice,
  defineDiagnostic,
  definePlugin,
  type Finding,
  isSecretName,
  refused,
  text,
  warn,
} from '../../plugin.ts';
import { databasesSchema, engineOf } from '../sql/database-config.ts';
import { openSession } from '../sql/open-session.ts';
import { targetsOfDatabase } from '../targets-of.ts';
import { serverRefused } from '../sql/session.ts';
import { parseStatement } from '../sql/parse-statement.ts';
import { checkFunctions } from '../sql/check-functions.ts';
import { bindParameters, parameterSchema, parseParameters, placeholdersIn, suggestParameters } from './parameters.ts';
import { toCsv } from './csv.ts';

const querySchema = z.strictObject({
  summary: z.string().min(1).max(100),
  database: z.string(),
  /** With `:name` where parameters stand. Reviewed by whoever reviews muster.yaml. */
  sql: z.string().min(1),
  parameters: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), parameterSchema).default({}),
  /** Columns that are shown as [masked], whatever their case; a result without one of them is not shown. */
  mask: z.array(z.string()).default([]),
  rows: z.int().min(1).max(5000).default(200),
});

const config = z
  .strictObject({ databases: databasesSchema, queries: z.record(z.string(), querySchema).default({}) })
  .superRefine(({ databases, queries }, context) => {
    for (const [name, query] of Object.entries(queries)) {
      if (!(query.database in databases))
        context.addIssue({
          code: 'custom',
          path: ['queries', name, 'database'],
          message: `is no database of muster.yaml: ${query.database}`,
        });
      const database = databases[query.database];
      for (const { name: parameter } of placeholdersIn(query.sql, database ? engineOf(database) : 'postgres'))
        if (!(parameter in query.parameters))
          context.addIssue({
            code: 'custom',
            path: ['queries', name, 'sql'],
            message: `uses :${parameter}, which is not among its parameters`,
          });
    }
  });

export const plugin = definePlugin(config, ({ databases, queries }) => [
  defineDiagnostic({
    name: 'query',
    summary: 'Run a reviewed query of muster.yaml and show its result',
    details:
      'Queries are written and reviewed in muster.yaml; here one chooses one and fills in its parameters. Who ran what stays on the timeline.',
    examples: Object.keys(queries)
      .slice(0, 3)
      .map((name) => `name:${name}`),
    permission: 'diagnostics.data',
    risk: 'costly',
    targets: Object.values(databases).flatMap(targetsOfDatabase),
    timeoutMs: 90_000,
    options: {
      name: text({
        description: 'Which query',
        required: true,
        suggest: (typed) => Object.keys(queries).filter((name) => name.includes(typed.toLowerCase())),
      }),
      with: text({
        description: 'Its parameters: country=DE since=2026-01-01',
        suggest: (typed, { name }) => suggestParameters(queries[String(name)]?.parameters ?? {}, typed),
      }),
      order: choice(['as-is', 'reversed'], { description: 'Show the last rows first', default: 'as-is' }),
    },
    target: ({ name }) => `${queries[name]?.database ?? '?'}: ${name}`,
    async run({ name, with: given, order }, context): Promise<readonly Finding[]> {
      const query = queries[name];
      if (!query)
        throw refused(
          'query/unknown',
          `muster.yaml has no query "${name}". There are: ${Object.keys(queries).join(', ') || 'none'}.`,
        );
      const database = databases[query.database];
      if (!database) throw refused('query/database', `muster.yaml names no database "${query.database}".`);
      const values = parseParameters(query.parameters, given ?? '');
      const session = await openSession(query.database, database, context);
      try {
        const bound = bindParameters(query.sql, values, session.engine);
        const statement = await parseStatement(bound.sql, session.engine, { writes: false });
        await checkFunctions(session, statement);
        const sql = bound.sql.trim().replace(/;\s*$/, '');
        const result = await session.table(sql, bound.values, query.rows + 1);
        const more = result.rows.length > query.rows;
        const columns = result.columns.map((column) => column.toLowerCase());
        const mask = query.mask.map((column) => column.toLowerCase());
        const misses = mask.find((column) => !columns.includes(column));
        if (misses !== undefined)
          throw refused(
            'query/mask',
            `It is to mask the column "${misses}", and its result has none of that name (${result.columns.join(', ')}). Nothing is shown; correct mask in muster.yaml.`,
          );
        const masked = columns.map((column) => mask.includes(column) || isSecretName(column));
        const rows = result.rows
          .slice(0, query.rows)
          .map((row) => row.map((cell, index) => (masked[index] === true && cell !== null ? '[masked]' : shown(cell))));
        if (order === 'reversed') rows.reverse();
        const csv = toCsv(result.columns, rows);
        return [
          more
            ? warn(`${query.rows} rows, and there are more: only so many are fetched.`, 'Narrow the parameters.')
            : count(rows.length === 0 ? 'No row fits.' : `${counted(rows.length, 'row')}.`),
          ...(csv.left > 0
            ? [
                warn(
                  `The attached file ends ${counted(csv.left, 'row')} early: the values are too long.`,
                  'Narrow the parameters, or have the query fetch less of each row.',
                ),
              ]
            : []),
          {
            id: 'rows',
            title: query.summary,
            type: 'table',
            columns: result.columns.map((column, index) => ({ name: column, ...(index === 0 && { key: true }) })),
            rows: rows.map((row) => row.map(shortened)),
          },
          {
            type: 'file',
            name: `${name}.csv`,
            contentType: 'text/csv; charset=utf-8',
            text: csv.text,
          },
        ];
      } catch (error) {
        throw context.signal.aborted ? error : serverRefused(error, database);
      } finally {
        await session.close();
      }
    },
  }),
]);

const MOST_CELL = 300;
/** A long value is cut in the table; the attached file has more of it. */
const shortened = <T>(cell: T): T | string =>
  typeof cell === 'string' && cell.length > MOST_CELL
    ? `${cell.slice(0, MOST_CELL)}… (${cell.length.toLocaleString('en')} characters)`
    : cell;

function shown(cell: unknown): string | number | boolean | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'number' && !Number.isFinite(cell)) return String(cell);
  if (typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'string') return cell;
  if (cell instanceof Date) return cell.toISOString();
  if (Buffer.isBuffer(cell)) return `\\x${cell.toString('hex')}`;
  return JSON.stringify(cell, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
