import { getPriority } from 'node:os';
import { defineDiagnostic, definePlugin, facts, integer, ok, refused, text } from '../../../src/diagnostics/plugin.ts';

const options = { word: text({ description: 'A word', suggest: (typed) => [`${typed}-suggested`] }) };
const more = { summary: 'A plugin that does what plugins should not', risk: 'read', targets: [], options } as const;

/** Each does one thing that must not hurt the bot. */
export const plugin = definePlugin(
  { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  () => [
    defineDiagnostic({ ...more, name: 'good', run: async ({ word }) => [ok(`You said ${word ?? 'nothing'}.`)] }),
    defineDiagnostic({
      ...more,
      name: 'suggests',
      options: {
        late: text({ description: 'Never comes to an end', suggest: () => new Promise(() => undefined) }),
        stalled: text({
          description: 'Keeps its thread',
          suggest: () => {
            for (;;);
          },
        }),
      },
      run: async () => [ok('It ran.')],
    }),
    defineDiagnostic({
      ...more,
      name: 'stalls',
      timeoutMs: 300,
      run: async () => {
        for (;;);
      },
    }),
    defineDiagnostic({ ...more, name: 'waits', timeoutMs: 300, run: () => new Promise(() => undefined) }),
    defineDiagnostic({
      ...more,
      name: 'eats',
      run: async () => {
        const eaten: unknown[] = [];
        for (;;) eaten.push(Array.from({ length: 100_000 }, (_, n) => ({ n })));
      },
    }),
    defineDiagnostic({
      ...more,
      name: 'floods',
      async *run() {
        for (;;) yield ok('x'.repeat(10_000));
      },
    }),
    defineDiagnostic({
      ...more,
      name: 'floods-at-once',
      run: async () => [
        { type: 'table', columns: [{ name: 'n' }], rows: Array.from({ length: 20_000 }, () => ['x'.repeat(90)]) },
        ...Array.from({ length: 2000 }, () => ok('x'.repeat(10_000))),
        { type: 'file', name: 'whole.txt', contentType: 'text/plain', text: 'x'.repeat(2_000_000) },
      ],
    }),
    defineDiagnostic({
      ...more,
      name: 'prints',
      run: async () => {
        for (let n = 0; n < 100_000; n++) process.stdout.write('flood\n');
        return [ok('printed')];
      },
    }),
    defineDiagnostic({
      ...more,
      name: 'chooses',
      run: async (_, context) => {
        for (let n = 1; n <= 10_000; n++) context.chose({ word: `word ${n}` });
        return [ok('chosen')];
      },
    }),
    defineDiagnostic({
      ...more,
      name: 'throws',
      run: async () => {
        throw new TypeError('a bug');
      },
    }),
    defineDiagnostic({
      ...more,
      name: 'refuses',
      run: async () => {
        throw refused('test/no', 'It cannot be. Try another.');
      },
    }),
    defineDiagnostic({ ...more, name: 'lies', run: async () => JSON.parse('[{"type":"nonsense"}]') as [] }),
    defineDiagnostic({ ...more, name: 'exits', run: async () => process.exit(1) }),
    defineDiagnostic({
      ...more,
      name: 'throws-elsewhere',
      run: () =>
        new Promise(() => {
          setImmediate(() => {
            throw new Error('in a listener');
          });
        }),
    }),
    defineDiagnostic({
      ...more,
      name: 'leaves-behind',
      run: async () => {
        setImmediate(() => {
          throw new Error('later');
        });
        return [ok('gone')];
      },
    }),
    defineDiagnostic({
      ...more,
      name: 'counts',
      options: { to: integer({ description: 'How far', default: 3, least: 1, most: 100 }) },
      async *run({ to }, context) {
        for (let n = 1; n <= to; n++) {
          yield { ...facts({ count: n }), id: 'count' };
          await context.clock.sleep(300, context.signal);
        }
        return [ok('Counted.')];
      },
    }),
    defineDiagnostic({
      ...more,
      name: 'hurries',
      async *run(_, context) {
        context.progress('first');
        context.progress('second');
        yield ok('one');
        yield ok('two');
        await context.clock.sleep(700, context.signal);
        for (;;);
      },
      timeoutMs: 3000,
    }),
    defineDiagnostic({ ...more, name: 'nice', run: async () => [facts({ nice: getPriority() })] }),
    defineDiagnostic({ ...more, name: 'secret', run: async (_, context) => [ok(context.secret('token').slice(0, 3))] }),
    defineDiagnostic({
      ...more,
      name: 'environment',
      run: async () => [facts({ home: process.env['HOME'] ?? null, token: process.env['MUSTER_TEST_TOKEN'] ?? null })],
    }),
  ],
);
