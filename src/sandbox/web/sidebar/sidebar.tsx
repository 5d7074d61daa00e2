import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';
import type { PageState } from '../state/page-state.ts';
import { Icon } from '../overlays/icon.tsx';
import { ChannelList } from './channel-list.tsx';
import { Guilds } from './guilds.tsx';
import { PersonSwitcher } from './person-switcher.tsx';

interface Props {
  readonly state: PageState;
  readonly open: (channelId: string) => void;
  readonly become: (id: string) => void;
  readonly enter: (guildId: string) => void;
  readonly theme: 'dark' | 'light';
  readonly switchTheme: () => void;
  readonly goTo: () => void;
}

/** The guild, its channels, and who one is. */
export function Sidebar({ state, open, become, enter, theme, switchTheme, goTo }: Props): JSX.Element {
  const other = theme === 'dark' ? 'Light colours' : 'Dark colours';
  return (
    <div class="sidebar">
      <Guilds guilds={state.guilds} here={state.guildId} enter={enter} />
      <header class="guild-header">
        <span class="guild-mark" aria-hidden="true">
          {plainName(state.guildName).slice(0, 1)}
        </span>
        <b>
          <bdi>{plainName(state.guildName)}</bdi>
        </b>
        <small>local sandbox</small>
        <span class="guild-tools">
          <button
            type="button"
            class="icon"
            aria-label="Go to a channel or person"
            title="Go to (Ctrl K)"
            onClick={goTo}
          >
            <Icon name="go" />
          </button>
          <button type="button" class="icon" aria-label={other} title={other} onClick={switchTheme}>
            <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
          </button>
        </span>
      </header>
      <ChannelList state={state} open={open} />
      <PersonSwitcher state={state} become={become} />
    </div>
  );
}
