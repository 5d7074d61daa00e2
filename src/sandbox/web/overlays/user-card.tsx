import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';
import { formatInstant } from '../markdown/instant.ts';
import { Avatar } from '../messages/avatar.tsx';
import type { Command } from '../protocol/shapes.ts';
import { personName } from '../state/names-of.ts';
import type { PageState } from '../state/page-state.ts';
import { Dialog } from './dialog.tsx';

interface Props {
  readonly state: PageState;
  readonly id: string;
  readonly commands: readonly Command[];
  readonly use: (command: Command) => void;
  readonly become: () => void;
  readonly close: () => void;
}

/** A person with their roles, and the user commands that apps offer. */
export function UserCard({ state, id, commands, use, become, close }: Props): JSX.Element {
  const member = state.members[id];
  const name = personName(state, id) ?? 'Somebody who left';
  return (
    <Dialog title={name} className="user-card" close={close}>
      <div class="user-head">
        <Avatar id={id} name={name} size={56} app={member?.user.bot === true} />
        <p>
          <bdi>@{plainName(member?.user.username ?? 'unknown')}</bdi>
          {member?.user.bot && <span class="tag">App</span>}
          <small>
            {member?.joined_at
              ? `Here since ${formatInstant(Date.parse(member.joined_at), 'D')}`
              : 'No member of this server any more'}
          </small>
        </p>
      </div>
      {member && member.roles.length > 0 && (
        <ul class="role-list" aria-label="Roles">
          {member.roles
            .map((role) => state.roles[role])
            .filter((role) => role !== undefined)
            .map((role) => (
              <li key={role.id} class="chip">
                <span
                  class="role-dot"
                  aria-hidden="true"
                  style={{ background: role.color ? `#${role.color.toString(16).padStart(6, '0')}` : 'currentColor' }}
                />
                <bdi>{plainName(role.name)}</bdi>
              </li>
            ))}
        </ul>
      )}
      <div class="user-actions">
        {member && !member.user.bot && id !== state.me && (
          <button type="button" class="button primary" onClick={become}>
            Act as {plainName(name)}
          </button>
        )}
        {commands.map((command) => (
          <button
            key={command.id}
            type="button"
            class="button secondary"
            onClick={() => {
              use(command);
            }}
          >
            {plainName(command.name)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
