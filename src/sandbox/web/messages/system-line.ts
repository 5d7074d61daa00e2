import { plainName } from '../markdown/visible-controls.ts';
import type { Message } from '../protocol/shapes.ts';

/** The sentence of messages that Discord itself writes (pins, threads, joins), by their type; undefined for ordinary ones. */
export function systemLine(message: Message): string | undefined {
  const type: number = message.type;
  switch (type) {
    case 1:
      return `added ${plainName(message.mentions[0]?.username ?? 'somebody')} to the thread.`;
    case 2:
      return `removed ${plainName(message.mentions[0]?.username ?? 'somebody')} from the thread.`;
    case 4:
      return `changed the channel’s name to ${plainName(message.content)}.`;
    case 6:
      return 'pinned a message to this channel.';
    case 7:
      return 'joined the server.';
    case 18:
      return `started a thread: ${plainName(message.content)}`;
    case 21:
      return 'The thread began with a message in the channel above.';
    default:
      return undefined;
  }
}
