/** A plugin that works as it stands: asks a web address for its health. */
export function templateFiles(name: string): Readonly<Record<string, string>> {
  return {
    'package.json': `${JSON.stringify(
      {
        name: `muster-plugin-${name}`,
        version: '0.1.0',
        type: 'module',
        exports: './plugin.ts',
        scripts: { test: 'vitest run' },
        dependencies: { zod: '^4.6.7' },
        // Muster is not listed: it is found in the folder above, and npm's package of that name is somebody else's.
        devDependencies: { vitest: '^5.1.1' },
      },
      null,
      2,
    )}\n`,
    'plugin.ts': `import { bad, defineDiagnostic, definePlugin, facts, ok, refused, text } from 'muster/plugin';
import { z } from 'zod';

/** What stands under \`config:\` in muster.yaml. Any Standard Schema library will do in place of zod. */
const config = z.strictObject({ url: z.url() });

export const plugin = definePlugin(config, ({ url }) => [
  defineDiagnostic({
    name: '${name}',
    summary: 'Ask the service how it is',
    examples: ['', 'path:/version'],
    risk: 'read',
    // Where it may go; \`targets:\` in muster.yaml takes the place of this.
    targets: [new URL(url).host],
    timeoutMs: 15_000,
    options: {
      path: text({ description: 'What to ask for', default: '/health' }),
    },
    target: ({ path }) => path,
    async run({ path }, context) {
      context.progress(\`asking \${path}\`);
      const startedAt = context.clock.now();
      const response = await context.fetch(new URL(path, url), { signal: context.signal });
      const body = await response.text();
      // What can be expected to go wrong is said in a sentence that says what to do next.
      if (response.status === 404) throw refused('${name}/path', \`There is no \${path} there. Try /health.\`);
      return [
        response.ok
          ? ok(\`It answers \${response.status}.\`)
          : bad(\`It answers \${response.status}.\`, 'Look at its logs: /diag logs.'),
        facts({ path, status: response.status, bytes: body.length }),
        { type: 'facts', facts: [{ name: 'ms', value: context.clock.now() - startedAt, volatile: true }] },
        { type: 'lines', title: 'Answer', text: body.slice(0, 2000) },
      ];
    },
  }),
]);
`,
    'plugin.test.ts': `import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Bot, startBot, virtualClock } from 'muster/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** A machine that is busy takes its time to start all of this. */
const PATIENCE_MS = 60_000;

let service: Server;
let bot: Bot;

beforeAll(async () => {
  service = createServer((request, response) => {
    if (request.url === '/health') response.end('all is well');
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
  const { port } = service.address() as AddressInfo;
  // A whole Muster on a local Discord, with this plugin in it. 127.0.0.1 is listed because loopback is refused otherwise.
  // On a clock of the test's own (\`clock.advance\` moves it), so that it is noticed when the plugin leaves a timer behind.
  bot = await startBot({
    clock: virtualClock(Date.parse('2026-01-05T09:00:00Z')),
    pluginsInThread: true,
    config: JSON.stringify({
      diagnostics: {
        plugins: {
          ${JSON.stringify(name)}: {
            from: join(import.meta.dirname, 'plugin.ts'),
            config: { url: \`http://127.0.0.1:\${port}\` },
            targets: [\`127.0.0.1:\${port}\`],
          },
        },
      },
    }),
  });
}, PATIENCE_MS);

// Fails when a timer was left behind, or a message that nobody waited for.
afterAll(async () => {
  await bot.stop();
  service.close();
});

/** Types the command as a person would, and waits until the channel shows what is expected. */
async function ask(options: Record<string, string>, expected: string): Promise<string> {
  const ada = bot.as('ada');
  const exchange = await ada.command('#general', 'diag ${name}', options);
  return ada.waitFor(() => {
    const shown = JSON.stringify([ada.see('#general'), exchange]);
    return shown.includes(expected) ? shown : undefined;
  }, PATIENCE_MS / 2);
}

test('says how the service is', { timeout: PATIENCE_MS }, async () => {
  expect(await ask({}, 'It answers 200')).toContain('all is well');
});

test('says what to do when there is nothing at that path', { timeout: PATIENCE_MS }, async () => {
  expect(await ask({ path: '/nothing' }, 'Try /health')).not.toContain('It answers 404');
});
`,
    'README.md': `# ${name}: a diagnostic for Muster

    npm install && npm test

In muster.yaml:

    diagnostics:
      plugins:
        ${name}: { from: ./${name}/plugin.ts, config: { url: https://service.example.com } }
`,
  };
}
