import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isEphemeral } from './is-ephemeral.ts';
import { later, type Row } from './rows.ts';
import { isAtEnd, type List } from './use-virtual-list.ts';

/** Pixels: who is as near to the end reads the end. */
const NEAR = 80;

/** What somebody says, and what a bot answers them, also to them alone. */
const isOwn = ({ message }: Row, me: string): boolean =>
  message.author.id === me || message.interaction_metadata?.user.id === me || isEphemeral(message);

interface Reader {
  readonly me: string;
  readonly readBefore: string | undefined;
  readonly atEnd: () => void;
}

/** Keeps the end in view for who reads it, and goes there with what they say themselves. Returns how many messages below they have not seen. */
export function useEndOfList(
  list: List,
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  { me, readBefore, atEnd }: Reader,
): number {
  useEffect(() => {
    if (rows.length > 0 && isAtEnd(list, NEAR)) atEnd();
  });

  // Who pressed a button far above wants to see what came of it.
  const newest = rows.at(-1)?.message.id;
  const before = useRef(newest);
  useEffect(() => {
    const last = before.current;
    before.current = newest;
    if (last === undefined) return;
    if (cameAfter(rows, last).some((row) => isOwn(row, me))) list.scrollToEnd();
  }, [newest]);

  // When the composer grows or a panel opens, whoever read the end goes on reading the end.
  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    let wasAtEnd = isAtEnd(list, NEAR);
    const note = (): void => {
      wasAtEnd = isAtEnd(list, NEAR);
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

  const seen = useRef(readBefore);
  if (rows.length > 0 && isAtEnd(list, NEAR)) seen.current = newest;
  return cameAfter(rows, seen.current ?? '0').length;
}

const cameAfter = (rows: readonly Row[], id: string): readonly Row[] =>
  rows.slice(rows.findLastIndex(({ message }) => !later(message.id, id)) + 1);
