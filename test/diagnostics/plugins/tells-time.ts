import { defineDiagnostic, definePlugin, ok } from '../../../src/diagnostics/plugin.ts';

/** Says what time it is by the clock that it was handed. */
export const plugin = definePlugin(
  { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  () => [
    defineDiagnostic({
      name: 'time',
      summary: 'The time',
      risk: 'read',
      targets: [],
      options: {},
      run: async (_, { clock }) => [ok(`It is ${new Date(clock.now()).toISOString()}.`)],
    }),
  ],
);
