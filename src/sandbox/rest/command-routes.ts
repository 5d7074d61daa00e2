import { DAY_MS } from '../../base/durations.ts';
import type { APIApplicationCommandOption } from 'discord-api-types/v10';
import type { Command } from '../model.ts';
import { type FormErrors, invalidForm, refused } from '../refused.ts';
import { commandShape } from '../shapes/command.ts';

import { type CommandBody, checkCommand, checkScope } from '../validation/command-rules.ts';
import { type World, guildOf } from '../world.ts';
import { type RestCall, type Route, created, done, ok, route } from './route.ts';

interface Scope {
  readonly guildId: string | null;
  readonly commands: readonly Command[];
}

function scopeOf(call: RestCall, inGuild: boolean): Scope {
  if (call.id('application_id') !== call.world.state.applicationId) throw refused(10002);
  const guildId = inGuild ? guildOf(call.world, call.id('guild_id')).id : null;
  return { guildId, commands: [...call.world.state.commands.values()].filter((one) => one.guildId === guildId) };
}

function commandOf(call: RestCall, scope: Scope): Command {
  const command = scope.commands.find((one) => one.id === call.param('command_id'));
  if (!command) throw refused(10063);
  return command;
}

/** Registers or updates by name and type: an update is no create, and keeps the id. */
function put(world: World, scope: Scope, body: CommandBody): { command: Command; isNew: boolean } {
  const type = body.type ?? 1;
  const existing = scope.commands.find((one) => one.type === type && (one.name === body.name || one.id === body.id));
  if (!existing) countCreate(world, scope.guildId);
  const command: Command = {
    id: existing?.id ?? world.newSnowflake(),
    guildId: scope.guildId,
    type,
    name: body.name,
    nameLocalizations: body.name_localizations ?? null,
    description: body.description ?? '',
    descriptionLocalizations: body.description_localizations ?? null,
    options: (body.options ?? []).map(kept),
    defaultMemberPermissions: body.default_member_permissions == null ? null : BigInt(body.default_member_permissions),
    contexts: body.contexts ? [...body.contexts] : body.dm_permission === false ? [0] : null,
    nsfw: body.nsfw ?? false,
    version: world.newSnowflake(),
  };
  world.state.commands.set(command.id, command);
  return { command, isNew: !existing };
}

/** Discord gives an option back without what was null. */
const kept = (option: APIApplicationCommandOption): APIApplicationCommandOption =>
  Object.fromEntries(
    Object.entries(option)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, key === 'options' ? (value as APIApplicationCommandOption[]).map(kept) : value]),
  ) as unknown as APIApplicationCommandOption;

/** Ids tell their instant, so the creates of the last day can be counted from what was created. */
const creates = new WeakMap<World, { readonly guildId: string | null; readonly at: number }[]>();

function countCreate(world: World, guildId: string | null): void {
  const now = world.clock.now();
  const past = (creates.get(world) ?? []).filter((one) => now - one.at < DAY_MS);
  if (past.filter((one) => one.guildId === guildId).length >= world.limits.commandCreatesPerDay) throw refused(30034);
  past.push({ guildId, at: now });
  creates.set(world, past);
}

function checkAll(bodies: readonly CommandBody[], single: boolean): void {
  const errors: FormErrors = {};
  const faultless = bodies.map((body, index) => checkCommand(body, single ? [] : [index], errors));
  if (faultless.includes(false)) throw invalidForm(errors);
}

function routesIn(base: `/${string}`, inGuild: boolean): Route[] {
  const shape = (call: RestCall, command: Command): object => commandShape(command, call.world.state.applicationId);
  return [
    route(`GET ${base}`, { run: (call) => ok(scopeOf(call, inGuild).commands.map((command) => shape(call, command))) }),
    route<CommandBody[] | null>(`PUT ${base}`, {
      body: 'BulkCommands',
      run(call, bodies) {
        const scope = scopeOf(call, inGuild);
        const all = bodies ?? [];
        checkAll(all, false);
        checkScope(all);
        const results = all.map((body) => put(call.world, scope, body).command);
        const stays = new Set(results.map((command) => command.id));
        for (const old of scope.commands) if (!stays.has(old.id)) call.world.state.commands.delete(old.id);
        announceCommands(call.world, scope.guildId);
        return ok(results.map((command) => shape(call, command)));
      },
    }),
    route<CommandBody>(`POST ${base}`, {
      body: 'ApplicationCommandCreateRequest',
      run(call, body) {
        const scope = scopeOf(call, inGuild);
        checkAll([body], true);
        const others = scope.commands.filter((one) => one.name !== body.name || one.type !== (body.type ?? 1));
        checkScope([...others, body]);
        const { command, isNew } = put(call.world, scope, body);
        announceCommands(call.world, scope.guildId);
        return isNew ? created(shape(call, command)) : ok(shape(call, command));
      },
    }),
    route(`GET ${base}/:command_id`, { run: (call) => ok(shape(call, commandOf(call, scopeOf(call, inGuild)))) }),
    route<Partial<CommandBody>>(`PATCH ${base}/:command_id`, {
      body: 'ApplicationCommandPatchRequestPartial',
      run(call, body) {
        const scope = scopeOf(call, inGuild);
        const old = commandOf(call, scope);
        const merged: CommandBody = {
          id: old.id,
          type: old.type,
          name: old.name,
          name_localizations: old.nameLocalizations ?? null,
          description: old.description,
          description_localizations: old.descriptionLocalizations ?? null,
          options: old.options,
          default_member_permissions:
            old.defaultMemberPermissions === null ? null : String(old.defaultMemberPermissions),
          contexts: old.contexts,
          nsfw: old.nsfw,
          ...body,
        };
        checkAll([merged], true);
        const { command } = put(call.world, scope, merged);
        announceCommands(call.world, scope.guildId);
        return ok(shape(call, command));
      },
    }),
    route(`DELETE ${base}/:command_id`, {
      run(call) {
        const scope = scopeOf(call, inGuild);
        call.world.state.commands.delete(commandOf(call, scope).id);
        announceCommands(call.world, scope.guildId);
        return done;
      },
    }),
  ];
}

/** Not one of Discord's events: the pages that show the sandbox reload their command list. */
const announceCommands = (world: World, guildId: string | null): void => {
  world.events.publish({ t: 'SANDBOX_COMMANDS', d: { guild_id: guildId }, guildId });
};

export const commandRoutes: readonly Route[] = [
  ...routesIn('/applications/:application_id/commands', false),
  ...routesIn('/applications/:application_id/guilds/:guild_id/commands', true),
];
