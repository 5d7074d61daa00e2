import { expect, test } from 'vitest';
import { newId } from '../../src/base/ids.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { type Bot, startBot } from '../../src/testing.ts';

/** Names that every object has, and what no id, number or name is. */
const HOSTILE = [
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'policy:constructor',
  '9'.repeat(400),
  '-1',
  '\0',
  '%00',
];

const config = (ids: Readonly<Record<string, string>>): string => `
people: { ada: { discord: "${ids['ada'] ?? ''}" }, ben: { discord: "${ids['ben'] ?? ''}" } }
services: { shop: { policy: main } }
policies: { main: { steps: [{ page: [schedule:primary], wait: 5m }] } }
schedules: { primary: { layers: [{ users: [ada, ben], turn: 1 week, start: 2026-01-05T09:00 }] } }
actions:
  restart: { summary: Restart it, risk: change, parameters: { host: { summary: Which } }, runs: { program: [echo, "{host}"], folder: /tmp } }
`;

/** As somebody who may do everything: what is refused is refused for what it is. */
function contextOf(bot: Bot): CommandContext {
  const { id } = bot.as('ada');
  return {
    cause: { causeId: newId(Date.now()), actor: { kind: 'person', id }, source: { kind: 'button' } },
    viewer: { id, name: 'ada', roleIds: [], permissions: new Set(['muster.admin']) },
    now: Date.now(),
    place: null,
    locale: 'en-GB',
    timeZone: 'UTC',
    progress: () => undefined,
    signal: AbortSignal.timeout(60_000),
  };
}

/** What threw, with its words: a refusal is an answer, an exception a bug. */
async function thrownBy(calls: Iterable<readonly [what: string, call: () => Promise<unknown>]>): Promise<string[]> {
  const thrown: string[] = [];
  for (const [what, call] of calls) {
    await call().catch((error: unknown) => thrown.push(`${what}: ${String(error)}`));
  }
  return thrown;
}

test('no button, form or command breaks on names that every object has', { timeout: 120_000 }, async () => {
  const bot = await startBot({ config });
  try {
    const { dispatcher, incidents, actions, oncall, diagnostics } = bot.app;
    await dispatcher.command('incident declare', { title: 'One' }, contextOf(bot));
    const pressed = [incidents, actions, oncall, ...(diagnostics ? [diagnostics] : [])].flatMap((domain) =>
      domain.actions.flatMap(({ action }) =>
        HOSTILE.flatMap((value) =>
          [[value], ['1', value], [value, value, value]].map((args) => {
            const names = ['chosen', 'given', 'whom', 'message', 'task', 'entry', 'role', 'service', 'text', 'reason'];
            const fields = Object.fromEntries(names.map((name) => [name, [value]]));
            const call = () => dispatcher.action(action, args, fields, contextOf(bot));
            return [`${action} ${value.slice(0, 20)}`, call] as const;
          }),
        ),
      ),
    );
    const typed = dispatcher.commands.flatMap(({ name, options }) =>
      HOSTILE.flatMap((value) =>
        Object.keys(options).map((option) => {
          const usual = name.startsWith('page') ? { who: 'ada', message: 'x' } : {};
          const call = () => dispatcher.command(name, { ...usual, [option]: value }, contextOf(bot));
          return [`/${name} ${option}:${value.slice(0, 20)}`, call] as const;
        }),
      ),
    );
    expect(await thrownBy([...pressed, ...typed])).toEqual([]);
  } finally {
    await bot.stop();
  }
});
