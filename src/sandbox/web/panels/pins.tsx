import type { JSX } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { MessageRow } from '../messages/message-row.tsx';
import { ActContext } from '../messages/act.ts';
import type { Message } from '../protocol/shapes.ts';

/** `changed` differs whenever the list may be another one. */
export function Pins({ load, changed }: { load: () => Promise<readonly Message[]>; changed: string }): JSX.Element {
  const act = useContext(ActContext);
  const [pins, setPins] = useState<readonly Message[]>();
  useEffect(() => {
    let stale = false;
    load().then(
      (messages) => {
        if (!stale) setPins(messages);
      },
      () => {
        if (!stale) setPins([]);
      },
    );
    return () => {
      stale = true;
    };
  }, [changed]);
  if (!pins) return <p class="empty">Loading…</p>;
  if (pins.length === 0)
    return <p class="empty">Nothing is pinned here. Pin what everybody should find: a message’s menu has it.</p>;
  return (
    <ul class="pins">
      {pins.map((message) => (
        <li key={message.id}>
          <MessageRow row={{ message, follows: false, newHere: false, mentionsMe: false }} />
          <button
            type="button"
            class="button secondary small"
            onClick={() => {
              act.jump(message.id);
            }}
          >
            Show in the channel
          </button>
        </li>
      ))}
    </ul>
  );
}
