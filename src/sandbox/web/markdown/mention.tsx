import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { mentionText, nameOf, NamesContext } from './names.ts';
import type { MentionToken } from './rules.ts';

export function Mention({ token }: { token: MentionToken }): JSX.Element {
  const names = useContext(NamesContext);
  const { of, id } = token;
  const text = mentionText(token, names);
  if (of === 'everyone') return <span class="mention">{text}</span>;
  if (of === 'role') {
    const role = names.role(id);
    const hex = role && role.color !== 0 ? `#${role.color.toString(16).padStart(6, '0')}` : undefined;
    return (
      <span class="mention" style={hex ? { '--role': hex } : undefined}>
        <bdi>{text}</bdi>
      </span>
    );
  }
  if (nameOf(token, names) === undefined) return <span class="mention">{text}</span>;
  const open = (event: UIEvent): void => {
    if (of === 'channel') names.openChannel?.(id);
    else if (of === 'command') names.openCommand?.(token.name);
    else if (event.currentTarget instanceof HTMLElement) names.openUser?.(id, event.currentTarget);
  };
  // No <button>: a line may break on either side of one, so that a comma would begin the next.
  return (
    <span
      role="button"
      tabIndex={0}
      class="mention"
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        open(event);
      }}
    >
      <bdi>{text}</bdi>
    </span>
  );
}
