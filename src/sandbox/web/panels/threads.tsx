import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';
import type { Channel } from '../protocol/shapes.ts';
import { channelName, isArchived } from '../state/names-of.ts';
import { useLoaded } from './use-loaded.ts';

interface Props {
  readonly changed: string;
  readonly load: () => Promise<readonly Channel[]>;
  readonly open: (channel: Channel) => void;
  /** Undefined where this person may start none. */
  readonly start: ((name: string) => void) | undefined;
}

export function Threads({ changed, load, open, start }: Props): JSX.Element {
  const threads = useLoaded(load, changed);
  const [name, setName] = useState('');
  const list = (title: string, some: readonly Channel[]): JSX.Element | false =>
    some.length > 0 && (
      <section class="member-group">
        <h3>{title}</h3>
        <ul>
          {some.map((thread) => (
            <li key={thread.id}>
              <button
                type="button"
                class="person"
                onClick={() => {
                  open(thread);
                }}
              >
                <span class="channel-sign" aria-hidden="true">
                  ↳
                </span>
                <span>
                  <bdi>{plainName(channelName(thread))}</bdi>
                  <small>{'message_count' in thread ? `${thread.message_count ?? 0} messages` : ''}</small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <>
      {start && (
        <form
          class="new-thread"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim()) {
              start(name.trim());
              setName('');
            }
          }}
        >
          <input
            type="text"
            aria-label="Name of a new thread"
            placeholder="Start a thread: its name"
            maxLength={100}
            value={name}
            onInput={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <button type="submit" class="button primary small" disabled={name.trim() === ''}>
            Start
          </button>
        </form>
      )}
      {threads === undefined ? (
        <p class="empty">Loading…</p>
      ) : (
        threads.length === 0 && (
          <p class="empty">No threads here yet.{start && ' The menu of a message begins one: Start a thread.'}</p>
        )
      )}
      {threads &&
        list(
          'Open',
          threads.filter((thread) => !isArchived(thread)),
        )}
      {threads && list('Archived', threads.filter(isArchived))}
    </>
  );
}
