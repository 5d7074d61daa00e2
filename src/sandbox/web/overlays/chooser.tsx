import type { JSX } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';
import type { Choosable } from './choosable.ts';
import { ChooserList } from './chooser-list.tsx';
import { useListPlace } from './use-list-place.ts';

interface ChooserProps {
  /** That a label is for. */
  readonly fieldId?: string | undefined;
  readonly describedBy?: string | undefined;
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
  const label = plainName(props.label);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const [draft, setDraft] = useState<readonly string[]>(chosen);
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  /** The list follows the keys; under a mouse it stays where it is. */
  const byKey = useRef(false);
  const several = most > 1;
  useEffect(() => {
    if (!open) setDraft(chosen);
  }, [open, chosen.join('\n')]);

  const { up, place } = useListPlace(open, input, options.length, several ? draft.length : 0);

  const shown = useMemo(() => {
    const wanted = typed.trim().toLowerCase();
    return wanted ? options.filter((option) => option.label.toLowerCase().includes(wanted)) : options;
  }, [options, typed]);
  const labelOf = (value: string): string =>
    plainName(options.find((option) => option.value === value)?.label ?? value);

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
  const show = (): void => {
    if (open) return;
    setOpen(true);
    // The list begins at what is chosen now.
    byKey.current = true;
    setActive(
      several
        ? 0
        : Math.max(
            0,
            options.findIndex((option) => option.value === chosen[0]),
          ),
    );
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    byKey.current = true;
    if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      close(false);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (!open) show();
      else setActive((at) => (shown.length === 0 ? 0 : (at + step + shown.length) % shown.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const option = shown[active];
      if (!open) show();
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
              <bdi>{labelOf(value)}</bdi> ×
            </button>
          ))}
        </div>
      )}
      <input
        ref={input}
        id={props.fieldId}
        type="text"
        role="combobox"
        autocomplete="off"
        aria-label={label}
        aria-describedby={props.describedBy}
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-activedescendant={open && shown[active] ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        placeholder={chosen.length > 0 && !several ? chosen.map(labelOf).join(', ') : plainName(props.placeholder)}
        disabled={props.disabled || props.busy}
        value={text}
        onClick={show}
        onInput={(event) => {
          setOpen(true);
          setActive(0);
          setTyped(event.currentTarget.value);
        }}
        onKeyDown={keys}
      />
      {open && (
        <ChooserList
          id={id}
          label={label}
          several={several}
          place={place}
          shown={shown}
          typed={typed}
          active={active}
          chosen={draft}
          byKey={byKey}
          point={setActive}
          pick={(value) => {
            pick(value);
            input.current?.focus();
          }}
        />
      )}
    </div>
  );
}
