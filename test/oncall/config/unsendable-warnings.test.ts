import { expect, test } from 'vitest';
import { onCallConfigSchema } from '../../../src/oncall/config/oncall.ts';
import { unsendableWarnings } from '../../../src/oncall/config/unsendable-warnings.ts';

const address = { address: 'a' };
const people = {
  alice: {
    contacts: [
      { method: 'ntfy' as const, ...address },
      { method: 'sms' as const, ...address },
    ],
  },
  bob: {
    contacts: [
      { method: 'call' as const, ...address },
      { method: 'email' as const, ...address },
    ],
  },
};
const warned = (config: object): readonly string[] =>
  [...unsendableWarnings({ people }, onCallConfigSchema.parse(config))].map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

test('contacts that nothing is set up for are named, one for each remedy', () => {
  expect(warned({})).toEqual([
    'people.alice.contacts.1: sms reaches nobody: no Twilio account is set up: add oncall: { twilio: … } to muster.yaml',
    'people.bob.contacts.1: email reaches nobody: no mail server is set up: add oncall: { email: … } to muster.yaml',
  ]);
});

test('where mail and phone are set up, nothing is said', () => {
  const email = { smtpUrl: 'smtp://mail.example', from: 'muster@example.com' };
  const twilio = { accountSid: 'AC1', authToken: 'secret', from: '+1000' };
  expect(warned({ email, twilio })).toEqual([]);
});
