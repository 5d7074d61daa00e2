import { type Finding, ok, type PluginContext } from '../../plugin.ts';
import type { DatabaseConfig } from '../sql/database-config.ts';
import { openSession } from '../sql/open-session.ts';
import type { Session } from '../sql/session.ts';
import type { AdvisedIndex } from './advise-index.ts';
import { allNodes, type PlanNode } from './plan.ts';
import { explainInCopy } from './prove-in-copy.ts';
import { quoteName } from './quote-name.ts';
import { runExplain } from './run-explain.ts';

/** Whether the server would use the index, and what that changes; or the sentence that says that it would not. */
export type Proof =
  | { readonly helps: true; readonly finding: Finding }
  | { readonly helps: false; readonly sentence: string }
  /** It could not be tried; the sentence says why. */
  | { readonly helps: 'unknown'; readonly sentence: string };

/** https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/ */
const UNPROVEN_MYSQL =
  'Not proven: this server has no hypothetical indexes, and commits a CREATE INDEX at once, so it cannot be tried and taken back.';
const UNPROVEN_POSTGRES =
  'Not proven: that takes the extension hypopg, or "proof: rollback" for this database in muster.yaml.';

/**
 * Explains once more with the advised index there, hypothetically or for a moment, and says what it changes. Rejects with what
 * the server said where it lets nobody try.
 */
export async function proveIndex(
  session: Session,
  database: {
    readonly name: string;
    readonly config: DatabaseConfig;
    readonly context: Pick<PluginContext, 'resolve' | 'signal'>;
  },
  index: AdvisedIndex,
  sql: string,
  before: PlanNode,
  parameters: number,
): Promise<Proof | undefined> {
  const { proof } = database.config;
  if (proof === 'none') return undefined;
  if (session.engine === 'sqlite') return proveInCopy(session, index, sql);
  if (session.engine !== 'postgres') return { helps: 'unknown', sentence: UNPROVEN_MYSQL };
  if (proof === 'rollback') {
    const own = await openSession(database.name, database.config, database.context, { writable: true });
    try {
      await own.query(index.sql);
      return verdict(index, before, (await runExplain(own, sql, false, parameters)).plan, 'built, and rolled back');
    } finally {
      await own.close();
    }
  }
  const [there] = await session.query(
    `SELECT n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'hypopg'`,
  );
  if (!there) return { helps: 'unknown', sentence: UNPROVEN_POSTGRES };
  const hypopg = quoteName(String(there['schema']), 'postgres');
  // One that fails must not spoil the transaction for what comes after it.
  await session.query('SAVEPOINT muster_proof');
  try {
    await session.query(`SELECT ${hypopg}.hypopg_create_index($1)`, [index.sql]);
    const { plan } = await runExplain(session, sql, false, parameters);
    await session.query(`SELECT ${hypopg}.hypopg_reset()`);
    return verdict(index, before, plan, 'hypothetical (hypopg)');
  } catch (error) {
    await session.query('ROLLBACK TO SAVEPOINT muster_proof'); // the connection is not used again: it forgets the index
    throw error;
  }
}

async function proveInCopy(session: Session, index: AdvisedIndex, sql: string): Promise<Proof> {
  const explained = await explainInCopy(session, index, sql.trim().replace(/;\s*$/, ''));
  if ('lacks' in explained)
    return {
      helps: 'unknown',
      sentence: `Not proven: the file's tables could not be copied to try it (${explained.lacks}).`,
    };
  const how = 'in an empty copy of the tables, with their statistics';
  if (!explained.used)
    return {
      helps: false,
      sentence: `The index that suggests itself, ${index.sql.replace('CREATE INDEX ', '')}, would not be used (tried ${how}).`,
    };
  const [step] = allNodes(explained.plan).filter(({ index: name }) => name === index.name);
  const says = step?.notes[0] === undefined ? '' : `: ${step.notes[0]}`;
  return {
    helps: true,
    finding: {
      ...ok(`Proven with the index ${how}: SQLite would use it${says}.`),
      id: `proof ${index.sql}`,
    },
  };
}

function verdict(index: AdvisedIndex, before: PlanNode, after: PlanNode, how: string): Proof {
  // Nothing else is new. The step that looks into it may name no table (a bitmap), or a partition's.
  const known = new Set(allNodes(before).map(({ index: name }) => name));
  const used = allNodes(after).some(({ index: name }) => !known.has(name));
  const costs = `cost ${Math.round(before.cost ?? 0).toLocaleString('en')} → ${Math.round(after.cost ?? 0).toLocaleString('en')}`;
  if (used && (after.cost ?? 0) < (before.cost ?? 0))
    return {
      helps: true,
      finding: {
        ...ok(
          `Proven with the index ${how}: the server would use it, ${costs}.`,
          index.partitioned
            ? 'CREATE INDEX CONCURRENTLY, which lets writes go on meanwhile, takes one partition at a time: build it on each, then on the table ONLY, and attach them.'
            : 'Build it with CREATE INDEX CONCURRENTLY, which lets writes go on meanwhile.',
        ),
        id: `proof ${index.sql}`,
      },
    };
  return {
    helps: false,
    sentence: `The index that suggests itself, ${index.sql.replace('CREATE INDEX ', '')}, would not be used (tried ${how}, ${costs}).`,
  };
}
