import { z } from 'zod';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import { type EntryKind, defineEntryKind } from '../../timeline/entry-kind.ts';
import { METHODS, URGENCIES } from '../config/person.ts';
import type { Target } from '../config/policies.ts';
import { attempted, ofStep } from './attempts.ts';
import { because } from './because.ts';
import { pageCarried, pageTakenBack } from './carried-entries.ts';
import { shownSchema } from './shown.ts';
import { who } from './who.ts';

const id = z.string().min(1).max(100);
const at = z.int();

const plainTarget = z.union([
  z.object({ type: z.enum(['person', 'schedule', 'policy', 'channel']), key: z.string().max(200) }),
  z.object({ type: z.literal('webhook'), url: z.string().max(2000) }),
]);
export const targetSchema: z.ZodType<Target> = z.union([
  plainTarget,
  z.object({ type: z.literal('round-robin'), among: z.array(plainTarget) }),
]);
export const stepSchema = z.object({ page: z.array(targetSchema).readonly(), waitMs: z.int() });

const everybody = (ids: readonly string[]): RichText =>
  ids.length === 0 ? ['nobody'] : ids.flatMap((each, n) => (n === 0 ? who(each) : [', ', ...who(each)]));

export const WHY = [
  'opened',
  'no-answer',
  'asked',
  'nobody-there',
  'unreachable',
  'declined',
  'acknowledgement-expired',
  'reassigned',
  'woken',
  'again',
  'taken-back',
  'raised',
] as const;
const REASONS: Readonly<Record<(typeof WHY)[number], string>> = {
  opened: '',
  // Who did not stands in `unanswered`; a step may name nobody but a channel.
  'no-answer': ', nobody answered',
  asked: ', as asked',
  'nobody-there': ', nobody was on call for the step before',
  unreachable: ', nobody could be reached',
  declined: ', they cannot take it',
  'acknowledgement-expired': ', the acknowledgement ran out',
  reassigned: ', reassigned',
  woken: ', the snooze is over',
  again: ', still unanswered',
  'taken-back': ', instead of PagerDuty',
  raised: ', of high urgency now',
};

/** On the organisation's timeline: which number a page has. */
export const pageRegistered = defineEntryKind({
  kind: 'page.registered',
  v: 1,
  schema: z.object({ number: z.int(), stream: id, policy: z.string().optional() }),
  describe: ({ data }) => ({ line: rich`Page ${data.number} was opened` }),
  begins: ({ stream }) => stream,
});

export const pageOpened = defineEntryKind({
  kind: 'page.opened',
  v: 1,
  schema: z.object({
    number: z.int(),
    message: z.string().min(1).max(4000),
    urgency: z.enum(URGENCIES),
    /** A policy's key, and how it was then; null for a page to named people. */
    policy: z.string().nullable(),
    steps: z.array(stepSchema).min(1).readonly(),
    repeat: z.int(),
    follow: z.enum(['current', 'as-it-was']),
    acknowledgeTimeoutMs: z.int().nullable(),
    fallback: z.string().nullable(),
    service: z.string().nullable(),
    /** The incident's stream, and the channel (id or name) that is told how it goes. */
    incident: z.string().nullable(),
    channel: z.string().nullable(),
    /** The same for all alerts about one problem. */
    dedupKey: z.string().max(300).nullable(),
    /** How many pages its policy had before: whose turn it is in a round robin. */
    turn: z.int().optional(),
  }),
  describe: ({ data }) => ({
    line: rich`Page ${data.number} (${data.urgency} urgency${data.policy === null ? '' : `, policy ${data.policy}`})`,
    body: data.message,
  }),
});

