import { InteractionType, MessageType } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { memo } from 'preact/compat';
import { useContext, useState } from 'preact/hooks';
import { InlineMarkdown, Markdown } from '../markdown/markdown.tsx';
import { NamesContext } from '../markdown/names.ts';
import { formatInstant } from '../markdown/instant.ts';
import { plainName } from '../markdown/visible-controls.ts';
import { Icon } from '../overlays/icon.tsx';
import type { Message } from '../protocol/shapes.ts';
import { type Act, ActContext } from './act.ts';
import { Attachment } from './attachment.tsx';
import { Avatar } from './avatar.tsx';
import { MessageComponent } from './components.tsx';
import { Embed } from './embed.tsx';
import { Reactions } from './reactions.tsx';
import { systemLine } from './system-line.ts';
import { ThreadLink } from './thread-link.tsx';

const EPHEMERAL = 64;
const LOADING = 128;
const SUPPRESS_EMBEDS = 4;

export interface Row {
  readonly message: Message;
  /** Same author, soon after: drawn without a header of its own. */
  readonly follows: boolean;
  /** The day's name, where a new day begins. */
  readonly day?: string;
  /** Where what this person has not read begins. */
  readonly newHere: boolean;
  readonly mentionsMe: boolean;
}

/** Discord's newer field does not tell the name, the older one beside it does; menus have no slash. */
function commandUsed(message: Message): string {
  const name = message.interaction?.name;
  if (name === undefined) return 'a command';
  return message.type === MessageType.ContextMenuCommand ? `“${plainName(name)}”` : `/${plainName(name)}`;
}

function ReplyLine({ message }: { message: Message }): JSX.Element | null {
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
        answers{' '}
        <b>
          <bdi>{plainName(names.user(original.author.id) ?? original.author.username)}</bdi>
        </b>{' '}
        {/* Its mentions and links are buttons of their own in its own place: one button holds no other. */}
        <span class="reply-preview" inert>
          <InlineMarkdown
            text={(
              original.content ||
              original.embeds[0]?.title ||
              original.embeds[0]?.description ||
              'a message without text'
            ).slice(0, 160)}
          />
        </span>
      </button>
    </p>
  );
}

function Toolbar({ message }: { message: Message }): JSX.Element {
  const act = useContext(ActContext);
  const tool = (
    label: string,
    sign: 'smile' | 'reply' | 'edit' | 'more',
    run: (event: MouseEvent & { currentTarget: HTMLElement }) => void,
  ): JSX.Element => (
    <button type="button" aria-label={label} title={label} tabIndex={-1} onClick={run}>
      <Icon name={sign} size={18} />
    </button>
  );
  return (
    <div class="message-tools">
      {tool('Add a reaction', 'smile', (event) => {
        act.pickEmoji(message, event.currentTarget);
      })}
      {tool('Reply', 'reply', () => {
        act.reply(message);
      })}
      {message.author.id === act.me &&
        tool('Edit', 'edit', () => {
          act.edit(message);
        })}
      {tool('More', 'more', (event) => {
        const box = event.currentTarget.getBoundingClientRect();
        act.menu(message, { x: box.left, y: box.bottom });
      })}
    </div>
  );
}

function Body({ message }: { message: Message }): JSX.Element {
  const flags: number = message.flags ?? 0;
  const edited = message.edited_timestamp;
  // A picture that an embed shows is not shown a second time below it.
  const shown = new Set(message.embeds.flatMap((embed) => [embed.image?.url, embed.thumbnail?.url]));
  const descriptions = new Map<string | undefined, string | undefined>(
    message.attachments.map(({ url, description }) => [url, description]),
  );
  const files = message.attachments.filter(({ url }) => !shown.has(url));
  if (flags & LOADING)
    return (
      <p class="thinking">
        <span class="dots" aria-hidden="true" /> thinking…
      </p>
    );
  return (
    <>
      {message.content && <Markdown text={message.content} />}
      {edited && (
        <small class="edited" title={formatInstant(Date.parse(edited), 'F')}>
          (edited)
        </small>
      )}
      {!(flags & SUPPRESS_EMBEDS) &&
        message.embeds.map((embed, index) => (
          <Embed key={index} embed={embed} alt={descriptions.get(embed.image?.url)} />
        ))}
      {!(flags & 32768) && files.length > 0 && (
        <div class="attachments">
          {files.map((attachment) => (
            <Attachment key={attachment.id} attachment={attachment} />
          ))}
        </div>
      )}
      {message.components?.map((component, index) => (
        <MessageComponent key={index} component={component} message={message} />
      ))}
    </>
  );
}

