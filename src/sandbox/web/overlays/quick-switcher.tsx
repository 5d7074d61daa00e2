import { ChannelType } from 'discord-api-types/v10';
import type { ComponentChildren, JSX } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';
import { Avatar } from '../messages/avatar.tsx';
import { isUnread } from '../sidebar/channel-tree.ts';
import { channelName, isArchived, isThread, personName } from '../state/names-of.ts';
import type { PageState } from '../state/page-state.ts';
import { Dialog } from './dialog.tsx';
import { OptionList } from './option-list.tsx';

interface Place {
  readonly key: string;
  readonly sign: ComponentChildren;
  readonly label: string;
  readonly hint: string;
  readonly go: () => void;
}

interface Props {
  readonly state: PageState;
  readonly open: (channelId: string) => void;
  readonly become: (personId: string) => void;
  readonly close: () => void;
}

const MOST = 12;

/** Channels, threads and people to go to or to become: what calls somebody first, then what is unread, then the rest. */
function placesOf({ state, open, become }: Props): readonly Place[] {
  const channels = Object.values(state.channels)
    .filter((channel) => channel.type !== ChannelType.GuildCategory && channel.id !== state.selected)
    .map((channel) => {
      const calls = state.mentionCounts[channel.id] ?? 0;
      const unread = isUnread(state, channel);
      return {
        rank: calls > 0 ? 0 : isArchived(channel) ? 3 : unread ? 1 : 2,
        key: channel.id,
        sign: isThread(channel) ? '↳' : channel.type === ChannelType.DM ? '@' : '#',
        label: channelName(channel),
        hint: calls > 0 ? `${calls} for you` : isArchived(channel) ? 'archived' : unread ? 'unread' : '',
        go: () => {
          open(channel.id);
        },
      };
    })
    .sort((a, b) => a.rank - b.rank);
  const people = Object.values(state.members)
    .filter(({ user }) => !user.bot && user.id !== state.me)
    .map(({ user }) => ({
      key: user.id,
      sign: <Avatar id={user.id} name={personName(state, user.id) ?? user.username} size={22} />,
      label: personName(state, user.id) ?? user.username,
      hint: 'act as',
      go: () => {
        become(user.id);
      },
    }));
  return [...channels, ...people];
}

/** Where to, by the first letters: Ctrl+K. */
export function QuickSwitcher(props: Props): JSX.Element {
  const { state, close } = props;
  const id = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const wanted = typed.trim().toLowerCase().replace(/^[#@]/, '');
  const places = useMemo(() => placesOf(props), [state.channels, state.members, state.mentionCounts, state.me]);
  const shown = places.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, MOST);
  const take = (place: Place | undefined): void => {
    if (!place) return;
    close();
    place.go();
  };
  return (
    <Dialog title="Go to" className="switcher" close={close}>
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        aria-label="Channel or person"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={shown[active] ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        placeholder="Channel or person"
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const step = event.key === 'ArrowDown' ? 1 : -1;
            setActive((at) => (shown.length === 0 ? 0 : (at + step + shown.length) % shown.length));
          } else if (event.key === 'Enter') {
            event.preventDefault();
            take(shown[active]);
          }
        }}
      />
      <OptionList
        id={id}
        label="Channels and people"
        options={shown}
        active={active}
        none={`Nothing is called “${typed}”.`}
        keyOf={({ key }) => key}
        point={setActive}
        pick={(index) => {
          take(shown[index]);
        }}
        draw={(place) => (
          <>
            <span class="channel-sign" aria-hidden="true">
              {place.sign}
            </span>
            <span class="option-text">
              <bdi>{plainName(place.label)}</bdi>
            </span>
            <small class="from-app">{place.hint}</small>
          </>
        )}
      />
    </Dialog>
  );
}
