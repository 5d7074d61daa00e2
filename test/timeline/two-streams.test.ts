import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { expectOk, ok } from '../../src/base/result.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { ORGANISATION } from '../../src/timeline/entry.ts';
import { composeEntryKinds, defineEntryKind } from '../../src/timeline/entry-kind.ts';
import type { Fold } from '../../src/timeline/fold.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';

const thing = defineEntryKind({
  kind: 'thing.made',
  v: 1,
  schema: z.object({ number: z.int() }),
  describe: () => ({ line: ['made'] }),
});
const count: Fold<number> = { name: 'count', version: 1, initial: 0, evolve: (state) => state + 1 };

test('a decision may begin a stream whose id it makes up, and numbers stay gapless with many at once', async () => {
  const kinds = composeEntryKinds([thing]);
  const store = openSqliteStore({ path: ':memory:', kinds });
  const timeline = createTimeline({ store, clock: systemClock, kinds, newId });
  const make = (causeId: string) =>
    timeline.change(
      ORGANISATION,
      count,
      { causeId, actor: { kind: 'person', id: '1' }, source: { kind: 'command' } },
      (made, context) => {
        const stream = `thing-${context.newId()}`;
        const number = made + 1;
        return ok({
          entries: [thing({ number })],
          also: [{ stream, entries: [thing({ number })] }],
          answer: { stream, number },
        });
      },
    );
  const made = (await Promise.all(Array.from({ length: 50 }, (_, n) => make(`c${n}`)))).map(
    (result) => expectOk(result).answer,
  );
  expect(made.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  for (const { stream, number } of made) {
    expect(await timeline.read(stream)).toMatchObject([{ seq: 1, data: { number } }]);
  }
  expect(expectOk(await make('c7'))).toMatchObject({ repeated: true, answer: made[7] });
  await store.close();
});
