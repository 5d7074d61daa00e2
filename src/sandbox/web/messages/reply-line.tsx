import { InteractionType, MessageType } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { InlineMarkdown } from '../markdown/markdown.tsx';
import { NamesContext } from '../markdown/names.ts';
import { plainName } from '../markdown/visible-controls.ts';
import type { Message } from '../protocol/shapes.ts';
import { ActContext } from './act.ts';

/** Discord's newer field does not tell the name, the older one beside it does; menus have no slash. */
function commandUsed(message: Message): string {
  const name = message.interaction?.name;
  if (name === undefined) return 'a command';
  return message.type === MessageType.ContextMenuCommand ? `“${plainName(name)}”` : `/${plainName(name)}`;
}

/** One line has room: the first with words in it, without the marks of a heading, a quote, a list or a block of code. */
const firstLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/^(?:\s*(?:#{1,3}|-#|>{1,3}|[-*]|\d+\.|```\w*)(?:\s+|$))+/, '').trim())
    .find((line) => line !== '')
    ?.slice(0, 160) ?? 'a message without text';

/** What a message answers: another message, a command, a button, a form. */
export function ReplyLine({ message }: { message: Message }): JSX.Element | null {
  const act = useContext(ActContext);
  const names = useContext(NamesContext);
  const used = message.interaction_metadata;
  if (
    message.message_reference?.message_id === undefined ||
    message.type === MessageType.ChannelPinnedMessage ||
    message.type === MessageType.ThreadCreated
  ) {
    if (!used) return null;
    const who = names.user(used.user.id) ?? used.user.username;
    return (
      <p class="reply-line">
        <bdi>{plainName(who)}</bdi>{' '}
        {used.type === InteractionType.MessageComponent ? (
          'pressed a button'
        ) : used.type === InteractionType.ModalSubmit ? (
          'sent a form'
        ) : (
          <>
            used <b>{commandUsed(message)}</b>
          </>
        )}
      </p>
    );
  }
  const original = message.referenced_message;
  if (!original) return <p class="reply-line">The message that this answers was deleted.</p>;
  return (
    <p class="reply-line">
      <button
        type="button"
        class="quiet"
        onClick={() => {
          act.jump(original.id);
        }}
      >
        reply to{' '}
        <b>
          <bdi>{plainName(names.user(original.author.id) ?? original.author.username)}</bdi>
        </b>{' '}
        {/* Its mentions and links are buttons of their own in its own place: one button holds no other. */}
        <span class="reply-preview" inert>
          <InlineMarkdown
            text={firstLine(
              original.content ||
                original.embeds[0]?.title ||
                original.embeds[0]?.description ||
                'a message without text',
            )}
          />
        </span>
      </button>
    </p>
  );
}
