import { writeSync } from 'node:fs';
import { systemClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { expectOk, ok } from '../../src/base/result.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';
import { causeOf, effect, kinds, latestNotes, noteAdded, textsOf } from './fixtures.ts';

/** Commits `rounds` times, `together` at once, and says on stdout what was acknowledged, when it was. */
const [path = '', rounds = '', together = '', start = '0'] = process.argv.slice(2);
const store = openSqliteStore({ path, projections: [latestNotes], kinds });
const timeline = createTimeline({ store, clock: systemClock, kinds, newId });
for (let round = Number(start); round < Number(start) + Number(rounds); round++) {
  await Promise.all(
    Array.from({ length: Number(together) }, async (_, n) => {
      const causeId = `cause-${round}-${n}`;
      const stream = `incident-${n % 3}`;
      const also = [{ stream: 'organisation', entries: [noteAdded({ text: `also ${causeId}` })] }];
      expectOk(
        await timeline.change(stream, textsOf, causeOf(causeId), () =>
          ok({
            entries: [noteAdded({ text: causeId })],
            also,
            effects: [effect(causeId, { lane: stream })],
            answer: null,
          }),
        ),
      );
      writeSync(1, `ack ${causeId}\n`);
    }),
  );
}
await store.close();
