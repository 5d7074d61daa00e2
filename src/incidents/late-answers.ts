import type { Instant } from '../base/clock.ts';
import { type RichText, instant, person, rich, strong } from '../base/rich-text.ts';
import { ok } from '../base/result.ts';
import type { Block } from '../commands/message.ts';
import type { Cause } from '../timeline/cause.ts';
import type { EffectDraft } from '../timeline/effect.ts';
import { type Entry, ORGANISATION } from '../timeline/entry.ts';
import { moreButton } from './commands/more.ts';
import { updateBlocks, updateTitle } from './commands/update.ts';
import type { PlainMessage } from './effects.ts';
import { updatePosted } from './entries/update-posted.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import { incidentChannels } from './projections/incident-channels.ts';
import { type IncidentRow, incidentRows } from './projections/incident-row.ts';
import { registerFold } from './register.ts';
import { showEntry } from './view/shown-entry.ts';

/** What `answer.late` takes: see the chat's adapter. */
export type LateAnswer = {
  readonly channel: string;
  readonly interaction: string;
  readonly message: PlainMessage;
};

/** Looked for at a start: what was recorded so long before the record's last entry. Answering takes seconds, in an outage some more. */
const LAST_MS = 60_000;
/** What is older was asked for again long ago, or looked up. */
const OLDEST_MS = 3_600_000;
const MOST_OPEN = 500;
const MOST_ENDED = 100;
const MOST_ENTRIES = 200;

/**
 * Answers that the chat did not take in time, and those that died with the process between the commit and the reply: what
 * is recorded is said in its channel all the same, once (docs/decisions/late-answers.md).
 */
export function createLateAnswers(parts: Pick<IncidentParts, 'timeline' | 'store' | 'clock' | 'kinds'>): {
  /** Resolves when it is on disk that this is to be said. Rejects when the disk says no. */
  readonly answerLater: (answer: LateAnswer) => Promise<void>;
  /** At a start: has what the last Muster recorded for somebody, and perhaps never told them, said in the incident's channel. */
  readonly answerUnanswered: () => Promise<void>;
} {
  const { timeline, store, clock } = parts;

  const say = async (stream: string, answer: LateAnswer): Promise<void> => {
    const cause: Cause = {
      causeId: `late:${answer.interaction}`,
      actor: { kind: 'muster', id: 'muster' },
      source: { kind: 'effect', correlationId: answer.interaction },
    };
    const effect: EffectDraft = { kind: 'answer.late', lane: null, payload: answer };
    const decide = () => ok({ entries: [], effects: [effect], answer: null });
    // Nothing is decided on: folds that are in memory anyhow.
    const committed =
      stream === ORGANISATION
        ? await timeline.change(stream, registerFold, cause, decide)
        : await timeline.change(stream, incidentFold, cause, decide);
    if (!committed.ok) throw new Error(committed.refusal.message);
  };

  /** Incidents that somebody may have worked on lately, with the time of their last entry. */
  const lately = async (): Promise<readonly { readonly row: IncidentRow; readonly at: Instant }[]> => {
    const rows = [
      ...(await store.project(incidentRows, { bucket: 'open', order: 'descending', limit: MOST_OPEN })),
      ...(await store.project(incidentRows, { bucket: 'ended', order: 'descending', limit: MOST_ENDED })),
    ];
    return Promise.all(rows.map(async ({ row }) => ({ row, at: (await store.head(row.stream))?.recordedAt ?? 0 })));
  };

  return {
    async answerLater(answer) {
      const place = await store.projected(incidentChannels, answer.channel);
      await say(place?.stream ?? ORGANISATION, answer);
    },

    async answerUnanswered() {
      const found = await lately();
      const last = Math.max((await store.head(ORGANISATION))?.recordedAt ?? 0, ...found.map(({ at }) => at));
      const since = Math.max(last - LAST_MS, clock.now() - OLDEST_MS);
      for (const { row, at } of found) {
        if (at < since || row.channelId === null) continue;
        const entries = await timeline.read(row.stream, { order: 'descending', limit: MOST_ENTRIES });
        const asked = entries
          .filter((entry) => entry.recordedAt >= since && isAnswered(entry, row.channelId))
          .reverse();
        for (const [interaction, recorded] of Map.groupBy(asked, ({ source }) => source.correlationId ?? '')) {
          const message = unanswered(parts, row, recorded);
          await say(row.stream, { channel: row.channelId, interaction, message });
        }
      }
    },
  };
}

/** Whether it was asked for in the incident's own channel by what is answered with a message there. */
const isAnswered = ({ source, data }: Entry, channelId: string | null): boolean =>
  data !== null &&
  (source.kind === 'command' || source.kind === 'modal') &&
  source.correlationId !== undefined &&
  source.permalink?.split('/').at(-2) === channelId;

function unanswered(
  { kinds }: Pick<IncidentParts, 'kinds'>,
  { number }: IncidentRow,
  recorded: readonly Entry[],
): PlainMessage {
  const who = recorded[0]?.actor.kind === 'person' ? rich`${person(recorded[0].actor.id)}, this` : rich`This`;
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
