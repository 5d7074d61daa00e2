import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Message } from '../protocol/shapes.ts';
import { MessageCards } from './message-cards.tsx';

interface Props {
  readonly load: () => Promise<readonly Message[]>;
  /** Differs whenever the list may be another one. */
  readonly changed: string;
  readonly gone: () => void;
}

/** What was pinned in a channel. */
export function Pins({ load, changed, gone }: Props): JSX.Element {
  const [pins, setPins] = useState<readonly Message[]>();
  useEffect(() => {
    let stale = false;
    load().then(
      (messages) => {
        if (!stale) setPins(messages);
      },
      () => {
        // What was there stays while the connection is lost.
        if (!stale) setPins((before) => before ?? []);
      },
    );
    return () => {
      stale = true;
    };
  }, [changed]);
  if (!pins) return <p class="empty">Loading…</p>;
  if (pins.length === 0)
    return <p class="empty">Nothing is pinned here. Pin what everybody should find: a message’s menu has it.</p>;
  return <MessageCards messages={pins} gone={gone} />;
}
