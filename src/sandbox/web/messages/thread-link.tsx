import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';
import type { Message } from '../protocol/shapes.ts';
import { channelName } from '../state/names-of.ts';
import { ActContext } from './act.ts';

/** The thread that began at this message. */
export function ThreadLink({ message }: { message: Message }): JSX.Element | null {
  const act = useContext(ActContext);
  const { thread } = message;
  if (!thread) return null;
  return (
    <button
      type="button"
      class="thread-link"
      onClick={() => {
        act.openThread(thread);
      }}
    >
      <span aria-hidden="true">↳</span>
      <b>
        <bdi>{plainName(channelName(thread))}</bdi>
      </b>
      <span class="thread-open">Open the thread</span>
    </button>
  );
}
