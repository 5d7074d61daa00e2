import type { JSX } from 'preact';
import { nameInSentence, plainName } from '../markdown/visible-controls.ts';
import { Avatar } from '../messages/avatar.tsx';
import type { Member } from '../protocol/shapes.ts';
import type { PageState } from '../state/page-state.ts';

/** Under the highest role that is shown apart; who has none stands at the end. */
export function membersByRole(
  state: PageState,
): readonly { readonly key: string; readonly name: string; readonly members: readonly Member[] }[] {
  const groups = new Map<string, { key: string; name: string; position: number; members: Member[] }>();
  for (const member of Object.values(state.members)) {
    const role = member.roles
      .map((id) => state.roles[id])
      .filter((candidate) => candidate !== undefined && candidate.hoist)
      .sort((a, b) => (b?.position ?? 0) - (a?.position ?? 0))[0];
    const key = role?.id ?? (member.user.bot ? 'apps' : 'members');
    const group = groups.get(key) ?? {
      key,
      name: role?.name ?? (member.user.bot ? 'Apps' : 'Members'),
      position: role?.position ?? -1,
      members: [],
    };
    group.members.push(member);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.position - a.position);
}

export function Members({
  state,
  openUser,
}: {
  state: PageState;
  readonly openUser: (id: string, anchor: HTMLElement) => void;
}): JSX.Element {
  return (
    <>
      {membersByRole(state).map((group) => (
        <section key={group.key} class="member-group">
          <h3>
            <bdi>{plainName(group.name)}</bdi> <span>{group.members.length}</span>
          </h3>
          <ul>
            {group.members.map((member) => {
              const name = member.nick ?? member.user.global_name ?? member.user.username;
              const roles = member.roles.map((id) => state.roles[id]).filter((role) => role !== undefined);
              return (
                <li key={member.user.id}>
                  <button
                    type="button"
                    class="person"
                    onClick={(event) => {
                      openUser(member.user.id, event.currentTarget);
                    }}
                    onContextMenu={(event) => {
                      event.preventDefault();
                      openUser(member.user.id, event.currentTarget);
                    }}
                  >
                    <Avatar id={member.user.id} name={name} size={32} app={member.user.bot === true} />
                    <span>
                      <bdi>{plainName(name)}</bdi>
                      {member.user.bot && <span class="tag">App</span>}
                      <small>{roles.map((role) => nameInSentence(role.name)).join(', ')}</small>
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </>
  );
}
