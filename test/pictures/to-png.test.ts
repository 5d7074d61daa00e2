import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { toPng } from '../../src/pictures/to-png.ts';

const square = (width: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="10"><rect width="10" height="10"/></svg>`;
const widthOf = (png: Uint8Array): number => new DataView(png.buffer, png.byteOffset).getUint32(16);

test('several asked for at once come back each to who asked', async () => {
  const widths = [30, 10, 20, 40];
  expect((await Promise.all(widths.map((width) => toPng(square(width))))).map(widthOf)).toEqual(widths);
});

test('one that cannot be drawn fails alone', async () => {
  const [bad, good] = await Promise.allSettled([toPng('<svg><rect></svg>'), toPng(square(10))]);
  expect(bad).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('parsing') as string } });
  expect(good.status).toBe('fulfilled');
});

test('nobody else waits for a picture: this thread does not even load the renderer', async () => {
  await toPng(square(10));
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  expect(loaded.filter((file) => file.includes('resvg'))).toEqual([]);
});
