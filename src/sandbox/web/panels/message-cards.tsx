import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';
import { ActContext } from '../messages/act.ts';
import { MessageRow } from '../messages/message-row.tsx';
import type { Message } from '../protocol/shapes.ts';

interface Props {
  readonly messages: readonly Message[];
  readonly placeOf?: (channelId: string) => string;
  /** After somebody went to one: what lies over it goes. */
  readonly gone: () => void;
}

/** Messages out of their places, each with the way there; `placeOf` names the place where they are of several. */
export function MessageCards({ messages, placeOf, gone }: Props): JSX.Element {
  const act = useContext(ActContext);
  return (
    <ul class="message-cards">
      {messages.map((message) => (
        <li key={message.id}>
          <MessageRow row={{ message, follows: false, newHere: false, mentionsMe: false }} />
          <button
            type="button"
            class="button secondary small"
            onClick={() => {
              act.jump(message.id, message.channel_id);
              gone();
            }}
          >
            {placeOf ? (
              <>
                Show in <bdi>{plainName(placeOf(message.channel_id))}</bdi>
              </>
            ) : (
              'Show in the channel'
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
