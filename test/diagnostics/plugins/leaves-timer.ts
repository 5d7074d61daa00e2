import { defineDiagnostic, definePlugin, ok } from '../../../src/diagnostics/plugin.ts';

/** Begins a wait that nobody ends. */
export const plugin = definePlugin(
  { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  () => [
    defineDiagnostic({
      name: 'leaky',
      summary: 'Leaves a timer behind',
      risk: 'read',
      targets: [],
      options: {},
      run: async (_, { clock }) => {
        void clock.sleep(3_600_000).catch(() => undefined);
        return [ok('Done, as far as anybody sees.')];
      },
    }),
  ],
);
