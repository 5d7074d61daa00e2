import { expect, test } from 'vitest';
import { type Current, currentOf } from '../../src/app/current.ts';
import { type Names, createNames } from '../../src/app/names.ts';
import { silentLog } from '../../src/base/log.ts';
import { configSchema } from '../../src/config.ts';
import { ALICE, BOB, openDesk } from '../incidents/desk.ts';

test('people are called as muster.yaml says, else as the chat does or did, else by their key', async () => {
  const { store, timeline } = openDesk();
  const config = configSchema.parse({
    people: { alice: { discord: ALICE }, bob: { discord: BOB, name: 'Robert' }, carol: {} },
  });
  const open = async (): Promise<{ names: Names; current: Current }> => {
    const current = currentOf(config, (id) => names.inChat(id));
    const names: Names = await createNames({
      store,
      timeline,
      log: silentLog,
      readOnly: false,
      current: () => current,
    });
    return { names, current };
  };
  const { names, current } = await open();
  const called = ({ people }: Current) => people.all.map(({ name }) => name);
  expect(called(current)).toEqual(['alice', 'Robert', 'carol']);
  expect(names.nameOf(ALICE)).toBe('alice');

  const inDiscord = new Map<string, string>();
  const asked: string[] = [];
  names.setChat({
    nameOf: (id) => inDiscord.get(id),
    async names(ids) {
      asked.push(...ids);
      for (const id of ids) inDiscord.set(id, id === ALICE ? 'Alice L.' : 'bobby');
      return inDiscord;
    },
  });
  await names.learnNameless();
  expect(asked).toEqual([ALICE]);
  expect(called(current)).toEqual(['Alice L.', 'Robert', 'carol']);
  expect([names.nameOf(ALICE), names.nameOf(BOB), names.nameOf('carol')]).toEqual(['Alice L.', 'Robert', 'carol']);
  // An import's word counts for nobody whom muster.yaml knows.
  names.believe(new Map([[ALICE, 'Mallory']]));
  await names.settled();

  // Discord is away at the next start.
  const later = await open();
  const again: string[] = [];
  later.names.setChat({
    nameOf: () => undefined,
    async names(ids) {
      again.push(...ids);
      return new Map();
    },
  });
  await later.names.learnUnknown([ALICE, '100000000000000099']);
  expect(again).toEqual(['100000000000000099']); // Alice was named
  expect(called(later.current)).toEqual(['Alice L.', 'Robert', 'carol']);
  expect((await later.names.of([ALICE, BOB])).get(ALICE)).toBe('Alice L.');
});
