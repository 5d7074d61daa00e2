import { expect, test } from 'vitest';
import { incidentsConfigSchema } from '../../src/incidents/config.ts';
import { ALICE, BOB, openChannel, openDesk, STRANGER, textOf, whole } from './desk.ts';

test('declaring gives a number, an entry and the effects that open the channel', async () => {
  const desk = openDesk();
  const reply = await desk.as(ALICE).type('incident declare', { title: 'Checkout is down', severity: 'SEV-1' });
  expect(textOf(reply)).toContain('Incident ');
  const entries = await desk.entries(1);
  expect(entries.map(({ kind }) => kind)).toEqual(['incident.declared']);
  const effects = await desk.store.effects({ stream: await desk.streamOf(1), limit: 10 });
  expect(effects.map(({ kind }) => kind).sort()).toEqual([
    'announcement',
    'channel.open',
    'incident.nag',
    'incident.page',
    'incident.update-due',
  ]);
  expect(effects.find(({ kind }) => kind === 'channel.open')?.payload).toMatchObject({
    name: 'inc-1-checkout-is-down',
    people: [ALICE],
  });
});

test('a channel of announcements that muster.yaml names by its id is mentioned, not spelled', async () => {
  const declared = async (announcements: string): Promise<string> =>
    textOf(await openDesk({ config: { announcements } }).as(ALICE).type('incident declare', { title: 'Down' }));
  expect(await declared('200000000000000001')).toContain('{"channel":"200000000000000001"}');
  expect(await declared('#incidents')).toContain('#incidents leads to its channel');
  expect(await declared('incidents')).toContain('#incidents leads to its channel');
});

test('in its channel the incident is understood; elsewhere it must be named', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'First' });
  await openChannel(desk, 1, '200000000000000001');
  expect((await desk.as(ALICE, '200000000000000001').type('incident note', { text: 'here' })).ok).toBe(true);
  expect(textOf(await desk.as(ALICE, '200000000000000002').type('incident note', { text: 'where' }))).toContain(
    'incident/which',
  );
  expect((await desk.as(ALICE).type('incident note', { text: 'there', incident: '#1' })).ok).toBe(true);
  expect(textOf(await desk.as(ALICE).type('incident note', { text: 'there', incident: '7' }))).toContain(
    'incident/unknown',
  );
});

test('a stranger may not change anything, and may join', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'First' });
  const before = (await desk.entries(1)).length;
  expect(textOf(await desk.as(STRANGER).type('incident severity', { level: 'SEV-1', incident: '1' }))).toContain(
    'permission/missing',
  );
  expect((await desk.entries(1)).length).toBe(before);
  expect((await desk.as(STRANGER).press('incident.join', ['1'])).ok).toBe(true);
  expect((await desk.as(STRANGER).type('incident severity', { level: 'SEV-1', incident: '1' })).ok).toBe(true);
});

const transitions: readonly (readonly [string, string, string])[] = [
  ['investigating', 'identified', 'ok'],
  ['investigating', 'closed', 'status/transition'],
  ['investigating', 'investigating', 'status/same'],
  ['monitoring', 'resolved', 'ok'],
  ['resolved', 'closed', 'ok'],
  ['resolved', 'cancelled', 'status/transition'],
  ['resolved', 'monitoring', 'status/transition'],
  ['cancelled', 'resolved', 'status/transition'],
  ['closed', 'resolved', 'status/transition'],
  ['closed', 'investigating', 'ok'],
];
const ways: Readonly<Record<string, readonly string[]>> = {
  investigating: [],
  monitoring: ['monitoring'],
  resolved: ['resolved'],
  closed: ['resolved', 'closed'],
  cancelled: ['cancelled'],
};
for (const [from, to, expected] of transitions) {
  test(`status ${from} to ${to}: ${expected}`, async () => {
    const desk = openDesk();
    const alice = desk.as(ALICE);
    await alice.type('incident declare', { title: 'x', severity: 'SEV-3' });
    for (const step of ways[from] ?? []) {
      await alice.type('incident status', { to: step, reason: 'r', incident: '1' });
      // Closing asks for the milestones first.
      if (step === 'closed') await alice.press('incident.close.submit', ['1']);
    }
    const result = await alice.type('incident status', { to, reason: 'because', incident: '1' });
    expect(result.ok ? 'ok' : result.refusal.code).toBe(expected);
  });
}

test('closing waits until the severity is known; cancelling takes a reason', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'x' });
  expect(textOf(await alice.type('incident status', { to: 'cancelled', incident: '1' }))).toContain('status/reason');
  await alice.type('incident resolve', { incident: '1' });
  expect(textOf(await alice.type('incident close', { incident: '1' }))).toContain('status/severity');
  await alice.type('incident severity', { level: 'SEV-4', incident: '1' });
  expect((await alice.press('incident.close.submit', ['1'])).ok).toBe(true);
  expect(textOf(await alice.type('incident severity', { level: 'SEV-1', incident: '1' }))).toContain('incident/ended');
  expect((await alice.type('incident note', { text: 'Found later', incident: '1' })).ok).toBe(true);
});

