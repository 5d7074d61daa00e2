import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';
import type { PageState } from '../state/page-state.ts';
import { ChannelList } from './channel-list.tsx';
import { PersonSwitcher } from './person-switcher.tsx';

interface Props {
  readonly state: PageState;
  readonly open: (channelId: string) => void;
  readonly become: (id: string) => void;
}

/** The guild, its channels, and who one is. */
export function Sidebar({ state, open, become }: Props): JSX.Element {
  return (
    <div class="sidebar">
      <header class="guild-header">
        <span class="guild-mark" aria-hidden="true">
          {plainName(state.guildName).slice(0, 1)}
        </span>
        <b>
          <bdi>{plainName(state.guildName)}</bdi>
        </b>
        <small>local sandbox</small>
      </header>
      <ChannelList state={state} open={open} />
      <PersonSwitcher state={state} become={become} />
    </div>
  );
}
