import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from '../../src/testing.ts';

/*
 * What does more than read takes a permission that not everybody holds. These are the exceptions, each with its reason; a
 * new one belongs here only with a reason of its own.
 */

const DECLARING = 'everybody may declare an incident';
const JOINING = 'everybody may join an incident that they see, and take a role or follow it by that';
const CHECKED_FOR_INCIDENT =
  'which incident is meant is known inside: there it asks for taking part in it, or for triage';
const ASKING = 'asking is free: what is asked for takes its own permission, checked inside';
const OWN = 'it concerns only who does it: their contacts, their calendar, their PagerDuty user';
const NOTE_OF_LISTED = 'showing a hand-off is reading; a note takes being known under people, checked inside';

const HELD_BY_EVERYBODY: Readonly<Record<string, string>> = {
  '/incident declare': DECLARING,
  'Declare incident': DECLARING,
  'incident.declare.submit': DECLARING,
  'incident.join': JOINING,
  'incident.role.take': JOINING,
  'incident.subscribe': JOINING,
  'Add to timeline': CHECKED_FOR_INCIDENT,
  'incident.backfill.confirm': CHECKED_FOR_INCIDENT,
  'incident.task.done': CHECKED_FOR_INCIDENT,
  'incident.triage.accept': CHECKED_FOR_INCIDENT,
  'incident.triage.declined': CHECKED_FOR_INCIDENT,
  '/run': ASKING,
  '/deploy start': ASKING,
  '/deploy rollback': ASKING,
  '/deploy cancel': ASKING,
  'run.form': ASKING,
  'run.confirm': ASKING,
  'run.decline': ASKING,
  'run.cancel': ASKING,
  'run.retry': ASKING,
  'run.roll-back': ASKING,
  'run.roll-back.submit': ASKING,
  'run.account.submit': ASKING,
  '/oncall handoff': NOTE_OF_LISTED,
  'oncall.handoff.schedule': NOTE_OF_LISTED,
  '/oncall verify': OWN,
  'oncall.verify.send': OWN,
  'oncall.verify.enter': OWN,
  'oncall.calendar.renew': OWN,
  '/page test': OWN,
  '/muster pagerduty link': OWN,
  '/muster pagerduty verify': OWN,
  '/muster pagerduty unlink': OWN,
};

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
});
afterAll(() => bot.stop());

test('above reading, nothing is open to everybody by default but what is listed here with its reason', () => {
  const { dispatcher, incidents, oncall, actions, diagnostics } = bot.app;
  const domains = [incidents, oncall, actions, ...(diagnostics ? [diagnostics] : [])];
  const declared = [
    ...dispatcher.commands.map((command) => ({ ...command, name: `/${command.name}` })),
    ...dispatcher.menus,
    ...domains.flatMap((domain) => domain.actions).map((action) => ({ ...action, name: action.action })),
  ];
  const open = new Set(dispatcher.permissions.filter(({ heldBy }) => heldBy === 'everybody').map(({ name }) => name));
  const exceptions = declared.filter(({ risk, permission }) => risk !== 'read' && open.has(permission));
  expect(exceptions.map(({ name }) => name).sort()).toEqual(Object.keys(HELD_BY_EVERYBODY).sort());
});
