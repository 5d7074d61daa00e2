import type { UploadedFile } from '../files.ts';
import { storeAttachments } from '../files.ts';
import type { Channel, Message } from '../model.ts';
import { permissionsIn } from '../permissions.ts';
import { channelShape } from '../shapes/channel.ts';
import { memberWithoutUser } from '../shapes/member.ts';
import { attachmentShape, messageShape } from '../shapes/message.ts';
import { roleShape } from '../shapes/role.ts';
import { userShape } from '../shapes/user.ts';
import { type World, botId } from '../world.ts';

/** `resolved` of an interaction: what its ids mean. */
export interface Resolved {
  user(id: string): void;
  role(id: string): void;
  channel(id: string): void;
  message(message: Message): void;
  /** Keeps an uploaded file and returns its id. */
  attachment(file: UploadedFile): string;
  /** Undefined when nothing was resolved. */
  shape(): object | undefined;
}

export function createResolved(world: World, channel: Channel, viewer: string): Resolved {
  const parts: Record<string, Record<string, unknown>> = {};
  const put = (kind: string, id: string, value: unknown): void => {
    (parts[kind] ??= {})[id] = value;
  };
  const guild = channel.guildId === null ? undefined : world.state.guilds.get(channel.guildId);
  const permissions = (userId: string): string =>
    String(permissionsIn(world.state, channel, userId, world.clock.now()));
  return {
    user(id) {
      const user = world.state.users.get(id);
      if (user) put('users', id, userShape(user));
      const member = guild?.members.get(id);
      if (member) put('members', id, { ...withoutVoice(memberWithoutUser(member)), permissions: permissions(id) });
    },
    role(id) {
      const role = guild?.roles.get(id);
      if (role) put('roles', id, roleShape(role));
    },
    channel(id) {
      const named = world.state.channels.get(id);
      if (!named) return;
      const bits = String(permissionsIn(world.state, named, viewer, world.clock.now()));
      put('channels', id, { ...channelShape(world.state, named), permissions: bits });
    },
    message(message) {
      put('messages', message.id, messageShape(world, message, botId(world)));
    },
    attachment(file) {
      const [stored] = storeAttachments(world, [file], undefined);
      if (!stored) throw new TypeError('a file is always stored');
      put('attachments', stored.id, attachmentShape(world, channel.id, stored));
      return stored.id;
    },
    shape: () => (Object.keys(parts).length > 0 ? parts : undefined),
  };
}

/** Discord's resolved members have no `deaf` and `mute`. */
const withoutVoice = (member: object): object =>
  Object.fromEntries(Object.entries(member).filter(([key]) => key !== 'deaf' && key !== 'mute'));
