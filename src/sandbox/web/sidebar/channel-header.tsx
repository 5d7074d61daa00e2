import type { JSX } from 'preact';
import { InlineMarkdown } from '../markdown/markdown.tsx';
import { plainName } from '../markdown/visible-controls.ts';
import type { Channel } from '../protocol/shapes.ts';
import { Icon } from '../overlays/icon.tsx';
import { channelName, isDirect, isThread } from '../state/names-of.ts';

export type Panel = 'members' | 'pins' | 'search' | 'threads' | 'workbench';

/** Two people have neither threads nor a list of members. */
const OF_SERVERS = new Set<Panel>(['members', 'threads']);

/** The panel that was asked for, where this channel has it. */
export const panelIn = (channel: Channel | undefined, asked: Panel | undefined): Panel | undefined =>
  asked && channel && isDirect(channel) && OF_SERVERS.has(asked) ? undefined : asked;

interface Props {
  readonly channel: Channel | undefined;
  readonly panel: Panel | undefined;
  readonly show: (panel: Panel | undefined) => void;
  readonly openChannels: () => void;
}

const PANELS: readonly (readonly [Panel, string])[] = [
  ['threads', 'Threads'],
  ['pins', 'Pinned messages'],
  ['members', 'Members'],
  ['search', 'Search messages (Ctrl F)'],
  ['workbench', 'Workbench: frames, faults, clock'],
];

export function ChannelHeader({ channel, panel, show, openChannels }: Props): JSX.Element {
  const topic = channel && 'topic' in channel ? channel.topic : undefined;
  return (
    <header class="channel-header">
      <button type="button" class="icon open-channels" aria-label="Channels" onClick={openChannels}>
        <Icon name="menu" />
      </button>
      <h1>
        <span class="channel-sign" aria-hidden="true">
          {channel && isThread(channel) ? '↳' : channel && isDirect(channel) ? '@' : '#'}
        </span>
        <bdi>{channel ? plainName(channelName(channel)) : 'No channel'}</bdi>
      </h1>
      {topic ? (
        <p class="topic" title={plainName(topic)}>
          <InlineMarkdown text={topic} />
        </p>
      ) : (
        <span class="topic" />
      )}
      <div class="header-tools" role="group" aria-label="Panels">
        {PANELS.filter(([name]) => panelIn(channel, name)).map(([name, label]) => (
          <button
            key={name}
            type="button"
            class="icon"
            aria-label={label}
            title={label}
            aria-pressed={panel === name}
            onClick={() => {
              show(panel === name ? undefined : name);
            }}
          >
            <Icon name={name} />
          </button>
        ))}
      </div>
    </header>
  );
}
