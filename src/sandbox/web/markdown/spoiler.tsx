import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

/** Hidden until it is asked for, by pointer or by key. */
export function Spoiler({ children }: { children: ComponentChildren }): JSX.Element {
  const [shown, setShown] = useState(false);
  if (shown) return <span class="spoiler shown">{children}</span>;
  return (
    <span
      class="spoiler"
      role="button"
      tabIndex={0}
      aria-label="Spoiler: press to show"
      onClick={() => {
        setShown(true);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        setShown(true);
      }}
    >
      <span aria-hidden="true" inert>
        {children}
      </span>
    </span>
  );
}
