import { type APIApplicationCommand, type RESTPostAPIApplicationCommandsJSONBody, Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { canonicalJson } from '../base/canonical-json.ts';
import { registrationErrors } from './registration-check.ts';

/**
 * Registers the commands in the server, unless the very same ones stand there already: Discord counts creations (200 a day),
 * and a person who types while they are rewritten sees them flicker. Throws, naming each, when Discord would refuse one.
 */
export async function registerCommands(
  rest: REST,
  applicationId: string,
  guildId: string,
  wanted: readonly RESTPostAPIApplicationCommandsJSONBody[],
): Promise<'unchanged' | 'written'> {
  const errors = registrationErrors(wanted);
  if (errors.length > 0) throw new Error(`These commands cannot be registered with Discord:\n${errors.join('\n')}`);
  const route = Routes.applicationGuildCommands(applicationId, guildId);
  const present = (await rest.get(route, {
    query: new URLSearchParams({ with_localizations: 'true' }),
  })) as readonly APIApplicationCommand[];
  if (fingerprint(present) === fingerprint(wanted)) return 'unchanged';
  await rest.put(route, { body: wanted });
  return 'written';
}

/** What Discord adds of its own to a registered command. */
const ADDED = new Set([
  'id',
  'application_id',
  'guild_id',
  'version',
  'dm_permission',
  'nsfw',
  'name_localized',
  'description_localized',
  'handler',
]);

/** Compared are our own fields; what is left out, null, false or empty says the same. */
function fingerprint(commands: readonly (APIApplicationCommand | RESTPostAPIApplicationCommandsJSONBody)[]): string {
  return commands
    .map((command) => canonicalJson(plain({ type: 1, ...command }, 0)))
    .sort()
    .join('\n');
}

function plain(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return value.map((part) => plain(part, depth + 1));
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(depth === 0 && ADDED.has(key)) && !saysNothing(inner, key))
      .filter(([key]) => !/_localized$/.test(key))
      .map(([key, inner]) => [key, plain(inner, depth + 1)]),
  );
}

const saysNothing = (value: unknown, key: string): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  (key.endsWith('_localizations') && typeof value === 'object' && Object.keys(value).length === 0) ||
  (key === 'description' && value === '') ||
  (Array.isArray(value) && value.length === 0);
