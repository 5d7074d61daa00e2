import type { APIApplicationCommand } from 'discord-api-types/v10';
import type { Command } from '../model.ts';

export const commandShape = (command: Command, applicationId: string): APIApplicationCommand =>
  Object.assign(
    {
      id: command.id,
      application_id: applicationId,
      version: command.version,
      type: command.type,
      name: command.name,
      name_localizations: command.nameLocalizations,
      description: command.description,
      description_localizations: command.descriptionLocalizations,
      default_member_permissions:
        command.defaultMemberPermissions === null ? null : String(command.defaultMemberPermissions),
      contexts: command.contexts,
      integration_types: [0],
      nsfw: command.nsfw,
      dm_permission: command.guildId === null && (command.contexts === null || command.contexts.includes(1)),
    },
    command.guildId !== null && { guild_id: command.guildId },
    command.type === 1 && command.options.length > 0 && { options: command.options },
  );
