import { appendFileSync } from 'node:fs';
import {
  bad,
  defineDiagnostic,
  definePlugin,
  facts,
  ok,
  refused,
  text,
  yesNo,
} from '../../../src/diagnostics/plugin.ts';

/** An action as its author writes it: flushes a "cache", a file in the tests' folder that counts how often it was done. */
export const plugin = definePlugin(
  {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) =>
        typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string'
          ? { value: { file: value.file } }
          : { issues: [{ message: 'is missing', path: ['file'] }] },
    },
  },
  ({ file }) => [
    defineDiagnostic({
      name: 'flush-cache',
      summary: 'Flush a cache',
      risk: 'dangerous',
      actionOnly: true,
      targets: [],
      options: {
        host: text({ description: 'Which host', required: true }),
        'dry-run': yesNo({ description: 'Say what would be done', default: false }),
      },
      async run({ host, 'dry-run': dryRun }, context) {
        if (dryRun) return [ok(`Would flush the cache of ${host}.`)];
        if (host === 'unknown') throw refused('cache/unknown', 'There is no such host.');
        if (host === 'crash') throw new Error('it crashed');
        if (host === 'broken') return [bad('The cache did not answer.')];
        context.progress(`flushing with ${context.secret('token')}`);
        appendFileSync(file, `${host}\n`);
        if (host === 'slow')
          await new Promise((_, reject) => {
            context.signal.addEventListener('abort', () => reject(new Error('stopped')));
          });
        return [
          ok(`Flushed ${host}.`),
          facts({ password: 'of-nobody-else' }),
          { type: 'lines', text: `keys gone with ${context.secret('token')}` },
        ];
      },
    }),
  ],
);
