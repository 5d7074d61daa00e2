import { expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { subscriptionChanged } from '../../src/incidents/entries/subscription-changed.ts';
import { incidentFold } from '../../src/incidents/fold.ts';
import { ALICE, BOB, type Desk, nothingDue, openChannel, openDesk, STRANGER, textOf, whole, working } from './desk.ts';

const SECRET = 'Breach-of-payroll';
const CHANNEL = '200000000000000001';

async function privateIncident(): Promise<Desk> {
  const desk = openDesk({ config: { stakeholders: 'stakeholders' } });
  const alice = desk.as(ALICE, CHANNEL);
  await desk
    .as(ALICE)
    .type('incident declare', { title: SECRET, description: SECRET, severity: 'SEV-2', private: true });
  await openChannel(desk, 1, CHANNEL);
  await alice.type('incident note', { text: SECRET });
  await alice.type('incident impact', { text: SECRET });
  await alice.type('incident update', { conditions: SECRET });
  await alice.type('incident milestone', { which: 'started', at: '10:00' });
  await alice.type('incident milestone', { which: 'detected', at: '10:30' });
  await alice.type('incident task', { text: SECRET });
  return desk;
}

const ways: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['incident show', { incident: '1' }],
  ['incident timeline', { incident: '1' }],
  ['incident export', { incident: '1', format: 'all' }],
  ['incident list', { which: 'all' }],
  ['incident stats', {}],
  ['incident note', { text: 'x', incident: '1' }],
  ['incident task', { incident: '1' }],
  ['incident link', { to: '#1', incident: '2' }],
  ['incident cancel', { 'duplicate-of': '1', incident: '2' }],
];
for (const [command, options] of ways) {
  test(`/${command} tells a stranger nothing of a private incident, in its channel neither`, async () => {
    const desk = await privateIncident();
    await desk.as(STRANGER).type('incident declare', { title: 'Their own' });
    for (const place of [undefined, CHANNEL]) {
      const answer = textOf(await desk.as(STRANGER, place).type(command, options));
      expect(answer).not.toContain(SECRET);
      expect(answer).not.toContain(CHANNEL);
    }
  });
}

const buttons = ['show', 'timeline', 'tasks', 'export', 'join', 'subscribe', 'severity.ask', 'note.ask', 'resolve.ask'];
for (const button of buttons) {
  test(`the button ${button} finds nothing for a stranger`, async () => {
    const desk = await privateIncident();
    const before = (await desk.entries(1)).length;
    expect(textOf(await desk.as(STRANGER).press(`incident.${button}`, ['1']))).toContain('incident/unknown');
    expect((await desk.entries(1)).length).toBe(before);
  });
}

test('autocomplete offers it to those who take part only', async () => {
  const desk = await privateIncident();
  expect(JSON.stringify(await desk.as(STRANGER).suggest('incident show', 'incident', ''))).not.toContain('1');
  expect(JSON.stringify(await desk.as(ALICE).suggest('incident show', 'incident', 'bre'))).toContain(SECRET);
});

test('nothing that leaves its own channel names it: announcement, stakeholders, the organisation’s timeline', async () => {
  const desk = await privateIncident();
  const stream = await desk.streamOf(1);
  expect(JSON.stringify(await desk.incidents.boards.announcement(stream))).not.toContain(SECRET);
  expect(JSON.stringify(await desk.incidents.boards.announcement(stream))).toContain('Private incident 1');
  expect(JSON.stringify(await desk.timeline.read('organisation'))).not.toContain(SECRET);
  const effects = await desk.store.effects({ limit: 100 });
  const outside = effects.filter(({ kind, lane }) => lane === 'stakeholders' || kind === 'direct-message.send');
  expect(outside).toEqual([]);
  const open = effects.find(({ kind }) => kind === 'channel.open');
  expect(open?.payload).toMatchObject({ private: true, people: [ALICE], name: 'inc-1-private' });
  expect(JSON.stringify(open?.payload).toLowerCase()).not.toContain('payroll');
});

