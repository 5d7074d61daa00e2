import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../overlays/icon.tsx';
import { plainName } from '../markdown/visible-controls.ts';
import { Avatar } from '../messages/avatar.tsx';
import { addressOf } from '../state/address.ts';
import type { PageState } from '../state/page-state.ts';

interface Props {
  readonly state: PageState;
  readonly become: (id: string) => void;
}

/** As many as stand in a row; the list has all. */
const MOST_FACES = 8;

/** Who one acts as: one click on a face changes it; a second window may be somebody else. */
export function PersonSwitcher({ state, become }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const people = Object.values(state.members).filter((member) => !member.user.bot);
  const nameOf = (id: string): string => {
    const member = state.members[id];
    return plainName(member?.nick ?? member?.user.global_name ?? member?.user.username ?? 'nobody');
  };
  const rolesOf = (roles: readonly string[]): string =>
    roles
      .map((id) => state.roles[id])
      .filter((role) => role !== undefined)
      .sort((a, b) => b.position - a.position)
      .map((role) => plainName(role.name))
      .slice(0, 2)
      .join(', ');
  const actAs = (id: string): void => {
    setOpen(false);
    become(id);
  };
  return (
    <div
      class="person-switcher"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.preventDefault();
        setOpen(false);
      }}
    >
      {open && (
        <div class="people-menu" role="group" aria-label="Act as">
          <p class="popup-title">Act as</p>
          {people.map((member) => (
            <div class="person-line" key={member.user.id}>
              <button
                type="button"
                class={member.user.id === state.me ? 'person here' : 'person'}
                aria-pressed={member.user.id === state.me}
                data-person={member.user.username}
                onClick={() => {
                  actAs(member.user.id);
                }}
              >
                <Avatar id={member.user.id} name={nameOf(member.user.id)} size={28} />
                <span>
                  <bdi>{nameOf(member.user.id)}</bdi>
                  <small>{rolesOf(member.roles) || `@${member.user.username}`}</small>
                </span>
              </button>
              <a
                class="new-window"
                href={addressOf(member.user.id)}
                target="_blank"
                rel="noopener"
                title="Open in another window"
              >
                <Icon name="window" size={16} />
                <span class="sr-only">Open another window as {nameOf(member.user.id)}</span>
              </a>
            </div>
          ))}
        </div>
      )}
      {people.length > 1 && (
        <div class="faces" role="group" aria-label="Act as">
          {people.slice(0, MOST_FACES).map(({ user }) => (
            <button
              key={user.id}
              type="button"
              class="face"
              aria-pressed={user.id === state.me}
              title={nameOf(user.id)}
              onClick={() => {
                actAs(user.id);
              }}
            >
              <Avatar id={user.id} name={nameOf(user.id)} size={26} />
              <span class="sr-only">Act as {nameOf(user.id)}</span>
            </button>
          ))}
        </div>
      )}
      <button
        type="button"
        class="me"
        aria-expanded={open}
        aria-haspopup="true"
        onClick={() => {
          setOpen(!open);
        }}
      >
        <Avatar id={state.me} name={nameOf(state.me)} size={34} />
        <span>
          <small>You act as</small>
          <b>
            <bdi>{nameOf(state.me)}</bdi>
          </b>
        </span>
        <span class="fold" aria-hidden="true">
          ▴
        </span>
      </button>
    </div>
  );
}
