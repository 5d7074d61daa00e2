import { announceMessage } from './announce-message.ts';
import type { Channel, Message } from './model.ts';
import { refused } from './refused.ts';
import { createThread } from './threads.ts';
import type { World } from './world.ts';

const HAS_THREAD = 1 << 5;

type Options = Omit<Parameters<typeof createThread>[3], 'id'>;

/** A thread that begins at a message: it has the message's id, and the message shows it. Refuses 160004 for a second one. */
export function createThreadOn(
  world: World,
  parent: Channel,
  message: Message,
  ownerId: string,
  options: Options,
): Channel {
  if (message.threadId !== undefined) throw refused(160004);
  const thread = createThread(world, parent, ownerId, { ...options, id: message.id });
  message.threadId = thread.id;
  message.flags |= HAS_THREAD;
  announceMessage(world, 'MESSAGE_UPDATE', message);
  return thread;
}
