import type { Database } from 'better-sqlite3';
import type { EffectState } from '../../timeline/effect.ts';
import type { ProjectionRows } from './projection-rows.ts';

const ERASED = '[erased]';
/** Shorter strings, and those that are ids, name nobody: replacing them would break what must still be done. */
const SHORTEST_TEXT = 3;
/** Words of somebody's, and not one of a list (`SEV-3`, `investigating`): a draft in which they stand is a copy. */
const WORDS = /\s|.{20}/s;
const ID = /^(?:[0-9A-Za-z]{22}|[a-z]+-[0-9A-Za-z]{22}|\d{15,20})$/;

/**
 * Drops payload and salt of entries, and every copy of their text: snapshots and finished effects of their streams,
 * the answers and unfinished effects in which it stands, the drafts that it was written from, and the projections that
 * listened to them.
 * Runs inside a transaction.
 */
export function createErase(db: Database, projections: ProjectionRows) {
  const find = db.prepare<[string], { stream: string; kind: string; data: string | null; cause_id: string }>(
    'SELECT stream, kind, data, cause_id FROM entries WHERE id = ?',
  );
  const drop = db.prepare(
    'UPDATE entries SET data = NULL, salt = NULL, erased_by = ? WHERE id = ? AND data IS NOT NULL',
  );
  const dropSnapshots = db.prepare('DELETE FROM snapshots WHERE stream = ?');
  const effectsOf = db.prepare<[string, string], { ordinal: number; state: EffectState; payload: string }>(
    'SELECT ordinal, state, payload FROM effects WHERE stream = ? OR cause_id = ?',
  );
  const setPayload = db.prepare('UPDATE effects SET payload = ? WHERE ordinal = ?');
  const answerOf = db.prepare<[string], string>('SELECT answer FROM commits WHERE cause_id = ?').pluck();
  const setAnswer = db.prepare('UPDATE commits SET answer = ? WHERE cause_id = ?');
  const drafts = db.prepare<[], { id: string; data: string }>('SELECT id, data FROM drafts');
  const dropDraft = db.prepare('DELETE FROM drafts WHERE id = ?');
  const dropDraftsOf = (words: readonly string[]): void => {
    for (const { id, data } of drafts.all()) {
      const written = textsIn(JSON.parse(data));
      if (words.some((text) => written.some((own) => own.includes(text)))) dropDraft.run(id);
    }
  };

  return (entryIds: readonly string[], erasedBy: string): void => {
    const kinds = new Set<string>();
    const words = new Set<string>();
    for (const id of entryIds) {
      const entry = find.get(id);
      if (!entry || entry.data === null) continue;
      const texts = textsIn(JSON.parse(entry.data));
      kinds.add(entry.kind);
      for (const text of texts) if (WORDS.test(text)) words.add(text);
      drop.run(erasedBy, id);
      dropSnapshots.run(entry.stream);
      for (const { ordinal, state, payload } of effectsOf.all(entry.stream, entry.cause_id)) {
        setPayload.run(state === 'done' || state === 'cancelled' ? 'null' : without(texts, payload), ordinal);
      }
      const answer = answerOf.get(entry.cause_id);
      if (answer !== undefined) setAnswer.run(without(texts, answer), entry.cause_id);
    }
    if (words.size > 0) dropDraftsOf([...words]);
    if (kinds.size > 0) projections.rebuild(projections.listeningTo(kinds));
  };
}

/** Every text inside a payload, longest first, so that a part is not replaced before the whole. */
function textsIn(value: unknown): readonly string[] {
  const texts = new Set<string>();
  const walk = (part: unknown): void => {
    if (typeof part === 'string') {
      if (part.length >= SHORTEST_TEXT && !ID.test(part)) texts.add(part);
    } else if (part && typeof part === 'object') Object.values(part).forEach(walk);
  };
  walk(value);
  return [...texts].sort((a, b) => b.length - a.length);
}

/**
 * What messages and effects are built of, and names of muster.yaml: no words of anybody's. A note "page" would break the button
 * whose action is `page.ack`; one that says "call", the page that is about to reach somebody.
 */
const STRUCTURE: ReadonlySet<string> = new Set([
  'action',
  'type',
  'style',
  'tone',
  'channel',
  'besides',
  'category',
  'threadIn',
  'others',
  'method',
]);

/** The JSON text with those texts gone from its strings; keys stay. */
const without = (texts: readonly string[], json: string): string => JSON.stringify(erasedIn(texts, JSON.parse(json)));

function erasedIn(texts: readonly string[], value: unknown): unknown {
  if (typeof value === 'string') return texts.reduce((rest, text) => rest.replaceAll(text, ERASED), value);
  if (Array.isArray(value)) return value.map((part) => erasedIn(texts, part));
  if (typeof value !== 'object' || value === null) return value;
  // What a button, menu or form hands to its action are ids and keys (`encodeCustomId`).
  const isStructure = (key: string, part: unknown): boolean =>
    (typeof part === 'string' && STRUCTURE.has(key)) || (key === 'args' && 'action' in value);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, isStructure(key, part) ? part : erasedIn(texts, part)]),
  );
}
