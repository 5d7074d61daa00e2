import { type Finding, ok, warn } from '../../plugin.ts';
import type { DatabaseConfig } from '../sql/database-config.ts';
import { openSession } from '../sql/open-session.ts';
import type { Session } from '../sql/session.ts';
import type { AdvisedIndex } from './advice.ts';
import { allNodes, type PlanNode } from './plan.ts';
import { runExplain } from './run-explain.ts';

/** Explains once more with the advised index there, hypothetically or for a moment, and says what it changes. */
export async function proveIndex(
  session: Session,
  database: { readonly name: string; readonly config: DatabaseConfig },
  index: AdvisedIndex,
  sql: string,
  before: PlanNode,
  parameters: number,
): Promise<Finding | undefined> {
  const { proof } = database.config;
  if (session.engine !== 'postgres' || proof === 'none') return undefined;
  if (proof === 'rollback') {
    const own = await openSession(database.name, database.config, { writable: true });
    try {
      await own.query(index.sql);
      return verdict(index, before, (await runExplain(own, sql, false, parameters)).plan, 'built, and rolled back');
    } finally {
      await own.close();
    }
  }
  const [there] = await session.query(`SELECT 1 FROM pg_extension WHERE extname = 'hypopg'`);
  if (!there) return undefined;
  await session.query('SELECT hypopg_create_index($1)', [index.sql]);
  try {
    return verdict(index, before, (await runExplain(session, sql, false, parameters)).plan, 'hypothetical (hypopg)');
  } finally {
    await session.query('SELECT hypopg_reset()');
  }
}

function verdict(index: AdvisedIndex, before: PlanNode, after: PlanNode, how: string): Finding {
  const used = allNodes(after).some(
    ({ index: name, table }) => name !== undefined && table?.toLowerCase() === index.table,
  );
  const costs = `cost ${Math.round(before.cost ?? 0).toLocaleString('en')} → ${Math.round(after.cost ?? 0).toLocaleString('en')}`;
  return {
    ...(used && (after.cost ?? 0) < (before.cost ?? 0)
      ? ok(
          `Proven with the index ${how}: the server would use it, ${costs}.`,
          `${index.sql.replace('CREATE INDEX', 'CREATE INDEX CONCURRENTLY')};`,
        )
      : warn(`With the index ${how} the server still does not use it (${costs}): it is not worth building.`)),
    id: `proof ${index.sql}`,
  };
}
