import { expect, test } from 'vitest';
import { isCounted, timeToResolve } from '../../src/incidents/statistics.ts';
import { ALICE, openDesk, textOf } from './desk.ts';

/** One incident a month, the oldest first, each resolved; then one drill after another. */
async function months(count: number, drills = 0) {
  const desk = openDesk({ start: Date.parse('2024-01-15T12:00:00Z') });
  const alice = desk.as(ALICE);
  for (let month = 0; month < count; month++) {
    await desk.clock.advance(Date.UTC(2024, month, 15, 12) - desk.clock.now());
    await alice.type('incident declare', { title: `Month ${month}`, severity: 'SEV-2' });
    const incident = String(month + 1);
    await alice.type('incident milestone', { which: 'started', at: '10:00', incident });
    for (const which of ['detected', 'acknowledged', 'mitigated', 'resolved'])
      await alice.type('incident milestone', { which, at: '11:00', incident });
  }
  for (let drill = 0; drill < drills; drill++) await alice.type('incident declare', { title: 'Drill', kind: 'drill' });
  const text = textOf(await alice.type('incident stats', { by: 'month', days: 3650 }));
  return text.slice(0, text.indexOf('"files"')); // the picture has room for more
}

test('by month the newest months are shown first, and it is said how many are not', async () => {
  const text = await months(14);
  expect(text).toContain('2025-02');
  expect(text).toContain('2024-08');
  expect(text).not.toContain('2024-07');
  expect(text.indexOf('2025-02')).toBeLessThan(text.indexOf('2025-01'));
  expect(text).toMatch(/7.* more by .*month.* are not shown/);
});

test('a month begins where the organisation is', async () => {
  const desk = openDesk({ start: Date.parse('2024-03-31T22:30:00Z'), timeZone: 'Europe/Berlin' });
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'In the first night of April', severity: 'SEV-2' });
  for (const which of ['started', 'resolved'])
    await alice.type('incident milestone', { which, at: '00:20', incident: '1' });
  const text = textOf(await alice.type('incident stats', { by: 'month' }));
  expect(text).toContain('2024-04');
  expect(text).not.toContain('2024-03');
});

test('of many that are left out, it is said how many are not listed', async () => {
  const text = await months(1, 20);
  expect(text).toContain('Left out (20)');
  expect(text).toContain('and 5 more');
});

test('an incident’s own time to resolve is the one that statistics take, from its start and not from its declaration', async () => {
  const desk = openDesk({ start: Date.parse('2024-01-15T12:00:00Z') });
  const alice = desk.as(ALICE, undefined, true);
  for (const title of ['Slow', 'Backwards', 'A drill'])
    await alice.type('incident declare', { title, ...(title === 'A drill' && { kind: 'drill' }) });
  await alice.type('incident milestone', { which: 'started', at: '11:20', incident: '1' });
  await alice.type('incident milestone', { which: 'resolved', at: '12:00', incident: '1' });
  await alice.type('incident milestone', { which: 'started', at: '11:50', incident: '2' });
  const rows = await desk.incidents.lookup.all(alice.context().viewer);
  expect(rows.map((row) => [row.number, isCounted(row), timeToResolve(row)]).sort()).toEqual([
    [1, true, 2_400_000],
    [2, true, null],
    [3, false, null],
  ]);
  const text = textOf(await alice.type('incident stats', {}));
  expect(text.slice(0, text.indexOf('"files"'))).toContain('resolve140 min40 min'); // n, median, p90
});

test('a wrong year in both milestones is left out and named; what smouldered for weeks before anybody saw it counts', async () => {
  const desk = openDesk({ start: Date.parse('2026-03-20T12:00:00Z') });
  const alice = desk.as(ALICE);
  const times = [
    ['2025-03-20 10:00', '2025-03-20 10:10'],
    ['2026-02-10 10:00', '2026-03-20 10:00'],
  ];
  for (const [index, [started = '', detected = '']] of times.entries()) {
    await alice.type('incident declare', { title: `i${index}`, severity: 'SEV-2' });
    for (const [which, at] of Object.entries({ started, detected }))
      await alice.type('incident milestone', { which, at, incident: String(index + 1) });
  }
  const text = textOf(await alice.type('incident stats', {}));
  expect(text).toContain(
    '#1: Time to detect: “Impact started” is 365 days before the declaration, check its day and year',
  );
  expect(text).not.toContain('#2:');
  expect(text).toContain('detect138 d');

  for (const which of ['started', 'detected'])
    expect((await alice.press('incident.milestone.confirm', ['1', which])).ok).toBe(true);
  expect(textOf(await alice.press('incident.milestone.confirm', ['1', 'started']))).toContain('milestone/confirmed');
  expect(textOf(await alice.press('incident.milestone.confirm', ['1', 'resolved']))).toContain('milestone/none');
  const confirmed = textOf(await alice.type('incident stats', {}));
  expect(confirmed).not.toContain('Left out');
  expect(confirmed).toContain('detect219 d');
  // Corrected, it has to be confirmed anew.
  const recorded = (await desk.entries(1)).filter(({ kind }) => kind === 'milestone.recorded').map(({ seq }) => seq);
  const corrected = { entry: `#${recorded[2] ?? 0}`, at: '2025-03-20 09:00', incident: '1' };
  expect(textOf(await alice.type('incident correct', corrected))).toContain('incident.milestone.confirm');
  expect(textOf(await alice.type('incident stats', {}))).toContain('Left out');
});
