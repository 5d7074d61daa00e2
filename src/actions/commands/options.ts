import { mayDo } from '../../catalog/viewer.ts';
import type { CommandContext } from '../../commands/context.ts';
import { parsedText, text, yesNo } from '../../commands/options.ts';
import { ok, refuse } from '../../base/result.ts';
import { parseDuration } from '../config/duration.ts';
import type { ActionsParts } from '../parts.ts';
import { repositoryOf } from '../repositories/repository-of.ts';

const matching = (names: readonly string[], typed: string) =>
  names
    .filter((name) => name.toLowerCase().includes(typed.trim().toLowerCase()))
    .slice(0, 25)
    .map((name) => ({ name: name.slice(0, 100), value: name.slice(0, 100) }));

export const appOption = (parts: ActionsParts) =>
  text({
    description: 'Which app',
    required: true,
    most: 40,
    suggest: (typed) => matching(Object.keys(parts.config().apps), typed),
  });

const environmentNames = (parts: ActionsParts): readonly string[] => [
  ...new Set(Object.values(parts.config().apps).flatMap(({ environments }) => environments.map(({ name }) => name))),
];

export const environmentOption = (parts: ActionsParts, description: string) =>
  text({ description, most: 40, suggest: (typed) => matching(environmentNames(parts), typed) });

export const requiredEnvironmentOption = (parts: ActionsParts) =>
  text({
    description: 'Which environment',
    required: true,
    most: 40,
    suggest: (typed) => matching(environmentNames(parts), typed),
  });

/** Branches and tags of all apps: Discord does not say which app was typed beside it. */
export const refOption = (parts: ActionsParts, description: string) =>
  text({
    description,
    most: 255,
    async suggest(typed: string) {
      const apps = Object.values(parts.config().apps).slice(0, 10);
      const lists = await Promise.all(apps.map((app) => repositoryOf(app, parts).refs()));
      return matching([...new Set(lists.flat())], typed);
    },
  });

export const overrideOption = () =>
  text({ description: 'Pass over a freeze, an open incident, checks or the order: say why', most: 500 });

export const reasonOption = () => text({ description: 'What is wrong with what runs there', most: 500 });

export const dryRunOption = () => yesNo({ description: 'Say what would happen, and do nothing' });

export const durationOption = (description: string) =>
  parsedText({ description }, (raw) => {
    const durationMs = parseDuration(raw);
    return durationMs === undefined || durationMs <= 0
      ? refuse('option/duration', 'That is no length of time: write it like 30 min, 2h or 1d.')
      : ok(durationMs);
  });

/** Further ahead nobody knows what is right. */
const MOST_AHEAD_MS = 90 * 86_400_000;

export const startAtOption = (parts: ActionsParts) =>
  parsedText(
    { description: 'When it is to start: 22:30, tomorrow 06:00, in 2 h; at once when left out' },
    (raw, context) => {
      const at = parts.dueInWords(raw, context);
      return at.ok && at.value - context.now > MOST_AHEAD_MS
        ? refuse('option/too-far', 'Deploys are planned 90 days ahead at most.')
        : at;
    },
  );

export const actionOption = (parts: ActionsParts) =>
  text({
    description: 'Which action',
    required: true,
    most: 40,
    suggest: (typed, context: CommandContext) =>
      Object.entries(parts.config().actions)
        .filter(
          ([name, action]) =>
            mayDo(context.viewer, action.permission) &&
            `${name} ${action.summary}`.toLowerCase().includes(typed.trim().toLowerCase()),
        )
        .slice(0, 25)
        .map(([name, action]) => ({ name: `${name}: ${action.summary}`.slice(0, 100), value: name })),
  });
