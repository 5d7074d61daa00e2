import { z } from 'zod';
import { type RichText, code, instant, person, rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { durationText } from '../config/duration.ts';
import { NEEDS, OUTCOMES, type Plan, overrideSchema, planSchema } from '../run.ts';

const run = z.string();
/** `Restart web-1` stands in every entry of the run: each line of an incident's timeline reads by itself. */
const summary = z.string();

export const titleOf = (plan: Pick<Plan, 'summary' | 'dryRun'>): string =>
  plan.dryRun ? `${plan.summary} (dry run)` : plan.summary;

export const runRequested = defineEntryKind({
  kind: 'run.requested',
  v: 1,
  schema: z.object({ run, plan: planSchema, needs: z.enum(NEEDS), expiresAt: z.int() }),
  describe: ({ data, actor }) => ({
    line: rich`${person(actor.id)} asked for: ${strong(titleOf(data.plan))}${waitsFor(data.needs)}`,
    ...(data.plan.overrides.length > 0 && {
      body: data.plan.overrides
        .map(({ what, detail, reason }) => `Passing over ${what} (${detail}): ${reason}`)
        .join('\n'),
    }),
  }),
});

const waitsFor = (needs: (typeof NEEDS)[number]): string =>
  needs === 'nothing' ? '' : needs === 'confirmation' ? ', to be confirmed' : ', to be approved by a second person';

/** A request that led to nothing, because something stood in its way. */
export const runRefused = defineEntryKind({
  kind: 'run.refused',
  v: 1,
  /** `run` is null when it was refused before it became one. */
  schema: z.object({ run: run.nullable(), summary, code: z.string(), message: z.string() }),
  describe: ({ data, actor }) => ({
    line: rich`Refused to ${person(actor.id)}: ${strong(data.summary)} (${data.code})`,
    body: data.message,
  }),
});

export const runConfirmed = defineEntryKind({
  kind: 'run.confirmed',
  v: 1,
  schema: z.object({ run, summary, by: z.string(), as: z.enum(['confirmation', 'approval']) }),
  describe: ({ data }) => ({
    line: rich`${person(data.by)} ${data.as === 'approval' ? 'approved' : 'confirmed'}: ${strong(data.summary)}`,
  }),
});

export const runDeclined = defineEntryKind({
  kind: 'run.declined',
  v: 1,
  schema: z.object({ run, summary }),
  describe: ({ data, actor }) => ({ line: rich`${person(actor.id)} declined: ${strong(data.summary)}` }),
});

export const runExpired = defineEntryKind({
  kind: 'run.expired',
  v: 1,
  schema: z.object({ run, summary }),
  describe: ({ data }) => ({ line: rich`Nobody confirmed in time: ${strong(data.summary)}. Nothing was run.` }),
});

/** Confirmed, and to start when its time has come and nothing stands in its way then. */
export const runPlanned = defineEntryKind({
  kind: 'run.planned',
  v: 1,
  schema: z.object({ run, summary, startAt: z.int() }),
  describe: ({ data }) => ({ line: rich`Planned for ${instant(data.startAt, 'date-time')}: ${strong(data.summary)}` }),
});

export const runQueued = defineEntryKind({
  kind: 'run.queued',
  v: 1,
  schema: z.object({ run, summary, ahead: z.int() }),
  describe: ({ data }) => ({ line: rich`Waits for its turn, ${data.ahead} ahead: ${strong(data.summary)}` }),
});

export const runCalled = defineEntryKind({
  kind: 'run.called',
  v: 1,
  schema: z.object({ run, summary }),
  describe: ({ data }) => ({ line: rich`Its turn has come: ${strong(data.summary)}` }),
});

/** Committed before anything is done in the world: what stands here without an end may or may not have happened. */
export const runStarted = defineEntryKind({
  kind: 'run.started',
  v: 1,
  schema: z.object({ run, summary, runner: z.string(), deadlineAt: z.int() }),
  describe: ({ data }) => ({ line: rich`Started: ${strong(data.summary)} (${data.runner})` }),
});

/** The provider took it over, under a name of its own. */
export const runAccepted = defineEntryKind({
  kind: 'run.accepted',
  v: 1,
  schema: z.object({ run, summary, external: z.string(), url: z.string().nullable() }),
  describe: ({ data }) => ({
    line: rich`Accepted by the provider as ${code(data.external)}: ${strong(data.summary)}`,
    ...(data.url !== null && { links: [{ text: 'there', url: data.url }] }),
  }),
});

export const runProgressed = defineEntryKind({
  kind: 'run.progressed',
  v: 1,
  schema: z.object({ run, summary, percent: z.number().min(0).max(100), line: z.string().nullable() }),
  describe: ({ data }) => ({
    line: rich`${strong(data.summary)}: ${Math.round(data.percent)} %${data.line === null ? '' : `, ${data.line}`}`,
  }),
});

export const cancellationRequested = defineEntryKind({
  kind: 'cancellation.requested',
  v: 1,
  schema: z.object({ run, summary }),
  describe: ({ data, actor }) => ({ line: rich`${person(actor.id)} asked to end: ${strong(data.summary)}` }),
});

export const runFinished = defineEntryKind({
  kind: 'run.finished',
  v: 1,
  schema: z.object({
    run,
    summary,
    outcome: z.enum(OUTCOMES),
    /** A program's exit status, or a response's status. */
    status: z.int().nullable(),
    /** What happened, in a sentence. */
    reason: z.string(),
    durationMs: z.int().nullable(),
    outputBytes: z.int(),
    /** SHA-256 of what was kept of the output, in hex: the file may go, this stays. Null where nothing was printed. */
    outputDigest: z.string().nullable().default(null),
    /** The last lines of the output, masked. */
    tail: z.string(),
    url: z.string().nullable(),
  }),
  describe: ({ data }) => ({
    line: finishedLine(data),
    ...(data.outcome !== 'succeeded' && data.tail !== '' && { body: data.tail }),
    ...(data.url !== null && { links: [{ text: 'there', url: data.url }] }),
  }),
});

const SAID: Readonly<Record<(typeof OUTCOMES)[number], string>> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Ended on request',
  'timed-out': 'Ended at its deadline',
  unknown: 'Outcome unknown: check, then say what happened',
};

