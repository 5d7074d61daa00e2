import { ChannelType } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';
import type { Channel } from '../protocol/shapes.ts';
import { Icon } from '../overlays/icon.tsx';
import { channelName, isThread } from '../state/names-of.ts';
import type { PageState } from '../state/page-state.ts';
import { channelTree, isUnread } from './channel-tree.ts';

/** Whether everybody is kept out by an overwrite of @everyone: drawn with a lock. */
export const isPrivate = (channel: Channel, guildId: string): boolean =>
  'permission_overwrites' in channel &&
  (channel.permission_overwrites ?? []).some(
    (overwrite) => overwrite.id === guildId && (BigInt(overwrite.deny) & 1024n) !== 0n,
  );

interface Props {
  readonly state: PageState;
  readonly open: (id: string) => void;
}

export function ChannelList({ state, open }: Props): JSX.Element {
  const tree = useMemo(() => channelTree(state.channels), [state.channels]);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const entry = (channel: Channel): JSX.Element => {
    const here = state.selected === channel.id;
    const unread = !here && isUnread(state, channel);
    const count = here ? 0 : (state.mentionCounts[channel.id] ?? 0);
    const locked = isPrivate(channel, state.guildId);
    const sign = isThread(channel) ? (
      '↳'
    ) : channel.type === ChannelType.DM ? (
      '@'
    ) : locked ? (
      <Icon name="lock" size={15} />
    ) : (
      '#'
    );
    return (
      <button
        type="button"
        class={['channel', isThread(channel) && 'thread', unread && 'unread', here && 'here'].filter(Boolean).join(' ')}
        aria-current={here ? 'page' : undefined}
        data-channel={channelName(channel)}
        onClick={() => {
          open(channel.id);
        }}
      >
        <span class="channel-sign" aria-hidden="true">
          {sign}
        </span>
        <bdi class="channel-name">{plainName(channelName(channel))}</bdi>
        {locked && <span class="sr-only">, private</span>}
        {unread && <span class="sr-only">, unread</span>}
        {count > 0 && (
          <span class="badge">
            <span class="sr-only">, mentions: </span>
            {count > 99 ? '99+' : count}
          </span>
        )}
      </button>
    );
  };
  const keys = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const all = [...event.currentTarget.querySelectorAll('button')];
    const at = all.findIndex((button) => button === document.activeElement);
    event.preventDefault();
    all[Math.min(all.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
  };
  return (
    <nav class="channel-list" aria-label="Channels" onKeyDown={keys}>
      {tree.categories.map(({ category, channels }) => {
        const id = category?.id ?? '';
        const closed = folded.has(id);
        return (
          <section key={id} aria-label={category ? plainName(channelName(category)) : 'Without category'}>
            {category && (
              <button
                type="button"
                class="category"
                aria-expanded={!closed}
                onClick={() => {
                  setFolded((before) => {
                    const next = new Set(before);
                    if (!next.delete(id)) next.add(id);
                    return next;
                  });
                }}
              >
                <span class={closed ? 'fold closed' : 'fold'} aria-hidden="true">
                  ▾
                </span>
                <bdi>{plainName(channelName(category))}</bdi>
              </button>
            )}
            <ul>
              {channels
                .filter(({ channel }) => !closed || state.selected === channel.id || isUnread(state, channel))
                .map(({ channel, threads }) => (
                  <li key={channel.id}>
                    {entry(channel)}
                    {threads.length > 0 && (
                      <ul>
                        {threads.map((thread) => (
                          <li key={thread.id}>{entry(thread)}</li>
                        ))}
                      </ul>
                    )}
                  </li>
                ))}
            </ul>
          </section>
        );
      })}
      {tree.direct.length > 0 && (
        <section aria-label="Direct messages">
          <p class="category">Direct messages</p>
          <ul>
            {tree.direct.map((channel) => (
              <li key={channel.id}>{entry(channel)}</li>
            ))}
          </ul>
        </section>
      )}
    </nav>
  );
}
