import { z } from 'zod';
import {
  defineDiagnostic,
  definePlugin,
  type Finding,
  redactLiterals,
  redactLiteralsOf,
  Refused,
  refused,
  text,
  choice,
  yesNo,
} from '../../plugin.ts';
import { checkFunctions } from '../sql/check-functions.ts';
import { databasesSchema, engineOf } from '../sql/database-config.ts';
import { openSession } from '../sql/open-session.ts';
import { serverRefused, type Session } from '../sql/session.ts';
import { parseStatement } from '../sql/parse-statement.ts';
import { targetsOfDatabase } from '../targets-of.ts';
import { advise } from './advice.ts';
import { readCatalogue } from './catalogue.ts';
import { readHiddenTables } from './hidden-tables.ts';
import { hotStep, planFingerprint, planTree } from './plan.ts';
import { type Proof, proveIndex } from './prove-index.ts';
import { runExplain } from './run-explain.ts';
import { parametersIn, slowQueries, suggestionOf, withoutQuoted } from './slow-queries.ts';

export const plugin = definePlugin(z.strictObject({ databases: databasesSchema }), ({ databases }) => {
  const find = (name: string) => {
    const config = databases[name];
    if (!config)
      throw refused(
        'sql/unknown',
        `muster.yaml names no database "${name}". There are: ${Object.keys(databases).join(', ') || 'none'}.`,
      );
    return config;
  };
  return [
    defineDiagnostic({
      name: 'explain',
      summary: 'Explain a query: its plan, what is slow about it, the index that would help',
      details:
        'Shows the database’s own plan as a tree, with findings in plain words. Nothing is run or changed, except with analyze:true: then a SELECT is run inside a read-only transaction that is rolled back, under a time limit.',
      examples: [
        'database:shop',
        'database:shop sql:select * from orders where customer_id = 5',
        'database:shop view:slow',
      ],
      permission: 'diagnostics.data',
      risk: 'costly',
      targets: Object.values(databases).flatMap(targetsOfDatabase),
      timeoutMs: 90_000,
      comparesByItself: true,
      options: {
        database: text({
          description: 'Which database of muster.yaml',
          required: true,
          suggest: (typed) => Object.keys(databases).filter((name) => name.includes(typed.toLowerCase())),
        }),
        sql: text({
          description: 'The statement, without EXPLAIN',
          form: true,
          unless: ['slow', 'view'],
          redact: 'literals',
          dialect: {
            option: 'database',
            dialects: Object.fromEntries(Object.entries(databases).map(([name, config]) => [name, engineOf(config)])),
          },
        }),
        slow: text({
          description: 'One of the slowest queries that the database remembers',
          redact: 'first-word',
          suggest: async (typed, { database }, context) => {
            const config = databases[String(database ?? Object.keys(databases)[0])];
            if (!config) return [];
            const session = await openSession(String(database), config, context);
            try {
              const found = (await slowQueries(session, 50)).map((one) => suggestionOf(one, session.engine));
              return found.filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()));
            } finally {
              await session.close();
            }
          },
        }),
        view: choice(['slow'], { description: 'slow: list the slowest queries instead of explaining one' }),
        analyze: yesNo({
          description: 'Run it to measure (SELECT only)',
          permission: 'diagnostics.analyze',
          default: false,
        }),
      },
      target: ({ database }) => database,
      async *run({ database, sql, slow, view, analyze }, context) {
        const config = find(database);
        context.progress(`opening ${database}`);
        // Parsed while the database is opened.
        const parsed = sql === undefined ? undefined : parseStatement(sql, engineOf(config), { writes: !analyze });
        parsed?.catch(() => undefined); // told below
        const session = await openSession(database, config, context);
        let pickedSql: string | undefined;
        /** Servers and parsers quote what they do not like, values and all. */
        const withoutValues = (error: unknown): Error => {
          const refusal = serverRefused(error, config);
          const said = redactLiteralsOf([sql, pickedSql].filter(Boolean).join('\n'), refusal.message, {
            dialect: engineOf(config),
          });
          return refusal instanceof Refused ? refused(refusal.code, said) : new Error(said);
        };
        try {
          if (view === 'slow') {
            const found = await slowQueries(session, 25);
            yield found.length > 0
              ? slowTable(found, session)
              : { id: 'slow', type: 'text', text: `${database} remembers no slow query. ${howToRemember(session)}` };
            return;
          }
          const id = slow?.split(' ')[0];
          const picked = id === undefined ? undefined : (await slowQueries(session, 200)).find((one) => one.id === id);
          if (slow !== undefined && !picked)
            throw refused('sql/slow', 'The database does not remember that query any more. Pick another, or paste it.');
          pickedSql = picked?.sql;
          const statementText = pickedSql ?? sql;
          if (statementText === undefined)
            throw refused('sql/missing', 'Which statement? Give sql, or pick one with slow.');
          const parameters = parametersIn(statementText);
          if (analyze && parameters > 0)
            throw refused(
              'sql/parameters',
              'It has $1, $2 … where values stood: paste it with values to analyze it. Without analyze it is explained for any value.',
            );
          if (session.engine !== 'postgres' && withoutQuoted(statementText).includes('?'))
            throw refused('sql/parameters', 'It has ? where values stood: write values in their place.');

          const statement =
            (await (picked ? undefined : parsed)) ??
            (await parseStatement(statementText, session.engine, { writes: !analyze }));
          await checkFunctions(session, statement);
          if (analyze && session.engine === 'sqlite')
            throw refused('sql/analyze', 'SQLite cannot measure a plan; leave analyze out.');
          context.progress(analyze ? 'running it to measure' : 'asking for the plan');
          const explained = await runExplain(session, statementText, analyze, parameters);
          const catalogue = await readCatalogue(session, statement);
          const hidden = await readHiddenTables(session, statement, explained.plan);
          const { findings, indexes } = advise(explained.plan, statement, { catalogue, hidden }, session.engine);
          yield* findings;
          for (const index of indexes.slice(0, 2)) {
            const proven = await proveIndex(
              session,
              { name: database, config, context },
              index,
              statementText,
              explained.plan,
              parameters,
            ).catch((error: unknown): Proof => {
              const refusal = withoutValues(error);
              if (context.signal.aborted || !(refusal instanceof Refused)) throw error;
              return { helps: 'unknown', sentence: `Not proven, as it could not be tried: ${refusal.message}` };
            });
            const advice = findings.find(({ id }) => id === `advice ${index.sql}`);
            if (proven?.helps === true) yield proven.finding;
            else if (proven && advice?.type === 'verdict')
              // Takes the place of the advice, which was wrong.
              yield {
                ...advice,
                next: proven.helps === 'unknown' ? `${advice.next ?? ''}\n${proven.sentence}` : proven.sentence,
              };
          }
          yield { id: 'plan', title: 'Plan', type: 'tree', roots: [planTree(explained.plan)] };
          const hot = hotStep(explained.plan);
          yield {
            id: 'about',
            type: 'facts',
            facts: [
              ...(hot === undefined ? [] : [{ name: 'takes most', value: hot, volatile: true }]),
              { name: 'plan fingerprint', value: planFingerprint(explained.plan) },
              { name: 'server', value: session.version },
            ],
          };
          if (explained.executionMs !== undefined)
            yield {
              id: 'measured',
              type: 'facts',
              facts: [
                { name: 'planning', value: `${explained.planningMs ?? 0} ms`, volatile: true },
                { name: 'execution', value: `${explained.executionMs} ms`, volatile: true },
              ],
            };
          yield {
            id: 'statement',
            title: 'Statement, values left out',
            type: 'lines',
            language: 'sql',
            text: redactLiterals(statementText, { dialect: session.engine }),
          };
        } catch (error) {
          if (context.signal.aborted) throw error;
          throw withoutValues(error);
        } finally {
          await session.close();
        }
      },
    }),
  ];
});

