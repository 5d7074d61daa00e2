import type { Instant } from '../base/clock.ts';
import { type RichText, instant, person, rich, strong } from '../base/rich-text.ts';
import { commandCalled } from '../commands/audit.ts';
import type { Block } from '../commands/message.ts';
import { type Entry, ORGANISATION } from '../timeline/entry.ts';
import { moreButton } from './commands/more.ts';
import { updateBlocks, updateTitle } from './update-message.ts';
import type { PlainMessage } from './effects.ts';
import { updatePosted } from './entries/update-posted.ts';
import type { LateAnswers, MissedAnswer } from './late-answers.ts';
import type { IncidentParts } from './parts.ts';
import type { IncidentRow } from './projections/incident-row.ts';
import { ROOT } from './root-viewer.ts';
import { showEntry } from './view/shown-entry.ts';

/** What was recorded so long before the record's last entry: answering takes seconds, in an outage some more. */
const LAST_MS = 60_000;
/** Discord takes no answer later than this. */
const TAKEN_WITHIN_MS = 3_000;
/** What is older was asked for again long ago, or looked up. */
const OLDEST_MS = 3_600_000;
const MOST_OPEN = 500;
const MOST_ENDED = 100;
const MOST_ENTRIES = 200;

/**
 * For a start: has said what the last Muster recorded for somebody and perhaps never told them, because it died between
 * the commit and the reply. What was asked for in the incident's channel is said there, what was asked for elsewhere to
 * who asked. Both look for the answer first, once it cannot come any more: the last Muster may have sent it with its last
 * breath (docs/decisions/late-answers.md).
 */
export function createAnswerUnanswered(
  parts: Pick<IncidentParts, 'timeline' | 'store' | 'lookup' | 'clock' | 'kinds'>,
  { answerLater, tellRecorded }: LateAnswers,
): () => Promise<void> {
  const { timeline, store, lookup, clock } = parts;

  /** Incidents that somebody may have worked on lately, with the time of their last entry. */
  const lately = async (): Promise<readonly { readonly row: IncidentRow; readonly at: Instant }[]> => {
    const rows = [
      ...(await lookup.list(ROOT, { bucket: 'open', limit: MOST_OPEN })),
      ...(await lookup.list(ROOT, { bucket: 'ended', limit: MOST_ENDED })),
    ];
    return Promise.all(rows.map(async (row) => ({ row, at: (await store.head(row.stream))?.recordedAt ?? 0 })));
  };

  /** What people asked for, by interaction, in the order in which it was recorded. */
  const askedSince = async (stream: string, since: Instant): Promise<ReadonlyMap<string, readonly Entry[]>> => {
    const entries = await timeline.read(stream, { order: 'descending', limit: MOST_ENTRIES });
    const asked = entries.filter((entry) => entry.recordedAt >= since && isAsked(entry)).reverse();
    return Map.groupBy(asked, ({ source }) => source.correlationId ?? '');
  };

  return async () => {
    const incidents = await lately();
    const organisation = (await store.head(ORGANISATION))?.recordedAt ?? 0;
    const last = Math.max(organisation, ...incidents.map(({ at }) => at));
    const oldest = clock.now() - OLDEST_MS;
    const since = Math.max(last - LAST_MS, oldest);
    const sincePrivate = Math.max(last - TAKEN_WITHIN_MS, oldest);
    const elsewhere = new Map<string, MissedAnswer>();
    const askedElsewhere = (interaction: string, [entry]: readonly Entry[]): void => {
      if (entry && entry.recordedAt >= sincePrivate) elsewhere.set(interaction, missed(interaction, entry));
    };

    for (const { row, at } of incidents) {
      if (at < since) continue;
      for (const [interaction, entries] of await askedSince(row.stream, since)) {
        const inChannel = row.channelId !== null && channelOf(entries[0]) === row.channelId;
        if (!inChannel) askedElsewhere(interaction, entries);
        else {
          const message = unanswered(parts, row, entries);
          await answerLater({ channel: row.channelId, interaction, message }, overAt(entries[0]?.recordedAt ?? 0));
        }
      }
    }
    for (const [interaction, entries] of await askedSince(ORGANISATION, sincePrivate))
      askedElsewhere(interaction, entries);
    for (const answer of elsewhere.values()) await tellRecorded(answer, overAt(answer.at));
  };
}

/** When what was recorded then can no longer be answered, and Discord has shown the answer that it took at the last moment. */
const overAt = (recordedAt: Instant): Instant => recordedAt + TAKEN_WITHIN_MS + 1_000;

/**
 * Whether it was asked for by what is answered with a message. Buttons are not: the card, or the message that they stand
 * in, shows what they did. That somebody called a command, or was denied one, is nothing that they did.
 */
const isAsked = ({ kind, actor, source, data }: Entry): boolean =>
  data !== null &&
  actor.kind === 'person' &&
  kind !== commandCalled.kind &&
  (source.kind === 'command' || source.kind === 'modal') &&
  source.correlationId !== undefined;

/** Discord's permalinks: `…/server/channel/message`, `@me` in place of the server in a direct message. */
const channelOf = (entry: Entry | undefined): string | undefined => entry?.source.permalink?.split('/').at(-2);

function missed(interaction: string, entry: Entry): MissedAnswer {
  const direct = entry.source.permalink?.split('/').at(-3) === '@me';
  return {
    person: entry.actor.id,
    interaction,
    channel: direct ? null : (channelOf(entry) ?? null),
    at: entry.recordedAt,
  };
}

function unanswered(
  { kinds }: Pick<IncidentParts, 'kinds'>,
  { number }: IncidentRow,
  recorded: readonly Entry[],
): PlainMessage {
  const who = recorded[0] ? rich`${person(recorded[0].actor.id)}, this` : rich`This`;
  const why: Block = {
    type: 'text',
    text: rich`${who} is recorded. Muster was restarted before it could say so: you need not type it again.`,
  };
  const buttons = [[moreButton(number)]];
  const update = recorded.length === 1 && recorded[0] ? updateOf(recorded[0]) : undefined;
  if (update) return { title: updateTitle(number, update.seq), blocks: [...update.blocks, why], buttons };
  return { blocks: [...recorded.flatMap((entry) => lines(kinds, entry)), why], buttons };
}

function updateOf(entry: Entry): { readonly seq: number; readonly blocks: readonly Block[] } | undefined {
  const update = entry.kind === updatePosted.kind ? updatePosted.schema.safeParse(entry.data).data : undefined;
  return update && { seq: entry.seq, blocks: updateBlocks(update) };
}

function lines(kinds: IncidentParts['kinds'], entry: Entry): readonly Block[] {
  const { at, precision, line, body } = showEntry(kinds, entry);
  const when: RichText =
    at === null ? ['time unknown'] : [precision === 'approximate' ? '~' : '', instant(at, 'date-time')];
  return [
    { type: 'text', text: rich`${strong(`#${entry.seq}`)} ${when} ${line}` },
    ...(body === '' ? [] : [{ type: 'quote' as const, text: body }]),
  ];
}
