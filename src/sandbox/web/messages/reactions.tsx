import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { Message } from '../protocol/shapes.ts';
import { ActContext } from './act.ts';
import { emojiKey, emojiText } from './emoji.tsx';

export function Reactions({ message }: { message: Message }): JSX.Element | null {
  const act = useContext(ActContext);
  if (!message.reactions?.length) return null;
  return (
    <div class="reactions" role="group" aria-label="Reactions">
      {message.reactions.map((reaction) => {
        const text = emojiText(reaction.emoji);
        return (
          <button
            key={emojiKey(reaction.emoji)}
            type="button"
            class="reaction"
            aria-pressed={reaction.me}
            aria-label={`${text}, ${reaction.count} ${reaction.count === 1 ? 'reaction' : 'reactions'}${reaction.me ? ', yours among them' : ''}`}
            onClick={() => {
              act.react(message, emojiKey(reaction.emoji), reaction.me);
            }}
          >
            <span class="emoji" aria-hidden="true">
              {text}
            </span>
            <span aria-hidden="true">{reaction.count}</span>
          </button>
        );
      })}
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
    </div>
  );
}
