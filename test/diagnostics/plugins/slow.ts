import { once } from 'node:events';
import { defineDiagnostic, definePlugin, ok } from '../../../src/diagnostics/plugin.ts';

/** Says something at once, and never comes to an end by itself. */
export const plugin = definePlugin(
  { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  () => [
    defineDiagnostic({
      name: 'slow',
      summary: 'Takes very long',
      risk: 'read',
      targets: [],
      timeoutMs: 600_000,
      options: {},
      async *run(_, { signal }) {
        yield ok('The first half is well.');
        const alive = setInterval(() => undefined, 1000);
        await once(signal, 'abort');
        clearInterval(alive);
      },
    }),
  ],
);