test('resolving records its milestone, and again after a reopening', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'x', severity: 'SEV-3' });
  await alice.type('incident resolve', { incident: '1' });
  await desk.clock.advance(60_000);
  await alice.type('incident reopen', { incident: '1', reason: 'Back again' });
  await desk.clock.advance(60_000);
  await alice.type('incident resolve', { incident: '1' });
  const milestones = (await desk.entries(1)).filter(({ kind }) => kind === 'milestone.recorded');
  expect(milestones).toHaveLength(2);
});

test('a role has one holder, who hands it over', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'x' });
  await alice.type('incident role', { role: 'Incident commander', incident: '1' });
  await alice.type('incident role', { role: 'commander', person: BOB, incident: '1' });
  const [, last] = (await desk.entries(1)).filter(({ kind }) => kind === 'role.assigned');
  expect(last?.data).toMatchObject({ role: 'commander', person: BOB, from: ALICE });
  expect(textOf(await alice.type('incident role', { role: 'commander', person: BOB, incident: '1' }))).toContain(
    'role/same',
  );
  expect(textOf(await alice.type('incident role', { role: 'boss', incident: '1' }))).toContain('role/unknown');
});

test('the same interaction delivered twice is recorded once, and answered alike', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'x' });
  const context = desk.as(ALICE).context();
  const first = await desk.dispatcher.command('incident note', { text: 'once', incident: '1' }, context);
  const second = await desk.dispatcher.command('incident note', { text: 'once', incident: '1' }, context);
  expect(textOf(second)).toBe(textOf(first));
  expect((await desk.entries(1)).filter(({ kind }) => kind === 'note.added')).toHaveLength(1);
});

test('corrections leave the original readable, and the last one counts', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'x' });
  await alice.type('incident note', { text: 'It was db2', at: '19:10', incident: '1' });
  await alice.type('incident correct', { entry: '#2', text: 'It was db1', at: '19:05', incident: '1' });
  await alice.type('incident correct', { entry: '#2', text: 'It was db1, the primary', incident: '1' });
  const markdown = await whole((await desk.incidents.exportOf(1, 'md', alice.context().viewer))?.text);
  expect(markdown).toContain('**19:05** It was db1, the primary');
  expect(markdown).toContain('was: "It was db2"');
  await alice.type('incident correct', { entry: '#2', retract: true, reason: 'wrong incident', incident: '1' });
  const again = await whole((await desk.incidents.exportOf(1, 'md', alice.context().viewer))?.text);
  expect(again).toContain('~~It was db1, the primary~~');
  const twice = await alice.type('incident correct', { entry: '#2', retract: true, incident: '1' });
  await alice.type('incident note', { text: 'It was db3', incident: '1' });
  const { seq = 0 } = (await desk.entries(1)).at(-1) ?? {};
  const atOnce = await Promise.all(
    [alice, desk.as(ALICE)].map((each) =>
      each.type('incident correct', { entry: `#${seq}`, retract: true, incident: '1' }),
    ),
  );
  expect(atOnce.filter(({ ok }) => ok)).toHaveLength(1);
  expect((await alice.type('incident correct', { entry: `#${seq}`, text: 'db3 after all', incident: '1' })).ok).toBe(
    true,
  );
  expect((await alice.type('incident correct', { entry: `#${seq}`, retract: true, incident: '1' })).ok).toBe(true);
  expect(twice).toMatchObject({ refusal: { code: 'correct/same' } });
  expect(textOf(await alice.type('incident correct', { entry: '#3', text: 'x', incident: '1' }))).toContain(
    'correct/revision',
  );
  expect(textOf(await alice.type('incident correct', { entry: '#99', text: 'x', incident: '1' }))).toContain(
    'entry/unknown',
  );
});

test('a severity that was taken back counts for no time; what is the case stays until somebody says otherwise', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'x', severity: 'SEV-3' });
  await desk.clock.advance(10 * 60_000);
  await alice.type('incident severity', { level: 'SEV-1', incident: '1' });
  await desk.clock.advance(30 * 60_000);
  const takeBack = async () => {
    const { seq = 0 } = (await desk.entries(1)).findLast(({ kind }) => kind === 'severity.changed') ?? {};
    return textOf(await alice.type('incident correct', { entry: `#${seq}`, retract: true, incident: '1' }));
  };
  expect(await takeBack()).toContain('until /incident severity says otherwise');
  const impact = async () => {
    const markdown = await whole((await desk.incidents.exportOf(1, 'md', alice.context().viewer))?.text);
    return /## Impact.*?(?=\n## )/s.exec(markdown)?.[0] ?? '';
  };
  expect(await impact()).toMatch(/SEV-3.*10 min.*SEV-1.*30 min/s);
  await alice.type('incident severity', { level: 'SEV-3', incident: '1' });
  await desk.clock.advance(20 * 60_000);
  expect(await impact()).toMatch(/SEV-3.*1 h 00 min/);
  expect(await impact()).not.toContain('SEV-1');
});

