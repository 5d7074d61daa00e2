import { expect, test } from 'vitest';
import { createServices } from '../../src/catalog/services.ts';
import { expectOk } from '../../src/base/result.ts';
import type { Form } from '../../src/commands/message.ts';
import type { RawValue } from '../../src/commands/option.ts';
import { ALICE, type DeskOptions, openDesk } from './desk.ts';

/** Sends the form off as it was opened, with a title. */
async function sentOff(raw: Readonly<Record<string, RawValue>>, options: DeskOptions = {}) {
  const desk = openDesk(options);
  const alice = desk.as(ALICE);
  const opened = expectOk(await alice.type('incident declare', raw));
  if (opened.reply !== 'form') throw new Error(`no form but ${opened.reply}`);
  const { form } = opened;
  const fields = Object.fromEntries(form.fields.map((field) => [field.name, standing(field)]));
  expectOk(await alice.press(form.action, form.args ?? [], { ...fields, title: ['Checkout fails'] }));
  return { form, entries: await desk.entries(1) };
}

const standing = (field: Form['fields'][number]): readonly string[] => {
  if (field.type === 'choice') return field.choices.filter(({ selected }) => selected).map(({ value }) => value);
  return field.type === 'text' && field.value !== undefined ? [field.value] : [];
};

test.each([
  [
    { kind: 'drill', private: true },
    { kind: 'drill', private: true, triage: false },
  ],
  [
    { private: true, triage: true },
    { kind: 'real', private: true, triage: true },
  ],
  [{ private: true }, { kind: 'real', private: true, triage: false }],
  [
    { kind: 'test', triage: true, private: true },
    { kind: 'test', private: true, triage: true },
  ],
  [{}, { kind: 'real', private: false, triage: false }],
])('what was given without a title, %o, is still so when the form is sent off', async (raw, declared) => {
  expect((await sentOff(raw)).entries[0]?.data).toMatchObject(declared);
});

test('a voice channel that was asked for is asked for by the form, whose title says so', async () => {
  const { form, entries } = await sentOff({ voice: true });
  expect(form.title).toContain('voice');
  expect(entries.map(({ kind }) => kind)).toContain('voice.requested');
});

test('the service is kept where muster.yaml names none, and where it names more than the form has room for', async () => {
  expect((await sentOff({ service: 'checkout' })).entries[0]?.data).toMatchObject({ services: ['checkout'] });
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`service-${10 + index}`, {}]));
  const services = createServices(many);
  const { entries } = await sentOff({ service: 'service-39' }, { services });
  expect(entries[0]?.data).toMatchObject({ services: ['service-39'] });
});