/** An empty list mostly means that nobody asked the server to keep one. */
const howToRemember = ({ engine, isMariaDb }: Pick<Session, 'engine' | 'isMariaDb'>): string =>
  engine === 'postgres'
    ? 'pg_stat_statements counts from its last reset on.'
    : isMariaDb
      ? 'It keeps them in mysql.slow_log with slow_query_log = ON and log_output = TABLE; long_query_time says from when on one is slow.'
      : 'performance_schema counts them since the server was started; a role that may not read it sees none.';

const slowTable = (queries: Awaited<ReturnType<typeof slowQueries>>, session: Pick<Session, 'engine'>): Finding => ({
  id: 'slow',
  title: 'What took most time',
  type: 'table',
  columns: [
    { name: 'query' },
    { name: 'slow', key: true },
    { name: 'mean ms', align: 'right', volatile: true },
    { name: 'calls', align: 'right', volatile: true },
    { name: 'total ms', align: 'right', volatile: true },
  ],
  rows: queries.map(({ id, meanMs, calls, totalMs, sql }) => [
    redactLiterals(sql, { dialect: session.engine }).replace(/\s+/g, ' ').slice(0, 200),
    id,
    Number(meanMs.toPrecision(3)),
    calls,
    Math.round(totalMs),
  ]),
});
