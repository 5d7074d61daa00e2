import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SchedulePictureData, schedulePicture } from '../../src/pictures/schedule-picture.ts';
import { SMALL, widthOf } from '../../src/pictures/text.ts';
import { themeOf } from '../../src/pictures/theme.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const picture = (data: Partial<SchedulePictureData> & { from: number; to: number }, theme: 'dark' | 'light' = 'dark') =>
  schedulePicture({ title: 'On call', timeZone: 'UTC', layers: [], final: [], gaps: [], ...data }, theme);

/** Texts of the axis with their places. */
const ticksIn = (svg: string): { readonly x: number; readonly text: string }[] =>
  [...svg.matchAll(/<text x="([\d.]+)" y="126"[^>]*>([^<]*)</g)].map(([, x, text]) => ({
    x: Number(x),
    text: text ?? '',
  }));

test('hours stand where the clock on the wall shows them, also on a day of 25 hours', () => {
  const from = Date.parse('2026-10-31T05:00Z'); // midnight in Chicago, a day before the clocks go back
  const { svg } = picture({ timeZone: 'America/Chicago', from, to: from + 72 * HOUR });
  expect(ticksIn(svg).map(({ text }) => text)).toEqual(['Sat 31', '12:00', 'Sun 1', '12:00', 'Mon 2', '12:00']);
});

test('where a name has no room its first name stands, unless two people share it', () => {
  const names = ['Charlotte van der Berg', 'Alice Cooper', 'Alice Liddell', 'Bob'];
  const final = names.map((person, n) => ({ person, from: n * DAY, to: (n + 1) * DAY }));
  const { svg } = picture({ from: 0, to: 7 * DAY, final });
  const inBands = [...svg.matchAll(/text-anchor="middle">([^<]*)</g)].map(([, text]) => text);
  expect(inBands).toEqual(['Charlotte', 'Alice Co…', 'Alice Li…', 'Bob']);
});

test('of the days of a week today is the bold one; without today, Monday', () => {
  const from = Date.parse('2026-11-26T00:00Z'); // a Thursday
  const boldIn = (more: { now?: number }): string[] =>
    [...picture({ from, to: from + 7 * DAY, ...more }).svg.matchAll(/<text [^>]*y="126"[^>]*>([^<]*)</g)].flatMap(
      ([tag, text]) => (tag.includes('font-weight="700"') ? [text ?? ''] : []),
    );
  expect(boldIn({ now: from + 2 * DAY + HOUR })).toEqual(['Sat 28']);
  expect(boldIn({})).toEqual(['Mon 30']);
});

test('no label of the axis is written over another, or names a day that is not shown', () => {
  const zone = fc.constantFrom(
    'UTC',
    'America/Chicago',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'Asia/Beirut',
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 20_400, max: 21_000 }),
      fc.integer({ min: 1, max: 100 }),
      zone,
      (day, days, timeZone) => {
        const ticks = ticksIn(picture({ timeZone, from: day * DAY, to: (day + days) * DAY }).svg);
        expect(ticks.length).toBeGreaterThan(0);
        ticks.forEach(({ x, text }, n) => {
          const next = ticks[n + 1];
          if (next) expect(x + widthOf(text, SMALL), `${text} | ${next.text}`).toBeLessThanOrEqual(next.x);
        });
      },
    ),
  );
  const month = picture({ from: Date.parse('2026-11-29T00:00Z'), to: Date.parse('2026-12-30T00:00Z') });
  expect(ticksIn(month.svg).map(({ text }) => text)).toEqual(['30 Nov', '7 Dec', '14 Dec', '21 Dec']);
  expect(month.svg).toContain('29 Nov 2026 to 29 Dec 2026'); // the last day that is shown
});

test('a gap is hatched from edge to edge, and says “nobody” or nothing', () => {
  const from = Date.parse('2026-11-23T00:00Z');
  const gaps = [
    { from, to: from + 8 * HOUR },
    { from: from + DAY, to: from + 3 * DAY },
  ];
  const { svg } = picture({ from, to: from + 7 * DAY, gaps });
  expect(svg.match(/>nob[^<]*</g)).toEqual(['>nobody<', '>nobody on call<']);
  const lines = [...svg.matchAll(/<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)"[^>]*stroke-opacity/g)];
  const [, x = 0, , width = 0] = (
    /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="68" rx="4"/.exec(svg) ?? []
  ).map(Number);
  const first = lines.map((line) => line.slice(1).map(Number)).filter(([x1 = 0]) => x1 < x + width);
  expect(Math.min(...first.map(([x1 = 0]) => x1))).toBeLessThan(x + 20);
  expect(Math.max(...first.map(([, , x2 = 0]) => x2))).toBeLessThanOrEqual(x + width);
  expect(Math.min(...first.map(([, y1 = 0, , y2 = 0]) => Math.max(y1, y2)))).toBeLessThan(260); // the corner above on the left
});

test('who has no room for a name is told by a first letter, and who shares a colour by a line', () => {
  const from = Date.parse('2026-11-23T00:00Z');
  const people = ['Ada', 'Ben', 'Chi', 'Dmi', 'Eva', 'Fay', 'Gus', 'Hal', 'Ida', 'Jon', 'Kim', 'Leo'];
  const final = people.map((person, n) => ({ person, from: from + n * DAY, to: from + (n + 1) * DAY }));
  const { svg } = picture({ from, to: from + 31 * DAY, final });
  expect([...svg.matchAll(/>([A-Z])</g)].map(([, letter]) => letter).join('')).toBe('ABCDEFGHIJKL');
  // Kim and Leo have the colours of Ada and Ben: a line in the lane, and one in the legend.
  expect(svg.match(/height="4"/g)).toHaveLength(4);
});

test('an open time that is meant is neither red nor hatched, and the legend says what it is', () => {
  const from = Date.parse('2026-11-23T00:00:00Z');
  const offTimes = [
    { from, to: from + DAY },
    { from: from + 2 * DAY, to: from + 2 * DAY + 6 * HOUR },
  ];
  const { svg, alt } = picture({ from, to: from + 7 * DAY, offTimes });
  expect(svg).toContain('nobody, as planned');
  expect(svg).not.toContain('nob…');
  expect(svg).not.toContain(themeOf('dark').bad);
  expect(alt).toContain('nobody, as planned');
});

test('a month of daily turns, whose words are cut, still says when nobody is on call', () => {
  const from = Date.parse('2026-11-01T00:00:00Z');
  const final = Array.from({ length: 29 }, (_, n) => ({
    person: `Person ${n}`,
    from: from + n * DAY,
    to: from + (n + 1) * DAY,
  }));
  const gaps = [{ from: from + 29 * DAY, to: from + 30 * DAY }];
  const { alt } = picture({ from, to: from + 30 * DAY, final, gaps });
  expect(alt).toHaveLength(1024);
  expect(alt).toContain('nobody Mon 30 Nov 00:00 to Tue 1 Dec 00:00');
});
