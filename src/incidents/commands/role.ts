import { type Result, ok, refuse } from '../../base/result.ts';
import { person, rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import type { Block, Reply } from '../../commands/message.ts';
import { parsedText, personOption, yesNo } from '../../commands/options.ts';
import { tellPeople } from '../audience.ts';
import { type RoleDefinition, rolesOf } from '../config.ts';
import { decideAssignRole, decideLeaveRole } from '../decide/role.ts';
import { firstDoing } from '../decide/recorded.ts';
import { isDiscordId } from '../effects.ts';
import { changeIncident, type IncidentParts, personOf } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { incidentOption } from './incident-options.ts';
import { named } from './named.ts';
import { recordedReply } from './replies.ts';
import { tellChannel } from './tell-channel.ts';

export interface NamedRole extends RoleDefinition {
  readonly key: string;
}

/** By key or by name, as people write it. */
export function findRole(parts: Pick<IncidentParts, 'config'>, written: string): Result<NamedRole> {
  const roles = Object.entries(rolesOf(parts.config()));
  const wanted = written.trim().toLowerCase();
  const found = roles.find(([key, { name }]) => key.toLowerCase() === wanted || name.toLowerCase() === wanted);
  return found
    ? ok({ key: found[0], ...found[1] })
    : refuse(
        'role/unknown',
        `There is no role "${written.slice(0, 60)}". Known are: ${roles.map(([key]) => key).join(', ')}.`,
      );
}

export const roleCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident role',
    summary: 'Take a role, give it to somebody, hand it over, or leave it',
    details: 'Without a person you take the role yourself. Who holds it already hands it over by this.',
    examples: ['/incident role role:commander', '/incident role role:scribe person:@bob'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      role: parsedText(
        {
          description: 'Which role',
          required: true,
          suggest: (typed) =>
            Object.entries(rolesOf(parts.config()))
              .filter(([key, { name }]) => `${key} ${name}`.toLowerCase().includes(typed.toLowerCase()))
              .slice(0, 25)
              .map(([key, { name, summary }]) => ({
                name: [...(summary === '' ? name : `${name}: ${summary}`)].slice(0, 100).join(''),
                value: key,
              })),
        },
        (raw) => findRole(parts, raw),
      ),
      person: personOption({ description: 'Who; without it, you' }),
      leave: yesNo({ description: 'Give the role up instead' }),
      incident: incidentOption(parts),
    },
    async run({ role, person: who, leave, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      const target = who ?? personOf(context);
      if (target === null) return refuse('role/person', 'Say with the option person who takes the role.');
      return leave
        ? leaveRole(parts, row.value, role, target, context)
        : assignRole(parts, row.value, role, target, context);
    },
  });

export async function leaveRole(
  parts: IncidentParts,
  row: IncidentRow,
  role: NamedRole,
  who: string,
  context: CommandContext,
) {
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    decideLeaveRole(state, { role: role.key, roleName: role.name, person: who }, decideContext),
  );
  return recorded.ok
    ? recordedReply(recorded.value, rich`${person(who)} is no longer ${strong(role.name)}.`)
    : recorded;
}

export async function assignRole(
  parts: IncidentParts,
  row: IncidentRow,
  role: NamedRole,
  who: string,
  context: CommandContext,
): Promise<Result<Reply>> {
  const before = row.roles.find((holder) => holder.role === role.key);
  const text = rich`${strong(role.name)}: ${person(who)}${before && before.person !== who ? rich` (was ${person(before.person)})` : ''}`;
  const checklist: readonly Block[] =
    role.checklist.length > 0 ? [{ type: 'list', items: role.checklist.map((step) => [step]) }] : [];
  const isGiven = who !== personOf(context);
  // Who takes it reads the answer; who is given it from elsewhere reads the incident's channel.
  const more = isGiven ? { blocks: checklist, ping: { people: [who] } } : {};
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) => {
    const decided = decideAssignRole(state, { role: role.key, roleName: role.name, person: who }, decideContext);
    const taking = { ...state, responders: [...state.responders, who] };
    return isGiven && row.channelId === null
      ? firstDoing(decided, tellPeople(taking, [who].filter(isDiscordId), [{ type: 'text', text }, ...checklist]))
      : tellChannel(decided, { parts, row, context, text, more });
  });
  if (!recorded.ok) return recorded;
  // Who is given something to do is told so.
  return recordedReply(recorded.value, text, { after: checklist, ...(isGiven && { ping: { people: [who] } }) });
}

export const takeRole = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.role.take',
  summary: 'Take the role yourself',
  permission: 'incident.join',
  risk: 'record',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    if (!row.ok) return row;
    const role = findRole(parts, args[1] ?? '');
    if (!role.ok) return role;
    const who = personOf(context);
    return who === null
      ? refuse('role/person', 'Only a person can take a role.')
      : assignRole(parts, row.value, role.value, who, context);
  },
});
