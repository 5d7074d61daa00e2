import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';
import { temporaryFolder } from '../storage/temporary-folder.ts';
import { startMuster } from './muster-process.ts';

const TO_A_WEBHOOK = 'people: { alice: { contacts: [{ webhook: "https://example.com/hook" }] } }\n';

test.each([
  ['names webhooks that go unsigned', '', true],
  ['says nothing where they are signed', 'oncall: { webhookSecret: "a key of sixteen letters" }\n', false],
])('the log of a start %s', async (_what, signed, warned) => {
  const folder = await temporaryFolder();
  const sandbox = await startSandbox({});
  onTestFinished(async () => {
    await sandbox.close();
    await folder[Symbol.asyncDispose]();
  });
  const config = join(folder.path, 'muster.yaml');
  writeFileSync(config, TO_A_WEBHOOK + signed);
  const muster = await startMuster(sandbox, join(folder.path, 'muster.db'), {
    MUSTER_CONFIG: config,
    MUSTER_PUBLIC_URL: 'https://muster.example',
  });
  await muster.kill();
  expect(muster.log()).toContain('Muster is ready');
  expect(muster.log().includes('webhooks go unsigned')).toBe(warned);
  expect(muster.log().includes('people.alice.contacts.0')).toBe(warned);
});

test('a webhook that comes into muster.yaml while Muster runs is named, too, and once', async () => {
  const folder = await temporaryFolder();
  const sandbox = await startSandbox({});
  const config = join(folder.path, 'muster.yaml');
  writeFileSync(config, 'people: { alice: {} }\n');
  const muster = await startMuster(sandbox, join(folder.path, 'muster.db'), { MUSTER_CONFIG: config });
  onTestFinished(async () => {
    await muster.kill();
    await sandbox.close();
    await folder[Symbol.asyncDispose]();
  });
  const warnings = (): number => muster.log().split('webhooks go unsigned').length - 1;
  expect(warnings()).toBe(0);
  writeFileSync(config, TO_A_WEBHOOK);
  await expect.poll(warnings, { timeout: 10_000 }).toBe(1);
  // What the next change says stands behind all that was said of this one.
  writeFileSync(config, 'people: { alice: { colour: red } }\n');
  await expect.poll(() => muster.log().includes('colour'), { timeout: 10_000 }).toBe(true);
  expect(warnings()).toBe(1);
});
