import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brokenAxis } from '../../src/pictures/broken-axis.ts';
import { incidentPicture, type IncidentPictureData } from '../../src/pictures/incident-picture.ts';
import { toPng } from '../../src/pictures/to-png.ts';

const at = (time: string): number => Date.parse(`2026-11-22T${time}:00Z`);
const data: IncidentPictureData = {
  title: 'Incident 42: Checkout fails',
  timeZone: 'Europe/Berlin',
  from: at('18:00'),
  to: at('21:00'),
  severities: [{ name: 'SEV-1', tone: 'critical', from: at('18:00'), to: at('20:30') }],
  statuses: [
    { name: 'Investigating', tone: 'bad', from: at('18:00'), to: at('20:30') },
    { name: 'Resolved', tone: 'good', from: at('20:30'), to: at('21:00') },
  ],
  milestones: [{ at: at('18:10'), name: 'Detected', approximate: true }],
  marks: [{ at: at('18:05'), label: 'deploy checkout v1.4', kind: 'deploy' }],
  moments: [{ at: at('18:30'), group: 'Notes' }],
};

test('what the picture shows is said in words, in the zone of who looks', () => {
  const drawn = incidentPicture(data, 'dark');
  expect(drawn.alt).toBe(
    'Incident 42: Checkout fails, Sun 22 Nov 19:00 to Sun 22 Nov 22:00, Europe/Berlin. Severity: SEV-1 from Sun 22 Nov 19:00. Status: Investigating from Sun 22 Nov 19:00, Resolved from Sun 22 Nov 21:30. Milestones: Detected about Sun 22 Nov 19:10. Changes: deploy checkout v1.4 Sun 22 Nov 19:05. 1 entries with a time.',
  );
  for (const text of ['SEV-1', 'Investigating', '~Detected', '1. 19:05 deploy checkout v1.4', '19:30', 'Notes'])
    expect(drawn.svg).toContain(`>${text}<`);
});

test('light and dark have grounds of their own, and the same words', () => {
  const [dark, light] = [incidentPicture(data, 'dark'), incidentPicture(data, 'light')];
  expect(dark.alt).toBe(light.alt);
  expect(dark.svg).not.toBe(light.svg);
});

const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });
const word = fc.string({ unit: 'binary', maxLength: 40 });
const span = fc.record({
  name: word,
  tone: fc.constantFrom('critical', 'bad', 'warning', 'neutral', 'good', 'over'),
  from: instant,
  to: instant,
});

const hostile = fc.record({
  title: word,
  timeZone: fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/St_Johns'),
  from: instant,
  to: instant,
  severities: fc.array(span, { maxLength: 4 }),
  statuses: fc.array(span, { maxLength: 4 }),
  milestones: fc.array(fc.record({ at: instant, name: word, approximate: fc.boolean() }), { maxLength: 5 }),
  marks: fc.array(fc.record({ at: instant, label: word, kind: word }), { maxLength: 12 }),
  moments: fc.array(fc.record({ at: instant, group: word }), { maxLength: 20 }),
});

test('whatever the words and times are, the picture has a bounded size and no number that is none', () => {
  fc.assert(
    fc.property(hostile, (given) => {
      const drawn = incidentPicture(given, 'light');
      expect(drawn.svg).not.toMatch(/NaN|Infinity|undefined/);
      expect(drawn.height).toBeLessThan(3000);
      expect(drawn.alt.length).toBeLessThanOrEqual(1024);
    }),
  );
});

test('hostile words are drawn, and close no element', async () => {
  const words = '</text><image href="file:///etc/passwd"/>\u0000\ud800';
  const drawn = incidentPicture(
    {
      ...data,
      title: words,
      marks: [{ at: at('19:00'), label: words, kind: words }],
      moments: [{ at: at('19:00'), group: words }],
    },
    'light',
  );
  expect(drawn.svg).not.toContain('<image');
  expect((await toPng(drawn.svg)).length).toBeGreaterThan(1000);
});

test('days in which nothing happened take no room, and what happened keeps its order', () => {
  const axis = brokenAxis(at('00:00'), at('00:00') + 30 * 86_400_000, [at('01:00'), at('02:00')]);
  expect(axis.breaks).toHaveLength(1);
  expect(axis.position(at('02:00'))).toBeGreaterThan(0.5);
  expect(axis.position(at('01:00'))).toBeLessThan(axis.position(at('02:00')));
});

test('hours stand on the full hours of the zone', () => {
  const kathmandu = 345 * 60_000;
  for (const tick of brokenAxis(at('00:00'), at('05:00'), [], kathmandu).ticks)
    expect((tick.at + kathmandu) % (30 * 60_000)).toBe(0);
});
