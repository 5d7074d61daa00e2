import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';
import type { Channel } from '../protocol/shapes.ts';
import { channelTitle, isDirect } from '../state/names-of.ts';
import { MessageRow, type Row } from './message-row.tsx';
import { later } from './rows.ts';
import { isAtEnd, useVirtualList } from './use-virtual-list.ts';

/** Pixels of a line of text without and with the author's name above it: most rows are no taller, and what was guessed right moves nothing. */
const FOLLOWING_ROW = 26;
const FIRST_ROW = 58;
const EPHEMERAL = 64;

interface Props {
  readonly channel: Channel;
  readonly rows: readonly Row[];
  /** Who reads: what they wrote or asked for is shown to them when it comes. */
  readonly me: string;
  readonly hasOlder: boolean;
  /** Scrolled to, and marked for a moment. */
  readonly target: string | undefined;
  /** A message that an arrow key reaches first. */
  readonly loadOlder: () => void;
  readonly atEnd: () => void;
}

/** What somebody says, and what a bot answers them, also to them alone. */
const isOwn = ({ message }: Row, me: string): boolean =>
  message.author.id === me ||
  message.interaction_metadata?.user.id === me ||
  (Number(message.flags ?? 0) & EPHEMERAL) !== 0;

export function MessageList({ channel, rows, me, hasOlder, target, loadOlder, atEnd }: Props): JSX.Element {
  const title = plainName(channelTitle(channel));
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualList(
    scroller,
    rows.length,
    (index) => rows[index]?.message.id ?? String(index),
    (index) => (rows[index]?.follows ? FOLLOWING_ROW : FIRST_ROW),
  );
  const items = list.getVirtualItems();
  const first = items[0];

  useEffect(() => {
    if (hasOlder && first && first.index < 15) loadOlder();
  }, [hasOlder, first?.index, rows.length]);
  useEffect(() => {
    if (rows.length > 0 && isAtEnd(list, 80)) atEnd();
  });
  useLayoutEffect(() => {
    if (target === undefined) return undefined;
    const index = rows.findIndex((row) => row.message.id === target);
    if (index >= 0) list.scrollToIndex(index, { align: 'center' });
    const timer = setTimeout(() => {
      const found = scroller.current?.querySelector(`[data-message="${CSS.escape(target)}"]`);
      if (found instanceof HTMLElement) {
        found.classList.add('target');
        found.focus({ preventScroll: true });
      }
    }, 80);
    return () => {
      clearTimeout(timer);
    };
  }, [target, rows.length > 0]);

  // Who pressed a button far above wants to see what came of it.
  const newest = rows.at(-1)?.message.id;
  const seen = useRef(newest);
  useEffect(() => {
    const before = seen.current;
    seen.current = newest;
    if (before !== undefined && rows.some((row) => later(row.message.id, before) && isOwn(row, me))) list.scrollToEnd();
  }, [newest]);

  // When the composer grows or a panel opens, whoever read the end goes on reading the end.
  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    let wasAtEnd = true;
    const note = (): void => {
      wasAtEnd = isAtEnd(list, 80);
    };
    const observer = new ResizeObserver(() => {
      if (wasAtEnd) list.scrollToEnd();
    });
    observer.observe(box);
    box.addEventListener('scroll', note, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', note);
    };
  }, [list]);

  const keys = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown' && event.key !== 'End' && event.key !== 'Home') return;
    const target = event.target;
    if (!(target instanceof HTMLElement) || target.closest('input, textarea, [role=combobox], [role=menu]')) return;
    const current = target.closest('[data-index]');
    const at = current instanceof HTMLElement ? Number(current.dataset.index) : rows.length;
    const next =
      event.key === 'End'
        ? rows.length - 1
        : event.key === 'Home'
          ? 0
          : Math.min(rows.length - 1, Math.max(0, at + (event.key === 'ArrowUp' ? -1 : 1)));
    event.preventDefault();
    list.scrollToIndex(next, { align: 'auto' });
    requestAnimationFrame(() => {
      const row = scroller.current?.querySelector(`[data-index="${next}"] .message`);
      if (row instanceof HTMLElement) row.focus({ preventScroll: true });
    });
  };
  return (
    <div class="message-area">
      <div
        class="message-scroller"
        ref={scroller}
        role={rows.length === 0 ? 'region' : 'feed'}
        aria-label={`Messages in ${title}`}
        tabIndex={0}
        onKeyDown={keys}
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
                  aria-label={`Message by ${row.message.author.username}`}
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
          To the newest <span aria-hidden="true">↓</span>
        </button>
      )}
    </div>
  );
}
