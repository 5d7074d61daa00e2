import { ChannelType } from 'discord-api-types/v10';
import { useMemo } from 'preact/hooks';
import type { Names } from '../markdown/names.ts';
import type { Directory } from '../messages/directory.ts';
import { channelName, isThread, personName } from './names-of.ts';
import type { PageState } from './page-state.ts';

export function useDirectory(state: PageState): Directory {
  return useMemo(
    () => ({
      people: Object.values(state.members).map((member) => ({
        value: member.user.id,
        label: member.nick ?? member.user.global_name ?? member.user.username,
        description: `@${member.user.username}`,
      })),
      roles: Object.values(state.roles)
        .filter((role) => role.id !== state.guildId)
        .map((role) => ({ value: role.id, label: role.name })),
      channels: Object.values(state.channels)
        .filter((channel) => channel.type !== ChannelType.DM && !isThread(channel))
        .map((channel) => ({ value: channel.id, label: channelName(channel), type: channel.type })),
    }),
    [state.members, state.roles, state.channels, state.guildId],
  );
}

export function useNames(
  state: PageState,
  open: {
    readonly user: (id: string) => void;
    readonly channel: (id: string) => void;
    readonly message: (channelId: string, messageId: string) => void;
    readonly command: (name: string) => void;
  },
): Names {
  // By what is drawn of them: every message makes the channels new objects, and would draw all mentions anew.
  const named = useMemo(
    () => JSON.stringify(Object.values(state.channels).map((channel) => [channel.id, channelName(channel)])),
    [state.channels],
  );
  return useMemo(
    () => ({
      user: (id: string) => personName(state, id),
      role: (id: string) => state.roles[id],
      channel: (id: string) => {
        const channel = state.channels[id];
        return channel ? channelName(channel) : undefined;
      },
      openUser: (id: string) => {
        open.user(id);
      },
      openChannel: (id: string) => {
        open.channel(id);
      },
      openMessage: (channelId: string, messageId: string) => {
        open.message(channelId, messageId);
      },
      openCommand: (name: string) => {
        open.command(name);
      },
    }),
    [state.members, state.roles, named],
  );
}
