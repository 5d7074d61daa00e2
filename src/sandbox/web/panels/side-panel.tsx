import { Icon } from '../overlays/icon.tsx';
import type { ComponentChildren, JSX } from 'preact';

export function SidePanel(props: {
  title: string;
  wide?: boolean;
  children: ComponentChildren;
  readonly close: () => void;
}): JSX.Element {
  return (
    <aside
      class={props.wide ? 'side-panel wide' : 'side-panel'}
      aria-label={props.title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        props.close();
      }}
    >
      <header>
        <h2>{props.title}</h2>
        <button type="button" class="icon" aria-label={`Close ${props.title}`} onClick={props.close}>
          <Icon name="close" />
        </button>
      </header>
      <div class="side-panel-body" tabIndex={0} role="region" aria-label={props.title}>
        {props.children}
      </div>
    </aside>
  );
}