/** What a key does with the message that has the focus; false when nothing. */
function onKey(act: Act, message: Message, event: KeyboardEvent & { readonly currentTarget: HTMLElement }): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const lasting = !(Number(message.flags ?? 0) & EPHEMERAL);
  if (event.key === 'Enter' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    const box = event.currentTarget.getBoundingClientRect();
    act.menu(message, { x: box.left + 60, y: Math.max(80, box.top + 24) });
  } else if (event.key === 'r' && lasting) act.reply(message);
  else if (event.key === '+' && lasting) act.pickEmoji(message, event.currentTarget);
  else if (event.key === 'e' && lasting && message.author.id === act.me) act.edit(message);
  else return false;
  return true;
}

export const MessageRow = memo(function MessageRow({ row }: { row: Row }): JSX.Element {
  const act = useContext(ActContext);
  const names = useContext(NamesContext);
  // Four drawn buttons a message: only for those that somebody points at.
  const [pointedAt, setPointedAt] = useState(false);
  const { message, follows, mentionsMe } = row;
  const flags: number = message.flags ?? 0;
  const sentAt = Date.parse(message.timestamp);
  const author = names.user(message.author.id) ?? message.author.global_name ?? message.author.username;
  const line = systemLine(message);
  const classes = [
    'message',
    follows && 'follows',
    mentionsMe && 'mentions-me',
    flags & EPHEMERAL && 'ephemeral',
    line && 'system',
  ];
  return (
    <>
      {row.day && (
        <h3 class="day">
          <span>{row.day}</span>
        </h3>
      )}
      {row.newHere && (
        <div class="new-here">
          <span>New</span>
        </div>
      )}
      <div
        class={classes.filter(Boolean).join(' ')}
        data-message={message.id}
        tabIndex={-1}
        onPointerEnter={() => {
          setPointedAt(true);
        }}
        onFocusIn={() => {
          setPointedAt(true);
        }}
        onKeyDown={(event) => {
          if (event.target === event.currentTarget && onKey(act, message, event)) event.preventDefault();
        }}
        onContextMenu={(event) => {
          if (event.target instanceof Element && event.target.closest('a, input, textarea')) return;
          event.preventDefault();
          act.menu(message, { x: event.clientX, y: event.clientY });
        }}
      >
        {!follows && <ReplyLine message={message} />}
        {!follows && !line && (
          <button
            type="button"
            class="avatar-button"
            tabIndex={-1}
            aria-hidden="true"
            onClick={(event) => {
              act.openUser(message.author.id, event.currentTarget);
            }}
          >
            <Avatar id={message.author.id} name={author} app={message.author.bot === true} />
          </button>
        )}
        <div class="message-main">
          {line ? (
            <p class="system-line">
              <b>
                <bdi>{plainName(author)}</bdi>
              </b>{' '}
              {line}
            </p>
          ) : (
            !follows && (
              <header>
                <b class="author">
                  <bdi>{plainName(author)}</bdi>
                </b>
                {message.author.bot && <span class="tag">App</span>}
                <time dateTime={message.timestamp} title={formatInstant(sentAt, 'F')}>
                  {formatInstant(sentAt, 't')}
                </time>
                {message.pinned && (
                  <span class="pinned" title="Pinned">
                    📌<span class="sr-only">pinned</span>
                  </span>
                )}
              </header>
            )
          )}
          {follows && (
            <time class="side-time" aria-hidden="true">
              {formatInstant(sentAt, 't')}
            </time>
          )}
          {(!line || message.type === MessageType.ThreadCreated) && !line && <Body message={message} />}
          <Reactions message={message} />
          {!line && <ThreadLink message={message} />}
          {flags & EPHEMERAL ? <p class="only-you">Only you can see this.</p> : null}
        </div>
        {pointedAt && <Toolbar message={message} />}
      </div>
    </>
  );
});
