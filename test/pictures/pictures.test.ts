import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barChart } from '../../src/pictures/bar-chart.ts';
import { lineChart, roundScale } from '../../src/pictures/line-chart.ts';
import { schedulePicture } from '../../src/pictures/schedule-picture.ts';
import { element, escapeXml, svgText } from '../../src/pictures/svg.ts';
import { SMALL, fitted, widthOf } from '../../src/pictures/text.ts';
import { toPng } from '../../src/pictures/to-png.ts';

const DAY = 86_400_000;
const from = Date.parse('2026-03-23T00:00Z');
const schedule = (person: string) =>
  schedulePicture(
    {
      title: 'On call: primary',
      timeZone: 'Europe/Berlin',
      from,
      to: from + 7 * DAY,
      layers: [{ name: 'weekly', shifts: [{ person, from, to: from + 5 * DAY }] }],
      final: [{ person, from, to: from + 5 * DAY }],
      gaps: [{ from: from + 5 * DAY, to: from + 7 * DAY }],
      now: from + DAY,
    },
    'dark',
  );

const sizeOf = (png: Uint8Array): number[] => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

test('any text is drawn as text: it can neither close an element nor break the drawing', async () => {
  expect(svgText(element('text', { fill: '"><script>' }, '</text><script>&'))).toBe(
    '<text fill="&quot;&gt;&lt;script&gt;">&lt;/text&gt;&lt;script&gt;&amp;</text>',
  );
  const hostile = schedule('</text><image href="file:///etc/passwd"/>\u0000\ud800');
  expect(hostile.svg).not.toContain('<image');
  expect((await toPng(hostile.svg)).length).toBeGreaterThan(1000);
});

test('no text at all leaves a character that XML cannot hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeXml(text)).not.toMatch(/[<>"']|[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
      expect(escapeXml(text).isWellFormed()).toBe(true);
    }),
  );
});

test('the schedule says in words what it shows, with its gaps', async () => {
  const drawn = schedule('Alice');
  expect(drawn.alt).toBe(
    'On call: primary, Europe/Berlin. On call: nobody Sat 28 Mar 01:00 to Mon 30 Mar 02:00; Alice Mon 23 Mar 01:00 to Sat 28 Mar 01:00.',
  );
  expect(drawn.svg).toContain('>nobody on call<');
  expect(sizeOf(await toPng(drawn.svg))).toEqual([drawn.width, drawn.height]);
});

test.each([
  'Łukasz',
  'Алиса',
  'Έλενα',
  'داوود',
  'דוד',
  'रवि',
  '王小明',
  'さくら',
  '김민준',
  'สมชาย',
  'রহিম',
  'அருண்',
  'రవి',
  'ગીતા',
  'ರವಿ',
  'രവി',
  'ਗੁਰ',
  'ସୁମିତ',
  'නිමල්',
  'အောင်',
  'សុខា',
  'ສົມ',
  'ሰላም',
  'გიორგი',
  'Արամ',
  'བསྟན',
  '🚀',
])('the name %s is drawn with glyphs of its own and not with empty boxes', async (name) => {
  const draw = (text: string) =>
    toPng(
      svgText(
        element(
          'svg',
          { xmlns: 'http://www.w3.org/2000/svg', width: 300, height: 60, 'font-family': 'Noto Sans' },
          element('text', { x: 4, y: 40, 'font-size': 30 }, text),
        ),
      ),
    );
  // U+10FFFD is for private use: no font has it, so it is drawn as what a missing glyph looks like, or not at all.
  const missing = await draw([...name].map(() => '\u{10FFFD}').join(''));
  const nothing = await draw('');
  const drawn = Buffer.from(await draw(name));
  expect(drawn.equals(missing)).toBe(false);
  expect(drawn.equals(nothing)).toBe(false);
});

test('text is cut between characters that people see, and never wider than its room', () => {
  expect(fitted('Alice', 200, SMALL)).toBe('Alice');
  expect(fitted('👩‍👩‍👧 family of many', 130, SMALL)).toMatch(/^👩‍👩‍👧.*…$/u);
  expect(fitted('Bartholomew', 20, SMALL)).toBe('');
  expect(widthOf(fitted('A rather long name', 150, SMALL), SMALL)).toBeLessThanOrEqual(150);
});

test('bars and lines say their numbers in words', async () => {
  const bars = barChart(
    { title: 'Hours', unit: 'h', series: ['days', 'nights'], rows: [{ name: 'Al', values: [8, 4.5] }] },
    'light',
  );
  expect(bars.alt).toBe('Hours. Al: 12.5 h (days 8 h, nights 4.5 h).');
  const line = lineChart(
    {
      title: 'Errors',
      unit: '/s',
      timeZone: 'UTC',
      from,
      to: from + DAY,
      series: [{ name: 'checkout', points: [0, null, 1500].map((value, n) => ({ at: from + n * 3_600_000, value })) }],
    },
    'light',
  );
  expect(line.alt).toBe('Errors. checkout: from 0/s to 1.5k/s, last 1.5k/s.');
  expect((await toPng(bars.svg)).length + (await toPng(line.svg)).length).toBeGreaterThan(2000);
});

test('a scale has round steps and holds every value', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { maxLength: 20 }), (values) => {
      const { low, high, step } = roundScale(values);
      expect(high > low && step > 0).toBe(true);
      expect((high - low) / step).toBeLessThan(9);
      for (const value of values) expect(value >= low - step * 1e-6 && value <= high + step * 1e-6).toBe(true);
    }),
  );
});

test('charts without any data are still drawn', async () => {
  const empty = barChart({ title: 'None', unit: '', series: [], rows: [] }, 'dark');
  expect((await toPng(empty.svg)).length).toBeGreaterThan(100);
});
