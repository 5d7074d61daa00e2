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
  const muster = await startMuster(sandbox, join(folder.path, 'muster.db'), { MUSTER_CONFIG: config });
  await muster.kill();
  expect(muster.log()).toContain('Muster is ready');
  expect(muster.log().includes('webhooks go unsigned')).toBe(warned);
  expect(muster.log().includes('people.alice.contacts.0')).toBe(warned);
});
