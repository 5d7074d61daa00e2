import type { JSX } from 'preact';
import { useCallback, useContext, useEffect, useRef } from 'preact/hooks';
import { NamesContext } from '../markdown/names.ts';
import { nameInSentence, plainName } from '../markdown/visible-controls.ts';
import type { Channel } from '../protocol/shapes.ts';
import { channelTitle, isDirect } from '../state/names-of.ts';
import { listKeys } from './list-keys.ts';
import { MessageRow } from './message-row.tsx';
import { later, type Row } from './rows.ts';
import { useEndOfList } from './use-end-of-list.ts';
import { useTarget } from './use-target.ts';
import { isAtEnd, useVirtualList } from './use-virtual-list.ts';

/** Pixels of a line of text without and with the author's name above it: most rows are no taller, and what was guessed right moves nothing. */
const FOLLOWING_ROW = 26;
const FIRST_ROW = 58;

interface Props {
  readonly channel: Channel;
  readonly rows: readonly Row[];
  /** Who reads: what they wrote or asked for is shown to them when it comes. */
  readonly me: string;
  readonly hasOlder: boolean;
  /** The last message that was read before the channel was opened. */
  readonly readBefore: string | undefined;
  /** Scrolled to, and marked for a moment. */
  readonly target: string | undefined;
  readonly loadOlder: () => void;
  readonly atEnd: () => void;
}

/**
 * Where reading goes on; undefined where all was read, or where more is unread than is here. Where nothing was read yet,
 * with what is pinned: somebody thought that it comes first.
 */
function firstUnread(rows: readonly Row[], readBefore: string | undefined, hasOlder: boolean): number | undefined {
  const at = readBefore === undefined ? -1 : rows.findIndex(({ message }) => later(message.id, readBefore));
  if (at < 0 || (at === 0 && hasOlder)) return undefined;
  return at === 0
    ? Math.max(
        0,
        rows.findIndex(({ message }) => message.pinned),
      )
    : at;
}

/** What was said in the open channel, oldest first. */
export function MessageList(props: Props): JSX.Element {
  const { channel, rows, me, hasOlder, readBefore, target, loadOlder, atEnd } = props;
  const title = nameInSentence(channelTitle(channel));
  const names = useContext(NamesContext);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualList(
    scroller,
    rows.length,
    // The same function for the same rows: another one makes the list add up all its heights again, in every frame.
    useCallback((index) => rows[index]?.message.id ?? String(index), [rows]),
    (index) => (rows[index]?.follows ? FOLLOWING_ROW : FIRST_ROW),
    () => firstUnread(rows, readBefore, hasOlder),
  );
  const items = list.getVirtualItems();
  const first = items[0];

  useEffect(() => {
    if (hasOlder && first && first.index < 15) loadOlder();
  }, [hasOlder, first?.index, rows.length]);
  useTarget(list, scroller, rows, target);
  const unseen = useEndOfList(list, scroller, rows, { me, readBefore, atEnd });
  return (
    <div class="message-area">
      <div
        class="message-scroller"
        ref={scroller}
        role={rows.length === 0 ? 'region' : 'feed'}
        aria-label={`Messages in ${title}`}
        tabIndex={0}
        onKeyDown={listKeys(list, scroller, rows.length)}
      >
        {rows.length === 0 && !hasOlder && (
          <div class="beginning">
            <h2>This is the beginning of {title}</h2>
            {isDirect(channel) ? (
              <p>What stands here only the two of you see.</p>
            ) : (
              <p>
                Write something, or type <kbd>/</kbd> for commands. A first thing to try: <b>/incident declare</b>.
                Below on the left you choose who you are.
              </p>
            )}
          </div>
        )}
        <div class="message-space" style={{ blockSize: list.getTotalSize() }}>
          <div style={{ transform: `translateY(${first?.start ?? 0}px)` }}>
            {items.map((item) => {
              const row = rows[item.index];
              return row ? (
                <article
                  key={item.key}
                  class="row"
                  data-index={item.index}
                  aria-posinset={item.index + 1}
                  aria-setsize={hasOlder ? -1 : rows.length}
                  aria-label={`Message by ${plainName(names.user(row.message.author.id) ?? row.message.author.username)}`}
                  ref={list.measureElement}
                >
                  <MessageRow row={row} />
                </article>
              ) : null;
            })}
          </div>
        </div>
      </div>
      {rows.length > 0 && !isAtEnd(list, 400) && (
        <button
          type="button"
          class="to-end"
          onClick={() => {
            list.scrollToEnd();
          }}
        >
          To the newest{unseen > 0 && ` · ${unseen} new`} <span aria-hidden="true">↓</span>
        </button>
      )}
    </div>
  );
}
