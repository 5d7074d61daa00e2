import type { JSX } from 'preact';
import type { Message } from '../protocol/shapes.ts';
import { MessageCards } from './message-cards.tsx';
import { useLoaded } from './use-loaded.ts';

interface Props {
  readonly load: () => Promise<readonly Message[]>;
  /** Differs whenever the list may be another one. */
  readonly changed: string;
  readonly gone: () => void;
}

/** What was pinned in a channel. */
export function Pins({ load, changed, gone }: Props): JSX.Element {
  const pins = useLoaded(load, changed);
  if (!pins) return <p class="empty">Loading…</p>;
  if (pins.length === 0)
    return <p class="empty">Nothing is pinned here. Pin what everybody should find: a message’s menu has it.</p>;
  return <MessageCards messages={pins} gone={gone} />;
}