test('an export exists for those who may see it only, and says that it is private', async () => {
  const desk = await privateIncident();
  expect(await desk.incidents.exportOf(1, 'md', desk.as(STRANGER).context().viewer)).toBeUndefined();
  const markdown = await whole((await desk.incidents.exportOf(1, 'md', desk.as(ALICE).context().viewer))?.text);
  expect(markdown).toContain('**Private.**');
});

test('who is added sees it; the answer is for them alone outside its channel', async () => {
  const desk = await privateIncident();
  await desk.as(ALICE, CHANNEL).type('incident add', { person: BOB });
  const shown = await desk.as(BOB).type('incident show', { incident: '1' });
  expect(textOf(shown)).toContain(SECRET);
  expect(shown).toMatchObject({ value: { visibility: 'private' } });
});

test.each([
  ['a task', 'incident task', { text: 'Look at the dump', person: STRANGER }],
  ['an open task', 'incident task', { number: 'T1', person: STRANGER }],
  ['the postmortem', 'postmortem', { owner: STRANGER }],
])('whoever is given %s is let in, and who gives it is told so', async (_, command, given) => {
  const desk = await privateIncident();
  const { posted, worker } = working(desk);
  const said = await desk.as(ALICE, CHANNEL).type(command, given);
  expect(textOf(said)).toMatch(new RegExp(`This incident is private: .*${STRANGER}.* sees it from now on`));
  const shown = await desk.as(STRANGER).type('incident show', { incident: '1' });
  expect(textOf(shown)).toContain(SECRET);
  await expect
    .poll(() => posted.filter(({ kind }) => kind === 'members.add').map(({ payload }) => payload))
    .toContainEqual(expect.objectContaining({ channelId: CHANNEL, people: [STRANGER] }));
  await worker.stop();
});

test.each([
  ['a task', 'incident task', { text: 'Look at the dump', person: STRANGER }],
  ['an open task', 'incident task', { number: 'T1', person: STRANGER }],
  ['a role', 'incident role', { role: 'scribe', person: STRANGER }],
])('whoever is given %s from elsewhere is let in before they are called there', async (_, command, given) => {
  const desk = await privateIncident();
  expect((await desk.as(ALICE).type(command, { ...given, incident: '1' })).ok).toBe(true);
  const { posted, worker } = working(desk);
  await nothingDue(desk);
  const at = (meant: string): number =>
    posted.findIndex(({ kind, payload }) => kind === meant && JSON.stringify(payload).includes(STRANGER));
  expect(at('members.add')).toBeGreaterThan(-1);
  expect(at('message.post')).toBeGreaterThan(at('members.add'));
  await worker.stop();
});

test('nobody is said to see from now on what they may have seen before, or what they ask for themselves', async () => {
  const desk = await privateIncident();
  const own = await desk.as(STRANGER, CHANNEL, true).press('incident.postmortem.own', ['1']);
  expect(own.ok).toBe(true);
  expect(textOf(own)).not.toContain('This incident is private');
  expect((await desk.entries(1)).at(-1)).toMatchObject({ kind: 'responder.added', data: { person: STRANGER } });
  await desk.as(ALICE, CHANNEL).type('incident add', { role: '400000000000000001' });
  const given = textOf(await desk.as(ALICE, CHANNEL).type('incident task', { number: 'T1', person: BOB }));
  expect(given).toMatch(new RegExp(`This incident is private: .*${BOB}.* sees it\\.`));
});

