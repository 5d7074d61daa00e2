import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';

export interface MenuEntry {
  readonly label: string;
  readonly hint?: string;
  readonly danger?: boolean;
  readonly run: () => void;
}

interface Props {
  readonly at: { readonly x: number; readonly y: number };
  readonly label: string;
  readonly groups: readonly (readonly MenuEntry[])[];
  readonly close: () => void;
}

/** A menu beside the pointer, kept inside the window; arrows, Home, End, first letters, Escape. */
export function ContextMenu({ at, label, groups, close }: Props): JSX.Element {
  const menu = useRef<HTMLDivElement>(null);
  /** A finger that opened the menu by staying is lifted over it: that press is not for the menu. */
  const pressed = useRef(false);
  const [place, setPlace] = useState({ left: at.x, top: at.y });
  useLayoutEffect(() => {
    const box = menu.current?.getBoundingClientRect();
    if (box)
      setPlace({
        left: Math.max(8, Math.min(at.x, innerWidth - box.width - 8)),
        top: Math.max(8, Math.min(at.y, innerHeight - box.height - 8)),
      });
  }, [at.x, at.y]);
  useEffect(() => {
    const before = document.activeElement;
    menu.current?.querySelector('button')?.focus();
    return () => {
      if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
    };
  }, []);
  const keys = (event: KeyboardEvent): void => {
    const buttons = [...(menu.current?.querySelectorAll('button') ?? [])];
    const now = buttons.findIndex((button) => button === document.activeElement);
    const go = (index: number): void => {
      event.preventDefault();
      buttons[(index + buttons.length) % buttons.length]?.focus();
    };
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      close();
    } else if (event.key === 'ArrowDown') go(now + 1);
    else if (event.key === 'ArrowUp') go(now - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else if (event.key.length === 1) {
      const found = buttons.findIndex(
        (button, index) => index > now && button.textContent.toLowerCase().startsWith(event.key.toLowerCase()),
      );
      if (found >= 0) go(found);
    }
  };
  return (
    <div
      class="menu-backdrop"
      onPointerDown={() => {
        pressed.current = true;
      }}
      onClickCapture={(event) => {
        if (pressed.current || event.detail === 0) return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onClick={close}
      onContextMenu={(event) => {
        event.preventDefault();
        if (pressed.current) close();
      }}
    >
      <div
        class="menu"
        role="menu"
        aria-label={plainName(label)}
        ref={menu}
        style={place}
        onKeyDown={keys}
        onClick={(event) => {
          event.stopPropagation();
        }}
      >
        {groups
          .filter((group) => group.length > 0)
          .map((group, index) => (
            <div key={index} role="group" class="menu-group">
              {group.map((entry) => (
                <button
                  key={entry.label}
                  type="button"
                  role="menuitem"
                  class={entry.danger ? 'danger' : ''}
                  onClick={() => {
                    close();
                    entry.run();
                  }}
                >
                  <bdi>{plainName(entry.label)}</bdi>
                  {entry.hint && <small>{entry.hint}</small>}
                </button>
              ))}
            </div>
          ))}
      </div>
    </div>
  );
}
