import { MessageFlags } from 'discord-api-types/v10';
import type { Exchange } from '../../src/sandbox/control/exchange.ts';
import type { Entry } from '../../src/timeline/entry.ts';

/** What somebody asked for, under a word that stands nowhere else, and what became of it as they see it. */
export interface Asked {
  readonly what: keyof typeof KINDS;
  readonly word: string;
  /** Whether Muster said that it was done. */
  acknowledged(): boolean;
}

const KINDS = {
  incident: 'incident.declared',
  note: 'note.added',
  update: 'update.posted',
  status: 'status.changed',
  task: 'task.added',
  summary: 'summary.changed',
  severity: 'severity.changed',
  page: 'page.opened',
} as const;

/** What is done is said publicly, except of pages and of what is private; a refusal is for the one who asked alone. */
export function saysDone(exchange: Exchange | undefined): boolean {
  const message = exchange?.message;
  if (exchange?.answer !== 'message' || !message) return false;
  const isPublic = ((message.flags ?? 0) & MessageFlags.Ephemeral) === 0;
  return (
    isPublic || /is on its way|Incident \d+ declared|"recorded/.test(JSON.stringify([message.content, message.embeds]))
  );
}

/** What was said before stands in the next entry, too. */
const saidIn = (data: unknown): string =>
  JSON.stringify(data, (key, value: unknown) => (key === 'from' ? undefined : value));

/** What was acknowledged is on record exactly once, anything else at most once. */
export function onceOnRecord(asked: Asked, entries: readonly Entry[]): readonly string[] {
  const found = entries.filter(
    ({ kind, data }) => kind === KINDS[asked.what] && saidIn(data).includes(` ${asked.word}`),
  ).length;
  const acknowledged = asked.acknowledged();
  return found === 1 || (found === 0 && !acknowledged)
    ? []
    : [
        `${asked.what} ${asked.word} (${acknowledged ? 'acknowledged' : 'not acknowledged'}) is on record ${found} times`,
      ];
}
