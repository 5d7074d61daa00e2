import { z } from 'zod';
import { link, rich, strong } from '../../base/rich-text.ts';
import { type EntryKind, defineEntryKind } from '../../timeline/entry-kind.ts';
import { who } from '../paging/who.ts';

const id = z.string().min(1).max(100);

export const OPERATIONS = [
  'acknowledge',
  'resolve',
  'reassign',
  'escalate',
  'snooze',
  'merge',
  'note',
  'status-update',
  'responders',
  'raise',
] as const;
export type Operation = (typeof OPERATIONS)[number];

export const pagerDutyIncidentOpened = defineEntryKind({
  kind: 'pagerduty-incident.opened',
  v: 1,
  schema: z.object({
    id,
    number: z.int(),
    url: z.string().max(500).nullable(),
    /** The person in whose name; null where Muster opened it in its own. */
    by: id.nullable(),
    /** It was there already: of an attempt whose end nobody saw. */
    found: z.boolean(),
  }),
  describe: ({ data }) => ({
    line: rich`PagerDuty’s incident ${
      data.url === null ? strong(String(data.number)) : link(String(data.number), data.url)
    } stands for it`,
  }),
});

const DONE: Readonly<Record<Operation, string>> = {
  acknowledge: 'acknowledged it',
  resolve: 'resolved it',
  reassign: 'reassigned it',
  escalate: 'escalated it',
  snooze: 'put it off',
  merge: 'merged another into it',
  note: 'left a note',
  'status-update': 'wrote a status update',
  responders: 'asked for responders',
  raise: 'raised its urgency',
};

/** What became of something that was to be done in PagerDuty. `noted`: not done, a note there says who wanted it. */
export const pagerDutyActionEnded = defineEntryKind({
  kind: 'pagerduty-action.ended',
  v: 1,
  schema: z.object({
    operation: z.enum(OPERATIONS),
    by: id,
    /** The address in whose name; null where nothing was sent. */
    from: z.string().max(254).nullable(),
    result: z.enum(['done', 'noted', 'refused', 'kept-back']),
    detail: z.string().max(500).nullable(),
    possibleRepeat: z.boolean(),
  }),
  describe: ({ data }) => ({
    line:
      data.result === 'done'
        ? rich`${who(data.by)} ${DONE[data.operation]} in PagerDuty${data.possibleRepeat ? ' (possibly twice)' : ''}`
        : rich`PagerDuty was not told that ${who(data.by)} ${DONE[data.operation]}: ${data.detail ?? 'no reason known'}`,
  }),
});

/** One line of PagerDuty’s own log of the incident, at its own time. */
export const pagerDutyLogged = defineEntryKind({
  kind: 'pagerduty.logged',
  v: 1,
  schema: z.object({
    id,
    type: z.string().max(100),
    summary: z.string().max(1000),
    agent: z.object({ id: z.string().max(100), name: z.string().max(200) }).nullable(),
    url: z.string().max(500).nullable(),
  }),
  describe: ({ data }) => ({
    line: rich`PagerDuty: ${data.summary}`,
    ...(data.url !== null && { links: [{ text: 'Log entry', url: data.url }] }),
  }),
});

/** Somebody’s words about a page. */
export const pageNoted = defineEntryKind({
  kind: 'page.noted',
  v: 1,
  schema: z.object({ by: id, text: z.string().min(1).max(4000), as: z.enum(['note', 'status-update']) }),
  describe: ({ data }) => ({
    line: rich`${who(data.by)} wrote ${data.as === 'note' ? 'a note' : 'a status update'}`,
    body: data.text,
  }),
});

export const pageMerged = defineEntryKind({
  kind: 'page.merged',
  v: 1,
  schema: z.object({ by: id, page: z.int(), stream: id }),
  describe: ({ data }) => ({ line: rich`${who(data.by)} merged page ${data.page} into it` }),
});

export const pagerDutyOverrideEnded = defineEntryKind({
  kind: 'pagerduty-override.ended',
  v: 1,
  schema: z.object({
    override: id,
    schedule: z.string().max(100),
    /** PagerDuty’s own id of it; null where it was refused. */
    id: z.string().max(100).nullable(),
    result: z.enum(['written', 'refused', 'taken-back']),
    detail: z.string().max(500).nullable(),
  }),
  describe: ({ data }) => ({
    line:
      data.result === 'written'
        ? rich`The override in ${strong(data.schedule)} stands in PagerDuty, too`
        : data.result === 'taken-back'
          ? rich`The override in ${strong(data.schedule)} was taken back in PagerDuty, too`
          : rich`PagerDuty did not take the override in ${strong(data.schedule)}: ${data.detail ?? 'no reason known'}`,
  }),
});

export const webhookSubscribed = defineEntryKind({
  kind: 'pagerduty-webhook.subscribed',
  v: 1,
  schema: z.object({ id, url: z.string().max(500) }),
  describe: ({ data }) => ({ line: rich`PagerDuty sends its events to ${data.url}` }),
});

export const pagerDutyKinds: readonly EntryKind[] = [
  pagerDutyIncidentOpened,
  pagerDutyActionEnded,
  pagerDutyLogged,
  pageNoted,
  pageMerged,
  pagerDutyOverrideEnded,
  webhookSubscribed,
];
