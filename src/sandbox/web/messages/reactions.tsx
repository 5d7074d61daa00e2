import type { JSX } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { NamesContext } from '../markdown/names.ts';
import { nameInSentence } from '../markdown/visible-controls.ts';
import type { Message } from '../protocol/shapes.ts';
import { ActContext } from './act.ts';
import { emojiKey, emojiText } from './emoji.tsx';

/** So many are named, the others counted. */
const MOST_NAMED = 5;

/** `Ada, Ben and 3 others` */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, names.length > MOST_NAMED ? MOST_NAMED - 1 : MOST_NAMED);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} others`;
  return names.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

function Reaction({
  message,
  reaction,
}: {
  message: Message;
  reaction: NonNullable<Message['reactions']>[number];
}): JSX.Element {
  const act = useContext(ActContext);
  const names = useContext(NamesContext);
  const [who, setWho] = useState<{ readonly names: string; readonly count: number }>();
  const text = emojiText(reaction.emoji);
  const { count } = reaction;
  // Asked for when somebody points at it: a message says only how many there are.
  const ask = (): void => {
    if (who?.count === count) return;
    act.reactors(message, emojiKey(reaction.emoji)).then(
      (users) => {
        const known = users.map((user) => nameInSentence(names.user(user.id) ?? user.global_name ?? user.username));
        setWho({ names: listed(known), count });
      },
      () => undefined, // the message is gone
    );
  };
  const told = who?.count === count ? `${who.names} reacted with ${text}` : undefined;
  return (
    <button
      type="button"
      class="reaction"
      aria-pressed={reaction.me}
      aria-label={`${text}, ${count} ${count === 1 ? 'reaction' : 'reactions'}${reaction.me ? ', yours among them' : ''}`}
      aria-description={told}
      onPointerEnter={ask}
      onFocus={ask}
      onClick={() => {
        act.react(message, emojiKey(reaction.emoji), reaction.me);
      }}
    >
      <span class="emoji" aria-hidden="true">
        {text}
      </span>
      <span aria-hidden="true">{count}</span>
      {told && (
        <span class="reaction-who" aria-hidden="true">
          {told}
        </span>
      )}
    </button>
  );
}

export function Reactions({ message }: { message: Message }): JSX.Element | null {
  const act = useContext(ActContext);
  if (!message.reactions?.length) return null;
  return (
    <div class="reactions" role="group" aria-label="Reactions">
      {message.reactions.map((reaction) => (
        <Reaction key={emojiKey(reaction.emoji)} message={message} reaction={reaction} />
      ))}
      {act.may(message).react && (
        <button
          type="button"
          class="reaction add"
          aria-label="Add a reaction"
          onClick={(event) => {
            act.pickEmoji(message, event.currentTarget);
          }}
        >
          +
        </button>
      )}
    </div>
  );
}