test('what is taken back is not said to stay set when something else was set since', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'x', severity: 'SEV-4' });
  const steps = [
    ['incident severity', { level: 'SEV-1' }],
    ['incident severity', { level: 'SEV-3' }],
    ['incident role', { role: 'commander' }],
    ['incident role', { role: 'scribe' }],
  ] as const;
  const seqs: number[] = [];
  for (const [command, options] of steps) {
    expect((await alice.type(command, { ...options, incident: '1' })).ok).toBe(true);
    const entry = (await desk.entries(1)).findLast(({ kind }) => /severity.changed|role.assigned/.test(kind));
    seqs.push(entry?.seq ?? 0);
  }
  const said: boolean[] = [];
  for (const seq of seqs) {
    const answer = await alice.type('incident correct', { entry: `#${seq}`, retract: true, incident: '1' });
    said.push(textOf(answer).includes('stays set until'));
  }
  expect(said).toEqual([false, true, true, true]);
});

test('a role that was given by mistake ends nobody’s time in it', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'x' });
  const give = async (person: string) => {
    await desk.clock.advance(10 * 60_000);
    expect((await alice.type('incident role', { role: 'commander', person, incident: '1' })).ok).toBe(true);
  };
  await give(ALICE);
  await give(BOB);
  const { seq = 0 } = (await desk.entries(1)).findLast(({ kind }) => kind === 'role.assigned') ?? {};
  expect((await alice.type('incident correct', { entry: `#${seq}`, retract: true, incident: '1' })).ok).toBe(true);
  const commanders = async () => {
    const markdown = await whole((await desk.incidents.exportOf(1, 'md', alice.context().viewer))?.text);
    return markdown.split('\n').filter((line) => /^- \*\*incident commander\*\*: /i.test(line));
  };
  expect(await commanders()).toEqual([
    expect.stringMatching(/Alice.*19:40.*19:50/),
    expect.stringMatching(/Bob.*19:50/),
  ]);
  await give(ALICE);
  expect(await commanders()).toEqual([expect.stringMatching(/Alice.*19:40/)]);
  expect((await commanders()).join()).not.toContain('19:50');
  await give(BOB);
  expect(await commanders()).toEqual([
    expect.stringMatching(/Alice.*19:40.*20:10/),
    expect.stringMatching(/Bob.*20:10/),
  ]);
});

test('correcting a milestone moves it; one out of order is refused', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'x' });
  await alice.type('incident milestone', { which: 'started', at: '18:00', incident: '1' });
  await alice.type('incident milestone', { which: 'detected', at: '18:10', incident: '1' });
  expect(textOf(await alice.type('incident milestone', { which: 'mitigated', at: '17:00', incident: '1' }))).toContain(
    'milestone/order',
  );
  expect(textOf(await alice.type('incident correct', { entry: '#2', at: '18:30', incident: '1' }))).toContain(
    'milestone/order',
  );
  expect((await alice.type('incident correct', { entry: '#2', at: '17:30', incident: '1' })).ok).toBe(true);
  expect(textOf(await alice.type('incident show', { incident: '1' }))).toContain(
    String(Date.parse('2026-11-22T17:30:00Z')),
  );
});

test('what is said of time that cannot be is refused, and changes nothing', async () => {
  const desk = openDesk({ timeZone: 'Europe/Berlin' });
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'x' });
  const refusals: readonly (readonly [string, string])[] = [
    ['23:50', 'time/future'],
    ['2026-10-25 02:30', 'time/ambiguous'],
    ['2026-03-29 02:30', 'time/impossible'],
    ['after #77', 'entry/unknown'],
    ['in a while', 'time/unclear'],
  ];
  for (const [at, code] of refusals) {
    expect(textOf(await alice.type('incident note', { text: 'x', at, incident: '1' }))).toContain(code);
  }
  expect(await desk.entries(1)).toHaveLength(1);
});

test('once muster.yaml was read again, one chooses a severity by what it says now', async () => {
  let definition = 'The shop is down';
  const config = () => incidentsConfigSchema.parse({ severities: { 'SEV-1': { definition } } });
  const desk = openDesk({ given: { config } });
  const offered = (name: string): string | undefined =>
    desk.dispatcher.commands
      .find((command) => command.name === name)
      ?.options[name === 'incident severity' ? 'level' : 'severity']?.choices?.find(({ value }) => value === 'SEV-1')
      ?.name;
  for (const name of ['incident severity', 'incident declare']) expect(offered(name)).toBe('SEV-1: The shop is down');
  definition = 'Nobody can pay';
  desk.dispatcher.refresh();
  for (const name of ['incident severity', 'incident declare']) expect(offered(name)).toBe('SEV-1: Nobody can pay');
});

test('an over-long or empty title is refused with a remedy', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  expect(textOf(await alice.press('incident.declare.submit', [], { title: ['x'.repeat(300)] }))).toContain(
    'at most 200',
  );
  expect(textOf(await alice.press('incident.declare.submit', [], { title: [' \u200b '] }))).toContain('incident/title');
  expect(await desk.store.streams({ limit: 5 })).toEqual([]);
});
