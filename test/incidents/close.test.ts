import { expect, test } from 'vitest';
import { ALICE, BOB, openDesk, rawOf, START, textOf } from './desk.ts';

async function resolved(kind = 'real', severity = 'SEV-2') {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Slow', severity, kind });
  await desk.clock.advance(3_600_000);
  await alice.type('incident resolve', { incident: '1' });
  const kinds = async () => (await desk.entries(1)).map(({ kind: one }) => one);
  return { desk, alice, kinds };
}

test('closing by command asks for all missing milestones in one form, and keeps what was typed', async () => {
  const { alice, kinds } = await resolved();
  const asked = await alice.type('incident close', { incident: '1', reason: 'Written up' });
  expect(asked).toMatchObject({
    value: {
      reply: 'form',
      form: {
        action: 'incident.close.submit',
        args: ['1'],
        fields: [
          { name: 'started' },
          { name: 'detected' },
          { name: 'acknowledged' },
          { name: 'mitigated' },
          { name: 'reason', value: 'Written up' },
        ],
      },
    },
  });
  expect((await kinds()).filter((kind) => kind === 'status.changed')).toHaveLength(1);
  const done = await alice.press('incident.close.submit', ['1'], {
    started: ['~19:20'],
    detected: ['19:25'],
    acknowledged: ['19:40'],
    mitigated: [''],
    reason: ['Written up'],
  });
  expect(textOf(done)).toContain('closed"}');
  expect(textOf(done)).toContain('Not recorded: mitigated');
  expect((await kinds()).filter((kind) => kind === 'milestone.recorded')).toHaveLength(4);
});

test('what was typed into the form of the status is not lost when closing asks for more', async () => {
  const { desk, alice } = await resolved();
  const asked = await alice.press('incident.status.submit', ['1'], { to: ['closed'], reason: ['Written up by Ada'] });
  expect(textOf(asked)).toContain('Milestones of incident 1 are missing');
  const args = /"action":"incident.close.ask","args":(\["1","[^"]+"\])/.exec(rawOf(asked))?.[1] ?? '[]';
  const close = JSON.parse(args) as string[];
  expect(rawOf(await alice.press('incident.close.ask', close))).toContain('"value":"Written up by Ada"');
  const others = rawOf(await desk.as(BOB, undefined, true).press('incident.close.ask', close));
  expect(others).toContain('incident.close.submit');
  expect(others).not.toContain('Ada');
});

test('of milestones in a wrong order none is recorded, and it stays open', async () => {
  const { alice, kinds } = await resolved();
  const refused = await alice.press('incident.close.submit', ['1'], { started: ['19:50'], detected: ['19:40'] });
  expect(rawOf(refused)).toContain('milestone/order');
  expect(
    rawOf(await alice.press('incident.close.submit', ['1'], { started: ['19:20'], detected: ['99:99'] })),
  ).toContain('Detected: ');
  expect((await kinds()).filter((kind) => kind === 'milestone.recorded')).toHaveLength(1);
  expect((await kinds()).filter((kind) => kind === 'status.changed')).toHaveLength(1);
  expect(textOf(await alice.type('incident show', { incident: '1' }))).toContain('Resolved');
});

test('what stands in the way is said before anybody fills in a form', async () => {
  const { alice } = await resolved('real', 'unknown');
  expect(rawOf(await alice.type('incident close', { incident: '1' }))).toContain('status/severity');
  expect(rawOf(await alice.press('incident.close.ask', ['1']))).toContain('status/severity');
});

test.each(['drill', 'test'])('of a %s nobody computes times: it is closed at once', async (kind) => {
  const { alice } = await resolved(kind);
  expect(textOf(await alice.type('incident close', { incident: '1' }))).toContain('closed"}');
});

test('with all milestones recorded there is nothing to ask', async () => {
  const { desk, alice } = await resolved();
  await alice.press('incident.close.submit', ['1'], {
    started: ['19:20'],
    detected: ['19:25'],
    acknowledged: ['19:40'],
    mitigated: ['20:00'],
  });
  await alice.type('incident reopen', { incident: '1', reason: 'Back' });
  await alice.type('incident resolve', { incident: '1' });
  expect(textOf(await alice.type('incident close', { incident: '1' }))).toContain('closed"}');
  expect(desk.clock.now()).toBeGreaterThan(START);
});

test('by /incident status and its form, too, missing milestones are asked for before closing', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Slow', severity: 'SEV-3' });
  const status = (reason?: string) =>
    alice.type('incident status', { to: 'closed', incident: '1', ...(reason && { reason }) });
  expect(textOf(await status())).toContain('status/transition');
  await alice.type('incident resolve', { incident: '1' });
  const form = rawOf(await status('Written up'));
  expect(form).toContain('"action":"incident.close.submit"');
  expect(form).toContain('Impact started: when?');
  expect(form).toContain('"value":"Written up"');
  const chosen = rawOf(await alice.press('incident.status.submit', ['1'], { to: ['closed'] }));
  expect(chosen).toContain('"action":"incident.close.ask"');
  expect((await desk.entries(1)).some(({ data }) => JSON.stringify(data).includes('"to":"closed"'))).toBe(false);
  for (const which of ['started', 'detected', 'acknowledged', 'mitigated'])
    await alice.type('incident milestone', { which, at: 'now', incident: '1' });
  expect(textOf(await status())).toContain('closed');
  expect((await desk.entries(1)).at(-1)).toMatchObject({ data: { to: 'closed' } });
});
