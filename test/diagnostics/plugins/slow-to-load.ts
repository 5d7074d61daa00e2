import { defineDiagnostic, definePlugin, ok, text } from '../../../src/diagnostics/plugin.ts';

// As on a machine that is busy: longer than the diagnostic itself may take.
await new Promise((done) => setTimeout(done, 1500));

export const plugin = definePlugin(
  { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } },
  () => [
    defineDiagnostic({
      name: 'slow-to-load',
      summary: 'Is loaded slowly, and answers at once',
      risk: 'read',
      targets: [],
      timeoutMs: 500,
      options: { word: text({ description: 'A word', suggest: () => ['one'] }) },
      run: async () => [ok('Here.')],
    }),
  ],
);
