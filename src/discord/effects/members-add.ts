import { z } from 'zod';
import type { REST } from 'discord.js';
import { code, joined, listed, person, rich, role } from '../../base/rich-text.ts';
import type { EffectHandler } from '../../timeline/effect.ts';
import { type Message, paragraph } from '../../commands/message.ts';
import { isThread } from '../channels.ts';
import { type Desk, effectHandler, onceOf } from './desk.ts';
import { idSchema } from './payloads.ts';
import { holdersOf } from './role-holders.ts';
import { letIntoThread, MOST_OF_A_ROLE, peopleNotLetIn } from './thread-people.ts';

const payloadSchema = z.object({
  channelId: idSchema,
  private: z.boolean(),
  people: z.array(idSchema),
  roles: z.array(idSchema),
});

/**
 * Brings people into a channel: a private one opens to them, a thread takes them in, one by one. A public one they see already:
 * there a quiet mention puts it before their eyes.
 */
export const membersAdd = (desk: Desk, rest: REST): EffectHandler =>
  effectHandler(desk, payloadSchema, async (payload, effect) => {
    const { channelId, people, roles } = payload;
    if (people.length + roles.length === 0) return undefined;
    const reason = `Muster effect ${effect.id}`;
    if (payload.private) {
      if (isThread(await desk.channels.fetch(channelId))) {
        const leftOut = await addToThread(desk, rest, payload);
        if (leftOut.people.length + leftOut.unknown.length + leftOut.large.length > 0)
          await desk.messages.post(channelId, notLetIn(leftOut), onceOf(effect));
        return undefined;
      }
      for (const id of people) await desk.channels.allow(channelId, { id, kind: 'person' }, reason);
      for (const id of roles) await desk.channels.allow(channelId, { id, kind: 'role' }, reason);
      return undefined;
    }
    const text = listed([...people.map(person), ...roles.map(role)]);
    const message = paragraph([...text, ' joined this incident.'], { quiet: true });
    await desk.messages.post(channelId, { ...message, ping: { people, roles } }, onceOf(effect));
    return undefined;
  });

interface LeftOut {
  readonly people: readonly string[];
  /** Roles of which nobody is known. */
  readonly unknown: readonly string[];
  /** Roles that more people have than are let in at once. */
  readonly large: readonly string[];
}

/** A thread holds people only: those named, and those who have a role now. Who was left out keeps nobody else from coming. */
async function addToThread(
  desk: Desk,
  rest: REST,
  { channelId, people, roles }: z.infer<typeof payloadSchema>,
): Promise<LeftOut> {
  const wanted = new Set(people);
  const known = await holdersOf(rest, desk.guildId(), roles);
  const large: string[] = [];
  for (const id of roles) {
    const holders = [...(known?.get(id) ?? [])].filter((holder) => holder !== desk.botId());
    for (const holder of holders.slice(0, MOST_OF_A_ROLE)) wanted.add(holder);
    if (holders.length > MOST_OF_A_ROLE) large.push(id);
  }
  return { people: await letIntoThread(desk, channelId, wanted), unknown: known ? [] : roles, large };
}

function notLetIn({ people, unknown, large }: LeftOut): Message {
  const bringIn = rich`A thread holds people, not roles. Bring in who is missing: ${code('/incident add person:')}`;
  const said = [
    ...(unknown.length > 0
      ? [
          rich`Those with ${listed(unknown.map(role))} could not be let in: Discord tells Muster who has a role only with the Server Members intent. ${bringIn}`,
        ]
      : []),
    ...(large.length > 0
      ? [rich`${listed(large.map(role))}: only the first ${MOST_OF_A_ROLE} who have it were let in. ${bringIn}`]
      : []),
    ...(people.length > 0 ? [peopleNotLetIn(people)] : []),
  ];
  return paragraph(joined(said, '\n'), { tone: 'warning' });
}
