import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';

/** Pixels: of the longest list, and of an option with a description. */
const LIST_HEIGHT = 264;
const OPTION_HEIGHT = 52;

export interface Choosable {
  readonly value: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly mark?: string | undefined;
}

interface ChooserProps {
  readonly options: readonly Choosable[];
  readonly chosen: readonly string[];
  readonly least: number;
  readonly most: number;
  readonly placeholder: string;
  readonly label: string;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  /** Called once with the whole choice: when one is picked of one, or when the list of several is closed. */
  readonly choose: (values: readonly string[]) => void;
}

/** A select of one or several, searched by typing, worked by keyboard alone (the combobox pattern of WAI-ARIA). */
export function Chooser(props: ChooserProps): JSX.Element {
  const { options, chosen, least, most, choose } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const [draft, setDraft] = useState<readonly string[]>(chosen);
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const several = most > 1;
  useEffect(() => {
    if (!open) setDraft(chosen);
  }, [open, chosen.join('\n')]);

  // In the last message of a channel there is no room below: then the list opens upwards.
  const [up, setUp] = useState(false);
  useLayoutEffect(() => {
    const field = input.current;
    if (!open || !field) return;
    const box = field.getBoundingClientRect();
    const around = field.closest('.message-scroller, .side-panel, dialog')?.getBoundingClientRect();
    const below = Math.min(innerHeight, around?.bottom ?? innerHeight) - box.bottom;
    const above = box.top - Math.max(0, around?.top ?? 0);
    setUp(below < Math.min(LIST_HEIGHT, options.length * OPTION_HEIGHT) && above > below);
  }, [open]);

  const shown = useMemo(() => {
    const wanted = typed.trim().toLowerCase();
    return wanted ? options.filter((option) => option.label.toLowerCase().includes(wanted)) : options;
  }, [options, typed]);
  const labelOf = (value: string): string => options.find((option) => option.value === value)?.label ?? value;

  const close = (commit: boolean): void => {
    setOpen(false);
    setTyped('');
    if (commit && several && draft.length >= least && draft.join('\n') !== chosen.join('\n')) choose(draft);
  };
  const pick = (value: string): void => {
    if (!several) {
      setOpen(false);
      setTyped('');
      choose(draft.includes(value) && least === 0 ? [] : [value]);
      return;
    }
    const has = draft.includes(value);
    if (!has && draft.length >= most) return;
    setDraft(has ? draft.filter((other) => other !== value) : [...draft, value]);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      close(false);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((at) => (shown.length === 0 ? 0 : (at + step + shown.length) % shown.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const option = shown[active];
      if (!open) setOpen(true);
      else if (option) pick(option.value);
    } else if (event.key === 'Tab' && open) close(true);
  };
  const text = open ? typed : several ? '' : chosen.map(labelOf).join(', ');
  return (
    <div
      class={open ? (up ? 'chooser open up' : 'chooser open') : 'chooser'}
      ref={root}
      aria-busy={props.busy}
      onFocusOut={(event) => {
        const to = event.relatedTarget;
        if (open && !(to instanceof Node && root.current?.contains(to))) close(true);
      }}
    >
      {several && draft.length > 0 && (
        <div class="chooser-chosen">
          {draft.map((value) => (
            <button
              key={value}
              type="button"
              class="chip"
              disabled={props.disabled}
              aria-label={`Remove ${labelOf(value)}`}
              onClick={() => {
                const next = draft.filter((other) => other !== value);
                setDraft(next);
                if (!open && next.length >= least) choose(next);
              }}
            >
              <bdi>{plainName(labelOf(value))}</bdi> ×
            </button>
          ))}
        </div>
      )}
      <input
        ref={input}
        type="text"
        role="combobox"
        autocomplete="off"
        aria-label={props.label}
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-activedescendant={open && shown[active] ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        placeholder={props.placeholder}
        disabled={props.disabled || props.busy}
        value={text}
        onClick={() => {
          setOpen(true);
        }}
        onInput={(event) => {
          setOpen(true);
          setActive(0);
          setTyped(event.currentTarget.value);
        }}
        onKeyDown={keys}
      />
      {open && (
        <ul class="popup-list" id={`${id}-list`} role="listbox" aria-label={props.label} aria-multiselectable={several}>
          {shown.map((option, index) => (
            <li
              key={option.value}
              id={`${id}-${index}`}
              role="option"
              class={index === active ? 'active' : ''}
              aria-selected={draft.includes(option.value)}
              onPointerDown={(event) => {
                event.preventDefault();
              }}
              onPointerMove={() => {
                setActive(index);
              }}
              onClick={() => {
                pick(option.value);
                input.current?.focus();
              }}
            >
              {option.mark && (
                <span class="mark" aria-hidden="true">
                  {option.mark}
                </span>
              )}
              <span class="option-text">
                <bdi>{plainName(option.label)}</bdi>
                {option.description && (
                  <small>
                    <bdi>{plainName(option.description)}</bdi>
                  </small>
                )}
              </span>
              {draft.includes(option.value) && (
                <span class="tick" aria-hidden="true">
                  ✓
                </span>
              )}
            </li>
          ))}
          {shown.length === 0 && (
            <li class="none" role="option" aria-selected="false" aria-disabled="true">
              Nothing fits “{typed}”.
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
