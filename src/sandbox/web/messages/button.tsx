import type { APIButtonComponent } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { Icon } from '../overlays/icon.tsx';
import { safeHref } from '../markdown/parse.ts';
import type { Message } from '../protocol/shapes.ts';
import { ActContext } from './act.ts';
import { Emoji, emojiText } from './emoji.tsx';
import { plainName } from '../markdown/visible-controls.ts';

const STYLES: Readonly<Record<number, string>> = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link' };

export function MessageButton({ button, message }: { button: APIButtonComponent; message: Message }): JSX.Element {
  const act = useContext(ActContext);
  const label = 'label' in button && button.label ? plainName(button.label) : undefined;
  const emoji = 'emoji' in button ? button.emoji : undefined;
  const inner = (
    <>
      {emoji && <Emoji emoji={emoji} />}
      {label && <bdi>{label}</bdi>}
    </>
  );
  const named = label ? {} : { 'aria-label': emoji ? emojiText(emoji) : 'Button' };
  if ('url' in button) {
    const href = safeHref(button.url);
    return href && !button.disabled ? (
      <a class="button link" href={href} target="_blank" rel="noopener noreferrer" title={href} {...named}>
        {inner}
        <span class="leaves">
          <Icon name="leave" size={16} />
        </span>
      </a>
    ) : (
      <button type="button" class="button link" disabled {...named}>
        {inner}
      </button>
    );
  }
  const customId = 'custom_id' in button ? button.custom_id : undefined;
  const waits = customId !== undefined && act.busy.has(`${message.id}:${customId}`);
  return (
    <button
      type="button"
      class={`button ${STYLES[button.style] ?? 'secondary'}`}
      disabled={button.disabled === true || customId === undefined}
      aria-busy={waits}
      data-custom-id={customId}
      onClick={() => {
        if (customId !== undefined && !waits) act.press(message, customId, 2);
      }}
      {...named}
    >
      {inner}
      {waits && <span class="dots" aria-hidden="true" />}
    </button>
  );
}
