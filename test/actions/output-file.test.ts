import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { outputFile } from '../../src/actions/output-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-output-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** What Discord takes as one file, less what stands around it in a request. */
const DISCORD_MOST = 10 * 1024 * 1024 - 65_536;

async function given(content: Uint8Array) {
  const path = join(folder, 'output.log');
  writeFileSync(path, content);
  const output = await outputFile('run', path);
  if (!output) throw new Error('There is no output');
  const bytes = output.file.content;
  if (!(bytes instanceof Uint8Array)) throw new Error('It is no bytes');
  expect(bytes.length).toBeLessThan(DISCORD_MOST);
  return { ...output, bytes: Buffer.from(bytes) };
}

test('gives a small output as it is, whatever bytes it has', async () => {
  const binary = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256));
  const { bytes, whole, file } = await given(binary);
  expect([bytes.equals(binary), whole, file.name]).toEqual([true, true, 'run.log']);
});

test('gives 100 MB without a line end whole, compressed', async () => {
  const { bytes, whole, file, note } = await given(Buffer.alloc(104_857_600, 'x'));
  expect([whole, file.name, note]).toEqual([true, 'run.log.gz', '104.9 MB, compressed']);
  expect(gunzipSync(bytes).length).toBe(104_857_600);
});

test('gives beginning and end of what is too large even when it is compressed, and says so', async () => {
  const noise = randomBytes(20 * 1024 * 1024);
  const { bytes, whole, note } = await given(noise);
  expect(whole).toBe(false);
  expect(note).toContain('its beginning and its end');
  expect(bytes.subarray(0, 1000).equals(noise.subarray(0, 1000))).toBe(true);
  expect(bytes.subarray(-1000).equals(noise.subarray(-1000))).toBe(true);
});

test('gives nothing where nothing was printed, or is no longer kept', async () => {
  writeFileSync(join(folder, 'empty.log'), '');
  expect(await outputFile('run', join(folder, 'empty.log'))).toBeUndefined();
  expect(await outputFile('run', join(folder, 'gone.log'))).toBeUndefined();
});
