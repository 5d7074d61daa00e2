import { z } from 'zod';
import { type Result, ok } from '../base/result.ts';
import type { CalendarTimer } from './calendar.ts';
import type { Cause } from './cause.ts';
import type { EffectDraft, EffectHandlers, EffectOutcome } from './effect.ts';
import { ORGANISATION } from './entry.ts';
import { headRecorded } from './kinds.ts';
import { type RecordedHeads, recordedHeads } from './recorded-heads.ts';
import type { Head, Store } from './store.ts';
import type { Timeline } from './timeline.ts';

/** Streams whose heads are put down in one commit. */
const AT_ONCE = 100;

const payloadSchema = z.object({ stream: z.string().min(1) });

/** In a decision that resolves or closes something: its timeline's head is put on the organisation's, and told outside. */
export const recordHead = (stream: string): EffectDraft => ({
  kind: 'head.record',
  lane: null,
  key: `head:${stream}`,
  payload: { stream },
});

/**
 * Puts the heads of timelines on the organisation's own, and hands them to `announce`, whose effects carry them
 * outside (a message in Discord): a chain that was cut or computed anew does not fit a copy that nobody here can change.
 */
export function createHeads(options: {
  readonly store: Store;
  readonly timeline: Timeline;
  /** Effects that post these heads outside; part of the same commit. */
  readonly announce?: (
    heads: readonly { readonly stream: string; readonly head: Head }[],
  ) => Promise<readonly EffectDraft[]>;
}) {
  const { store, timeline, announce = () => Promise.resolve([]) } = options;

  /** Records those of `streams` whose head has moved since it was last recorded. */
  const record = async (streams: readonly string[], cause: Cause): Promise<Result<number>> => {
    const heads: { readonly stream: string; readonly head: Head }[] = [];
    for (const stream of streams) {
      const head = await store.head(stream);
      if (head) heads.push({ stream, head });
    }
    const movedSince = (recorded: RecordedHeads) =>
      heads.filter(({ stream, head }) => (recorded[stream] ?? 0) < head.seq);
    const told = await announce(movedSince(await timeline.state(ORGANISATION, recordedHeads)));
    const committed = await timeline.change(ORGANISATION, recordedHeads, cause, (recorded) => {
      const moved = movedSince(recorded);
      return ok({
        entries: moved.map(({ stream, head }) => headRecorded({ stream, seq: head.seq, hash: head.hash })),
        effects: moved.length > 0 ? told : [],
        answer: moved.length,
      });
    });
    return committed.ok ? ok(committed.value.answer) : committed;
  };

  /** All of them, the organisation's own last. `run` tells one day's causes from another's. */
  const recordAll = async (run: string): Promise<Result<number>> => {
    let total = 0;
    let behind: string | undefined;
    for (let page = 0; ; page++) {
      const streams = await store.streams({ ...(behind !== undefined && { behind }), limit: AT_ONCE });
      behind = streams.at(-1);
      const last = behind === undefined;
      const chosen = last ? [ORGANISATION] : streams.filter((stream) => stream !== ORGANISATION);
      const recorded = await record(chosen, causeOf(`heads:${run}:${page}`));
      if (!recorded.ok) return recorded;
      total += recorded.value;
      if (last) return ok(total);
    }
  };

  const effects: EffectHandlers = {
    'head.record': async (effect) => {
      const { stream } = payloadSchema.parse(effect.payload);
      return outcomeOf(await record([stream], { ...causeOf(`effect:${effect.id}`), completes: effect.id }));
    },
  };

  /** For the calendar: every night, and once after a night that was missed. */
  const daily: CalendarTimer = {
    name: 'heads',
    expression: '10 3 * * *',
    zone: 'Etc/UTC',
    missed: 'once',
    run: async (dueAt) => outcomeOf(await recordAll(String(dueAt))),
  };

  return { record, recordAll, effects, daily };
}

const causeOf = (causeId: string): Cause => ({
  causeId,
  actor: { kind: 'muster', id: 'muster' },
  source: { kind: 'timer', correlationId: causeId },
});

const outcomeOf = (result: Result<unknown>): EffectOutcome =>
  result.ok ? { outcome: 'done' } : { outcome: 'retry', reason: result.refusal.message };
