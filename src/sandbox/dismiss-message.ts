import { announceDeletion } from './delete-message.ts';
import type { Message } from './model.ts';
import type { World } from './world.ts';

/** An ephemeral message goes for its person, in all their windows and for good. The bot may go on editing it, as at Discord. */
export function dismissMessage(world: World, message: Message): void {
  message.dismissed = true;
  announceDeletion(world, message);
}
