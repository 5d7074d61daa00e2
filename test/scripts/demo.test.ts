import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'muster-demo-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the demo plays a real outage through chat, and finds nothing lost, moved or altered in its exports', () => {
  // It ends with 1, and execFileSync throws, where a line is lost, stands elsewhere, or a hash does not fit.
  const said = execFileSync(process.execPath, [join(root, 'scripts/demo.ts'), folder], { encoding: 'utf8' });
  expect(said).toContain('timelines verify');
  expect(readdirSync(folder).sort()).toEqual(['csv', 'html', 'json', 'md'].map((format) => `incident-1.${format}`));
  for (const format of ['html', 'md'])
    expect(readFileSync(join(folder, `incident-1.${format}`), 'utf8')).toContain('time unknown');
}, 120_000);
