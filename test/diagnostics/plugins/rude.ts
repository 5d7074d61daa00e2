import { defineDiagnostic, definePlugin, type Finding, ok, type TreeNode } from '../../../src/diagnostics/plugin.ts';

const more = {
  summary: 'A plugin that hands back what hurts whoever draws it',
  risk: 'read',
  targets: [],
  options: {},
} as const;
const one = (name: string, findings: () => readonly unknown[]) =>
  defineDiagnostic({ ...more, name, run: async () => findings() as readonly Finding[] });
const deep = (levels: number): TreeNode => {
  let node: TreeNode = { label: 'leaf' };
  for (let n = 0; n < levels; n++) node = { label: `${n}`, children: [node] };
  return node;
};

/** Each hands back findings of a shape that nobody would draw by hand. */
export const plugin = definePlugin(
  { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  () => [
    one('wide-cell', () => [
      {
        type: 'table',
        columns: [{ name: 'a' }, { name: 'b' }],
        rows: [['x'.repeat(200_000), 1], ...Array.from({ length: 20_000 }, () => ['y', 1])],
      },
    ]),
    one('many-rows', () => [
      { type: 'table', columns: [{ name: 'a' }], rows: Array.from({ length: 240_000 }, () => []) },
    ]),
    one('many-facts', () => [
      {
        type: 'facts',
        facts: [
          { name: 'n'.repeat(200_000), value: 1 },
          ...Array.from({ length: 9_000 }, (_, n) => ({ name: `f${n}`, value: n })),
        ],
      },
    ]),
    one('deep-tree', () => [{ type: 'tree', roots: [deep(3_000)] }]),
    one('deeper-tree', () => [{ type: 'tree', roots: [deep(30_000)] }]),
    one('cyclic', () => {
      const node: { label: string; children: unknown[] } = { label: 'x', children: [] };
      node.children.push(node);
      return [{ type: 'tree', roots: [node] }];
    }),
    one('many-points', () => [
      {
        type: 'series',
        unit: 'ms',
        series: Array.from({ length: 12 }, (_, s) => ({
          name: `s${s}`,
          points: Array.from({ length: 1_800 }, (_, n) => [1.7e12 + n * 1000, Math.random() * 100]),
        })),
      },
    ]),
    one('many-series', () => [
      {
        type: 'series',
        series: Array.from({ length: 9_000 }, (_, s) => ({
          name: `s${s}`,
          points: [
            [1.7e12, s],
            [1.7e12 + 1, s],
          ],
        })),
      },
    ]),
    one('odd-times', () => [
      {
        type: 'series',
        series: [
          {
            name: 's',
            points: [
              [-1e300, 1],
              [1e300, -1e308],
              [0, 1e308],
            ],
          },
        ],
      },
    ]),
    one('infinite', () => [
      {
        type: 'series',
        series: [
          {
            name: 's',
            points: [
              [NaN, 1],
              [Infinity, 2],
              [0, NaN],
            ],
          },
        ],
      },
    ]),
    one('no-words', () => [
      { type: 'table', columns: [], rows: [[], []] },
      { type: 'facts', facts: [] },
      { type: 'tree', roots: [] },
      { type: 'series', series: [] },
      { type: 'text', text: '' },
      { type: 'verdict', verdict: 'ok', reason: '' },
    ]),
    one('long-words', () => [ok('w'.repeat(500_000)), { type: 'text', text: `${'漢字👩‍👩‍👧'.repeat(60_000)}` }]),
    one('wide-graphemes', () => [
      {
        type: 'table',
        columns: [{ name: 'a' }],
        rows: Array.from({ length: 12 }, () => ['e' + '\u0301'.repeat(30_000)]),
      },
    ]),
    one('coloured', () => [
      {
        type: 'lines',
        text: '\u001b[31mpassword\u001b[0m=hunter2hunter2 to\u200eken\u0000=abcdefgh \u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007 sec\u200bret-of-ours',
      },
      { type: 'facts', facts: [{ name: 'db_password', value: 'hunter2hunter2' }] },
      { type: 'table', columns: [{ name: 'user' }, { name: 'api_key' }], rows: [['ada', 'hunter2hunter2']] },
      { type: 'file', name: 'out.txt', contentType: 'text/plain', text: '\u001b[2Jpass\u001b[0mword: hunter2hunter2' },
    ]),
    one('marked-down', () => [
      ok(
        '@everyone <@100000000000000001> <@&1> [click](https://evil.example) ``` # big',
        '> quote\n-# small\n||spoiler||',
      ),
      { type: 'lines', text: '```\n@everyone\n```js\n``` ` `` ````', language: '```\n@everyone' },
      {
        type: 'text',
        title: '``` # [t](https://evil.example)',
        text: '<#1> <t:0:R> <:emoji:1> </cmd:1> https://evil.example/@everyone',
      },
    ]),
    ...[42, {}, 'x'.repeat(5_000), null, Symbol.iterator].map((target, index) =>
      defineDiagnostic({
        ...more,
        name: `target-${index}`,
        target: () => target as string,
        run: async () => [ok('done')],
      }),
    ),
    defineDiagnostic({
      ...more,
      name: 'throws-nothing',
      run: async () => Promise.reject(undefined as unknown as Error),
    }),
    defineDiagnostic({
      ...more,
      name: 'throws-long',
      run: async () => {
        throw new Error(`token=${'s3cret'.repeat(100)} ${'x'.repeat(1e6)}`);
      },
    }),
    defineDiagnostic({
      ...more,
      name: 'big-buffers',
      timeoutMs: 8000,
      run: async () => {
        const all: Buffer[] = [];
        for (;;) {
          all.push(Buffer.alloc(50_000_000, 1));
          await new Promise((go) => setTimeout(go, 20));
        }
      },
    }),
    defineDiagnostic({ ...more, name: 'returns-odd', run: async () => 42 as unknown as [] }),
    defineDiagnostic({
      ...more,
      name: 'yields-odd',
      async *run() {
        yield null as unknown as Finding;
        yield 'text' as unknown as Finding;
        yield { type: 'text' } as Finding;
        yield ok('end');
      },
    }),
  ],
);