function finishedLine(data: {
  readonly outcome: (typeof OUTCOMES)[number];
  readonly summary: string;
  readonly durationMs: number | null;
  readonly reason: string;
}): RichText {
  const after = data.durationMs === null ? '' : ` after ${durationText(data.durationMs)}`;
  return rich`${SAID[data.outcome]}${after}: ${strong(data.summary)}. ${data.reason}`;
}

/** Somebody looked, and says what became of a run whose end nobody saw. */
export const runAccounted = defineEntryKind({
  kind: 'run.accounted',
  v: 1,
  schema: z.object({ run, summary, outcome: z.enum(['succeeded', 'failed']), note: z.string() }),
  describe: ({ data, actor }) => ({
    line: rich`${person(actor.id)} checked: ${strong(data.summary)} ${data.outcome}`,
    body: data.note,
  }),
});

export const runCardPosted = defineEntryKind({
  kind: 'run-card.posted',
  v: 1,
  schema: z.object({ run, channel: z.string(), message: z.string() }),
  describe: () => ({ line: rich`The card of a run was posted` }),
});

export const restrictionOverridden = defineEntryKind({
  kind: 'restriction.overridden',
  v: 1,
  schema: z.object({ run, summary, override: overrideSchema }),
  describe: ({ data, actor }) => ({
    line: rich`${person(actor.id)} passed over ${data.override.what} (${data.override.detail}) for ${strong(data.summary)}`,
    body: data.override.reason,
  }),
});