export const pageEscalated = defineEntryKind({
  kind: 'page.escalated',
  v: 1,
  schema: z.object({
    step: z.int(),
    round: z.int(),
    why: z.enum(WHY),
    /** Whom the step before had asked, where they did not answer. */
    unanswered: z.array(id).optional(),
    /** Opaque ids of the people that this step pages, and through which schedule or policy target; who was being asked already, since when. */
    people: z.array(z.object({ id, via: z.string(), since: at.optional() })),
    channels: z.array(z.string()),
    webhooks: z.array(z.string()),
    /** When the next step is due. */
    nextAt: at,
    /** How many ways there are to reach each person. */
    ways: z.record(z.string(), z.int()),
  }),
  describe: ({ data }) => ({
    line: [
      `Step ${data.step + 1}${data.round > 0 ? `, round ${data.round + 1}` : ''}`,
      ...(data.unanswered === undefined ? [REASONS[data.why]] : rich`, ${everybody(data.unanswered)} did not answer`),
      data.why === 'opened' ? ': ' : '; asked now: ',
      ...everybody(data.people.map((each) => each.id)),
      ...(data.channels.length > 0 ? [` and ${data.channels.map((name) => `#${name}`).join(', ')}`] : []),
    ],
  }),
});

export const pageNotified = defineEntryKind({
  kind: 'page.notified',
  v: 1,
  schema: z.object({
    person: id,
    method: z.enum([...METHODS, 'channel']),
    ...ofStep,
    rule: z.int(),
    ...attempted,
    /** The message in the chat, which is edited when the page goes on. */
    message: shownSchema.pick({ channel: true, message: true }).optional(),
  }),
  describe: ({ data }) => ({
    line:
      data.result === 'sent'
        ? rich`${who(data.person)} was told by ${data.method} after ${(data.latencyMs / 1000).toFixed(1)} s${data.possibleRepeat ? ' (possibly a repeat)' : ''}`
        : rich`${who(data.person)} could not be told by ${data.method}: ${data.detail ?? 'no reason given'}`,
  }),
});

/** A channel or a webhook that a step names, and what came of telling it. */
export const pagePosted = defineEntryKind({
  kind: 'page.posted',
  v: 1,
  schema: z.object({
    /** A channel as the policy names it, or a webhook's host: the rest of its address may be a secret. */
    target: z.object({ type: z.enum(['channel', 'webhook']), name: z.string().max(300) }),
    ...ofStep,
    ...attempted,
  }),
  describe({ data }) {
    const { target, result, latencyMs, possibleRepeat, detail } = data;
    const whom = target.type === 'channel' ? `#${target.name}` : `The webhook of ${target.name}`;
    return {
      line:
        result === 'sent'
          ? rich`${whom} was told after ${(latencyMs / 1000).toFixed(1)} s${possibleRepeat ? ' (possibly a repeat)' : ''}`
          : rich`${whom} could not be told: ${detail ?? 'no reason given'}`,
    };
  },
});

export const pageAcknowledged = defineEntryKind({
  kind: 'page.acknowledged',
  v: 1,
  schema: z.object({ by: id, via: z.string().max(40), expiresAt: at.nullable() }),
  describe: ({ data }) => ({ line: rich`${who(data.by)} acknowledged the page${because(data.via)}` }),
});

export const pageDeclined = defineEntryKind({
  kind: 'page.declined',
  v: 1,
  schema: z.object({ by: id }),
  describe: ({ data }) => ({ line: rich`${who(data.by)} cannot take the page` }),
});

/** Somebody is asked beside those whom the step pages; who has the page keeps it. */
export const pageResponderAdded = defineEntryKind({
  kind: 'page.responder-added',
  v: 1,
  schema: z.object({
    by: id,
    people: z.array(z.object({ id, via: z.string() })).min(1),
    ways: z.record(z.string(), z.int()),
  }),
  describe: ({ data }) => ({
    line: rich`${who(data.by)} asked ${everybody(data.people.map((each) => each.id))} to join`,
  }),
});

export const pageResponderJoined = defineEntryKind({
  kind: 'page.responder-joined',
  v: 1,
  schema: z.object({ by: id, via: z.string().max(40) }),
  describe: ({ data }) => ({ line: rich`${who(data.by)} joined in` }),
});

/** Not copied to the incident: of use to whoever edits the message, and to nobody who reads. */
export const pageShown = defineEntryKind({
  kind: 'page.shown',
  v: 1,
  schema: shownSchema,
  describe: () => ({ line: ['The page is shown in a channel'] }),
});

export const pageSnoozed = defineEntryKind({
  kind: 'page.snoozed',
  v: 1,
  schema: z.object({ by: id, until: at }),
  describe: ({ data }) => ({ line: rich`${who(data.by)} put the page off until ${instant(data.until)}` }),
});

export const pageReassigned = defineEntryKind({
  kind: 'page.reassigned',
  v: 1,
  schema: z.object({
    by: id,
    policy: z.string().nullable(),
    steps: z.array(stepSchema).min(1).readonly(),
    repeat: z.int(),
    to: z.string(),
  }),
  describe: ({ data }) => ({ line: rich`${who(data.by)} reassigned the page to ${strong(data.to)}` }),
});

export const pageExhausted = defineEntryKind({
  kind: 'page.exhausted',
  v: 1,
  schema: z.object({ nextAt: at, fallback: z.string().nullable() }),
  describe: ({ data }) => ({
    line: rich`Everybody was paged and nobody answered; it begins again at ${instant(data.nextAt)}`,
  }),
});

/** The severity or title of its incident has changed, and with it what Muster wrote. */
export const pageReworded = defineEntryKind({
  kind: 'page.reworded',
  v: 1,
  schema: z.object({ message: z.string().min(1).max(4000) }),
  describe: ({ data }) => ({ line: ['The page says'], body: data.message }),
});

/** A warning has become critical. */
export const pageRaised = defineEntryKind({
  kind: 'page.raised',
  v: 1,
  schema: z.object({
    page: z.int(),
    source: id,
    urgency: z.enum(URGENCIES),
    message: z.string().min(1).max(4000),
    /** Which it belongs to from now on, if any. */
    incident: z.string().nullable(),
    channel: z.string().nullable(),
    /** People are asked again, from the first step. */
    begins: z.boolean(),
    /** Who has the page and keeps it, told by so many ways. */
    holder: z.object({ id, ways: z.int() }).optional(),
  }),
  describe: ({ data }) => ({
    line: rich`${strong(data.source)} raised page ${data.page} to ${data.urgency} urgency`,
    body: data.message,
  }),
});

export const pageResolved = defineEntryKind({
  kind: 'page.resolved',
  v: 1,
  schema: z.object({ by: id, via: z.string().max(40) }),
  describe: ({ data }) => ({ line: rich`${who(data.by)} resolved the page${because(data.via)}` }),
});

/** A person has decided about the page, so what the machine says is told and changes nothing. */
export const pageAlertSaid = defineEntryKind({
  kind: 'page.alert-said',
  v: 1,
  schema: z.object({
    source: id,
    says: z.enum(['ended', 'again']),
    /** The page stands for something else, too, so it goes on. */
    others: z.literal(true).optional(),
  }),
  describe: ({ data }) => ({
    line: rich`${strong(data.source)} says that ${data.others ? 'one of its alerts' : 'the alert'} ${data.says === 'ended' ? 'has ended' : 'is back'}`,
  }),
});

export const pageRearmed = defineEntryKind({
  kind: 'page.rearmed',
  v: 1,
  schema: z.object({ nextAt: at, why: z.literal('clock-went-back').optional() }),
  describe: ({ data }) => ({
    line: [
      data.why === 'clock-went-back'
        ? 'The machine’s clock was put back: the page waits no longer for that'
        : 'The page had no next action any more: it goes on now. This is a bug worth reporting.',
    ],
  }),
});

export const pageKinds: readonly EntryKind[] = [
  pageRegistered,
  pageOpened,
  pageEscalated,
  pageNotified,
  pagePosted,
  pageAcknowledged,
  pageDeclined,
  pageResponderAdded,
  pageResponderJoined,
  pageShown,
  pageSnoozed,
  pageReassigned,
  pageExhausted,
  pageReworded,
  pageRaised,
  pageResolved,
  pageAlertSaid,
  pageRearmed,
  pageCarried,
  pageTakenBack,
] as const;