test('who sees it by a permission alone cannot subscribe to it; who subscribed before hears of it only while they take part', async () => {
  const desk = await privateIncident();
  const told = async (id: string) =>
    (await desk.store.effects({ kind: 'direct-message.send', limit: 50 })).filter(({ payload }) =>
      JSON.stringify(payload).includes(id),
    ).length;
  const bob = desk.as(BOB, undefined, true);
  expect(textOf(await bob.press('incident.subscribe', ['1']))).toContain('subscribe/private');
  await desk.timeline.change(await desk.streamOf(1), incidentFold, bob.context().cause, (_, context) =>
    ok({
      entries: [{ ...subscriptionChanged({ person: BOB, subscribed: true }), id: context.newId() }],
      answer: null,
    }),
  );
  const alice = desk.as(ALICE, CHANNEL);
  await alice.type('incident update', { conditions: SECRET });
  expect(await told(BOB)).toBe(0);
  await alice.type('incident add', { person: BOB });
  await alice.type('incident update', { conditions: SECRET });
  expect(await told(BOB)).toBe(1);
  expect(textOf(await bob.press('incident.subscribe', ['1']))).toContain('You will hear no more');
  expect(textOf(await bob.press('incident.subscribe', ['1']))).toContain('You will hear of every update');
});

const ELSEWHERE = '200000000000000002';

/** Something that each command takes, so that it answers with what it recorded. */
const GIVEN: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
  'incident update': { conditions: SECRET },
  'incident note': { text: SECRET },
  'incident status': { to: 'identified', reason: SECRET },
  'incident severity': { level: 'SEV-1', reason: SECRET },
  'incident role': { role: 'scribe' },
  'incident link': { to: 'https://wiki.example/', title: SECRET },
  'incident rename': { title: `${SECRET} 2` },
  'incident summary': { text: SECRET },
  'incident impact': { text: SECRET },
  'incident add': { person: BOB },
  'incident timeline': {},
  'incident backfill': {},
  'incident export': {},
  'incident correct': { entry: '#3', at: '1 min ago', reason: SECRET },
  'incident milestone': { which: 'mitigated' },
  'incident resolve': { reason: SECRET },
  'incident close': {},
  'incident reopen': { reason: SECRET },
  'incident show': {},
  'incident retry': {},
  'incident cancel': { reason: SECRET },
  'incident task': { text: SECRET },
  postmortem: { owner: BOB },
  'muster erase': { entries: '#3', reason: SECRET },
};

test('whoever takes part uses any command elsewhere: the answer is for them alone; in its own channel for all who are there', async () => {
  const desk = await privateIncident();
  const about = desk.incidents.commands.filter(({ options }) => 'incident' in options).map(({ name }) => name);
  expect(about.toSorted()).toEqual(Object.keys(GIVEN).toSorted());
  for (const [name, options] of Object.entries(GIVEN)) {
    const answer = await desk.as(ALICE, ELSEWHERE, true).type(name, { ...options, incident: '1' });
    if (answer.ok && answer.value.reply !== 'form')
      expect({ name, ...answer.value }).toMatchObject({ visibility: 'private' });
    else if (!answer.ok) expect(['retry/nothing']).toContain(answer.refusal.code);
  }
  const here = await desk.as(ALICE, CHANNEL).type('incident note', { text: SECRET, incident: '1' });
  expect(here).not.toMatchObject({ value: { visibility: 'private' } });
});

test('so is the answer to any of its buttons and forms, pressed elsewhere', async () => {
  const desk = await privateIncident();
  const fields = Object.fromEntries(
    ['text', 'conditions', 'reason', 'title', 'summary', 'impact', 'story', 'well', 'to'].map((name) => [
      name,
      [SECRET],
    ]),
  );
  const more = {
    level: ['SEV-3'],
    which: ['mitigated'],
    role: ['scribe'],
    people: [BOB],
    entry: ['#2'],
    task: ['1'],
    done: ['true'],
  };
  const answers: unknown[] = [];
  for (const { action } of desk.incidents.actions) {
    for (const args of [['1'], ['1', 'commander'], ['1', 'draft']]) {
      const answer = await desk.as(ALICE, ELSEWHERE, true).press(action, args, { ...fields, ...more });
      if (!answer.ok || answer.value.reply !== 'message') continue;
      answers.push(action);
      // What it declares anew is a public incident of its own.
      if (action !== 'incident.declare.submit') {
        expect({ action, ...answer.value }).toMatchObject({ visibility: 'private' });
      }
    }
  }
  expect(new Set(answers).size).toBeGreaterThan(25);
});
