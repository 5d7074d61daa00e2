import {
  defineDiagnostic,
  definePlugin,
  facts,
  ok,
  refused,
  text,
  warn,
  yesNo,
} from '../../../src/diagnostics/plugin.ts';

let visits = 0;

/** A well-behaved plugin: what changes from run to run, what needs a form, what is dangerous. */
export const plugin = definePlugin(
  {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) =>
        typeof value === 'object' && value !== null && 'shop' in value && typeof value.shop === 'string'
          ? { value: { shop: value.shop } }
          : { issues: [{ message: 'is missing', path: ['shop'] }] },
    },
  },
  ({ shop }) => [
    defineDiagnostic({
      name: 'visits',
      summary: 'Count the visits',
      risk: 'read',
      targets: [],
      options: { note: text({ description: 'Anything', suggest: () => ['one', 'two'] }) },
      target: () => shop,
      run: async ({ note }, context) => {
        context.progress('counting');
        context.chose({ note: 'token=hunter3hunter3', ...{ stranger: 'x' } });
        visits++;
        return [
          visits % 2 === 1 ? ok('Odd.') : warn('Even.', 'Visit again.'),
          facts({ shop, visits, note: note ?? null, key: 'password=hunter2hunter2', address: '192.0.2.7 is ours' }),
          { type: 'facts', title: 'clock', facts: [{ name: 'ms', value: visits * 7, volatile: true }] },
        ];
      },
    }),
    defineDiagnostic({
      name: 'ask',
      summary: 'Asks in a form',
      risk: 'read',
      targets: [],
      permission: 'shop.ask',
      options: {
        sql: text({ description: 'Some text', required: true, form: true }),
        deep: yesNo({ description: 'Look deeper', permission: 'shop.deep' }),
      },
      run: async ({ sql, deep }) => {
        if (sql.startsWith('nonsense')) throw refused('shop/nonsense', `${sql} is nonsense.`);
        return [ok(`Asked ${sql}, deep: ${String(deep ?? false)}.`)];
      },
    }),
    defineDiagnostic({
      name: 'drifts',
      summary: 'Is different each time, and compared each time',
      risk: 'read',
      targets: [],
      comparesByItself: true,
      options: {},
      run: async () => [facts({ drift: ++visits })],
    }),
    defineDiagnostic({
      name: 'burn',
      summary: 'Burns something',
      risk: 'dangerous',
      targets: [],
      options: {},
      run: async () => [ok('Burnt.')],
    }),
    defineDiagnostic({
      name: 'raze',
      summary: 'Burns what a form says',
      risk: 'dangerous',
      targets: [],
      options: { what: text({ description: 'What', required: true, form: true }) },
      run: async ({ what }) => [ok(`Razed ${what}.`)],
    }),
    defineDiagnostic({
      name: 'leaks',
      summary: 'Says secrets wherever it may say something',
      risk: 'read',
      targets: [],
      options: { url: text({ description: 'An address' }) },
      run: async ({ url }, context) => {
        context.log.info('about to ask, token=hunter2hunter2');
        context.progress(`asking ${url ?? 'token=hunter2hunter2'}`);
        await context.clock.sleep(600);
        throw refused('leaks/no', `${url ?? 'token=hunter2hunter2'} did not answer.`);
      },
    }),
    defineDiagnostic({
      name: 'long',
      summary: 'Says much, with what ought not to do anything',
      risk: 'read',
      targets: [],
      options: {},
      run: async () => [
        {
          type: 'table',
          title: '@everyone ``` <@1>',
          columns: [{ name: 'n' }],
          rows: Array.from({ length: 200 }, (_, n) => [`row ${n}`]),
        },
      ],
    }),
  ],
);
