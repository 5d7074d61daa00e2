import { MessageType } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { memo } from 'preact/compat';
import { useContext, useRef, useState } from 'preact/hooks';
import { formatInstant } from '../markdown/instant.ts';
import { NamesContext } from '../markdown/names.ts';
import { plainName } from '../markdown/visible-controls.ts';
import { ActContext } from './act.ts';
import { Avatar } from './avatar.tsx';
import { isEphemeral } from './is-ephemeral.ts';
import { MessageBody } from './message-body.tsx';
import { messageKey } from './message-keys.ts';
import { MessageToolbar } from './message-toolbar.tsx';
import { Reactions } from './reactions.tsx';
import { ReplyLine } from './reply-line.tsx';
import type { Row } from './rows.ts';
import { systemLine } from './system-line.ts';
import { ThreadLink } from './thread-link.tsx';
import { useLongPress } from './use-long-press.ts';

export const MessageRow = memo(function MessageRow({ row }: { row: Row }): JSX.Element {
  const act = useContext(ActContext);
  const names = useContext(NamesContext);
  // Four drawn buttons a message: only for those that somebody points at.
  const [pointedAt, setPointedAt] = useState(false);
  // Who clicks on a message and types means to write; who came to it by arrows means the message.
  const clicked = useRef(false);
  const { message, follows, mentionsMe } = row;
  const press = useLongPress((x, y) => {
    act.menu(message, { x, y });
  });
  const ephemeral = isEphemeral(message);
  const sentAt = Date.parse(message.timestamp);
  const author = names.user(message.author.id) ?? message.author.global_name ?? message.author.username;
  const line = systemLine(message);
  const classes = [
    'message',
    follows && 'follows',
    mentionsMe && 'mentions-me',
    ephemeral && 'ephemeral',
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
          if (event.target !== event.currentTarget || clicked.current) return;
          if (messageKey(act, message, event)) event.preventDefault();
        }}
        onPointerDown={(event) => {
          clicked.current = true;
          press.onPointerDown(event);
        }}
        onFocusOut={() => {
          clicked.current = false;
        }}
        onPointerMove={press.onPointerMove}
        onPointerUp={press.end}
        onPointerCancel={press.end}
        onContextMenu={(event) => {
          press.end();
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
            <time class="side-time" aria-hidden="true" title={formatInstant(sentAt, 'F')}>
              {formatInstant(sentAt, 't')}
            </time>
          )}
          {(!line || message.type === MessageType.ThreadCreated) && !line && <MessageBody message={message} />}
          <Reactions message={message} />
          {!line && <ThreadLink message={message} />}
          {ephemeral && <p class="only-you">Only you can see this.</p>}
        </div>
        {pointedAt && <MessageToolbar message={message} />}
      </div>
    </>
  );
});
