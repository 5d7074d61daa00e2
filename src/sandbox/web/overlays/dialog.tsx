import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.tsx';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';

/** A modal dialog: the browser keeps the focus inside and gives it back; Escape closes. */
export function Dialog(props: {
  title: string;
  children: ComponentChildren;
  className?: string;
  /** Keys that mean something to the whole dialog. */
  readonly keys?: (event: KeyboardEvent) => void;
  readonly close: () => void;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  /** Text that is selected in a field and let go beside the dialog is no press beside it. */
  const beganBeside = useRef(false);
  // Before the next key arrives: what is typed at once belongs in the dialog.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    // The first field, not the way out.
    const first = element?.querySelector<HTMLElement>('form input, form textarea, input, .user-actions button');
    first?.focus();
    return () => {
      element?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${props.className ?? ''}`}
      aria-labelledby={id}
      onKeyDown={props.keys}
      onCancel={(event) => {
        event.preventDefault();
        props.close();
      }}
      onPointerDown={(event) => {
        beganBeside.current = event.target === dialog.current;
      }}
      onClick={(event) => {
        if (event.target === dialog.current && beganBeside.current) props.close();
      }}
    >
      <div class="dialog-inner">
        <header>
          <h2 id={id}>
            <bdi>{plainName(props.title)}</bdi>
          </h2>
          <button type="button" class="quiet" aria-label="Close" onClick={props.close}>
            <Icon name="close" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
