import { z } from 'zod';
import { type Inline, joined, person, role } from '../../base/rich-text.ts';
import type { EffectHandler } from '../../timeline/effect.ts';
import { paragraph } from '../../commands/message.ts';
import { isThread } from '../channels.ts';
import { type Desk, effectHandler, onceOf } from './desk.ts';
import { idSchema } from './payloads.ts';

const payloadSchema = z.object({
  channelId: idSchema,
  private: z.boolean(),
  people: z.array(idSchema),
  roles: z.array(idSchema),
});

/**
 * Brings people into a channel: a private one opens to them, a thread takes them in. A public one they see already:
 * there a quiet mention puts it before their eyes.
 */
export const membersAdd = (desk: Desk): EffectHandler =>
  effectHandler(desk, payloadSchema, async (payload, effect) => {
    const { channelId, people, roles } = payload;
    if (people.length + roles.length === 0) return undefined;
    const reason = `Muster effect ${effect.id}`;
    if (payload.private) {
      const thread = isThread(await desk.channels.fetch(channelId));
      for (const id of people) {
        if (thread) await desk.channels.addToThread(channelId, id);
        else await desk.channels.allow(channelId, { id, kind: 'person' }, reason);
      }
      if (!thread) for (const id of roles) await desk.channels.allow(channelId, { id, kind: 'role' }, reason);
      return undefined;
    }
    const names: Inline[] = [...people.map(person), ...roles.map(role)];
    const text = joined(
      names.map((name) => [name]),
      ', ',
    );
    const message = paragraph(['Here now: ', ...text], { quiet: true });
    await desk.messages.post(channelId, { ...message, ping: { people, roles } }, onceOf(effect));
    return undefined;
  });
