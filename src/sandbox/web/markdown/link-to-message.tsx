import type { ComponentChildren, JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { MessageLink } from './message-link.ts';
import { NamesContext } from './names.ts';
import { plainName } from './visible-controls.ts';

interface Props {
  readonly link: MessageLink;
  readonly href: string;
  /** What it is called by its author; undefined where it is the bare address. */
  readonly inner: ComponentChildren;
}

/** A link to a message or channel here: opened in place. Of another guild, or out of this person's sight, it stays a link. */
export function LinkToMessage({ link, href, inner }: Props): JSX.Element {
  const names = useContext(NamesContext);
  const channel = names.channel(link.channelId);
  if (channel === undefined)
    return (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
        <bdi>{inner ?? href}</bdi>
      </a>
    );
  return (
    <button
      type="button"
      class="mention"
      title={`${link.messageId === undefined ? 'Channel' : 'A message in'} #${plainName(channel)}`}
      onClick={() => {
        if (link.messageId === undefined) names.openChannel?.(link.channelId);
        else names.openMessage?.(link.channelId, link.messageId);
      }}
    >
      {inner === undefined ? (
        <>
          <bdi>#{plainName(channel)}</bdi>
          {link.messageId !== undefined && <span aria-hidden="true"> › message</span>}
        </>
      ) : (
        <bdi>{inner}</bdi>
      )}
    </button>
  );
}
