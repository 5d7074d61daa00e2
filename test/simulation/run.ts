import { hash } from 'node:crypto';
import { aftermath } from './aftermath.ts';
import { startMusterUnderTest } from './muster-under-test.ts';
import { watchRealTime } from './real-time.ts';
import { seededRandom } from './simulated-random.ts';
import { random, time } from './simulation.ts';
import { createStory } from './story.ts';

/*
 * One seed, one process: node --import ./test/simulation/simulation.ts test/simulation/run.ts SEED [STEPS] [--trace]
 * Prints what came of it as one line of JSON; with --trace everything that went between Muster and Discord before it.
 */

const [seedText = '1', stepsText = '60'] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const seed = Number(seedText);
const muster = await startMusterUnderTest();
random.seed(seed);
const tookRealTime = watchRealTime();

const trace: string[] = [];
muster.sandbox.frames.listen(({ at, kind, what, status, refused }) => {
  trace.push([new Date(at).toISOString(), kind, what, status ?? '', refused ?? ''].join(' '));
});
const story = createStory(muster, seededRandom(seed));
await story.play(Number(stepsText));
const wrong = [...(await aftermath(muster, story.asked))];
const { length: before } = story.asked;
await story.playEach();
for (const one of story.asked.slice(before))
  if (!one.acknowledged()) wrong.push(`${one.what} ${one.word} was not acknowledged, though Discord was well`);
wrong.push(...(await aftermath(muster, story.asked)));

const { store } = muster.app();
const heads = await Promise.all((await store.streams({ limit: 10_000 })).map((stream) => store.head(stream)));
const entries = heads.reduce((sum, head) => sum + (head?.seq ?? 0), 0);
if (process.argv.includes('--trace')) process.stdout.write(`${trace.join('\n')}\n`);
process.stdout.write(
  `${JSON.stringify({
    seed,
    wrong: [...new Set([...wrong, ...tookRealTime])],
    asked: story.asked.length,
    acknowledged: story.asked.filter((one) => one.acknowledged()).length,
    entries,
    until: new Date(time.now()).toISOString(),
    /** Equal whenever everything was: each request, each event, each entry's hash. */
    trace: hash('sha256', JSON.stringify([trace, heads])),
  })}\n`,
);
await muster.stop();
process.exit(0);
