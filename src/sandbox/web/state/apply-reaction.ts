import type { Message } from '../protocol/shapes.ts';

interface Emoji {
  readonly id: string | null;
  readonly name: string;
}

/** One more or one less of an emoji; `me`: it is this person's own. */
export function react(message: Message, emoji: Emoji, me: boolean, step: 1 | -1): Message {
  const same = (other: { id: string | null; name: string | null }): boolean =>
    other.id === emoji.id && other.name === emoji.name;
  const known = message.reactions?.find((reaction) => same(reaction.emoji));
  const count = (known?.count ?? 0) + step;
  const others = message.reactions ?? [];
  if (!known) {
    if (step < 0) return message;
    const reaction = {
      emoji,
      count: 1,
      me,
      me_burst: false,
      burst_colors: [],
      count_details: { burst: 0, normal: 1 },
    };
    return { ...message, reactions: [...others, reaction] };
  }
  if (me && known.me === step > 0) return message;
  return {
    ...message,
    reactions:
      count <= 0
        ? others.filter((reaction) => reaction !== known)
        : others.map((reaction) =>
            reaction === known ? { ...reaction, count, me: me ? step > 0 : reaction.me } : reaction,
          ),
  };
}

/** An event of the gateway does not know whose reactions a message's are: the page does. */
export const keepOwnReactions = (before: Message, after: Message): Message =>
  after.reactions && before.reactions
    ? {
        ...after,
        reactions: after.reactions.map((reaction) => ({
          ...reaction,
          me: before.reactions?.find((old) => old.emoji.name === reaction.emoji.name)?.me ?? reaction.me,
        })),
      }
    : after;
