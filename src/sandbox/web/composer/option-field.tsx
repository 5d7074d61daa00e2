import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useContext, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';
import { DirectoryContext } from '../messages/directory-context.ts';
import { type Filled, fitting, fixedChoices, pickedByName } from './filled.ts';
import type { Choice } from '../protocol/shapes.ts';
import { PopupList } from './popup-list.tsx';
import { useSuggested } from './use-suggested.ts';

interface Props {
  readonly option: APIApplicationCommandBasicOption;
  readonly filled: Filled | undefined;
  readonly invalid: boolean;
  /** Another one than before: take the focus now. */
  readonly autofocus: object | undefined;
  readonly fill: (filled: Filled) => void;
  remove?: (() => void) | undefined;
  readonly suggest: (option: string, typed: string) => Promise<readonly Choice[]>;
  /** One of the listed values was taken with the mouse, which knows no Tab: what is typed next belongs to another option. */
  readonly picked: () => void;
  readonly submit: () => void;
  readonly leave: () => void;
  readonly back: () => void;
}

const NONE = {
  loading: 'Loading suggestions…',
  failed: 'The app did not suggest anything in time.',
  none: 'No suggestions: type on.',
} as const;

/** One option of a command that is being filled in. */
export function OptionField(props: Props): JSX.Element {
  const { option, filled, fill } = props;
  const id = useId();
  const description = plainName(option.description);
  const fixed = fixedChoices(option, useContext(DirectoryContext));
  const live = 'autocomplete' in option && option.autocomplete === true;
  const [focused, setFocused] = useState(false);
  const [active, setActive] = useState(-1);
  const [closed, setClosed] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const text = filled?.text ?? '';
  const suggested = useSuggested(live && focused, text, (typed) => props.suggest(option.name, typed), [
    active,
    setActive,
  ]);

  // Before the next key arrives, not after the next frame: what somebody types at once belongs in this field.
  useLayoutEffect(() => {
    if (props.autofocus) input.current?.focus();
  }, [props.autofocus]);
  if (option.type === ApplicationCommandOptionType.Attachment) {
    return (
      <label class={props.invalid ? 'option-field invalid' : 'option-field'}>
        <span>{option.name}</span>
        <input
          ref={input}
          type="file"
          aria-label={`${option.name}: ${description}`}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) fill({ text: file.name, file });
          }}
        />
      </label>
    );
  }
  const isPicked = filled?.value !== undefined;
  const listed = fixed
    ? (isPicked ? fixed : fitting(text, fixed)).slice(0, 50)
    : live && typeof suggested !== 'string'
      ? suggested
      : [];
  const open = focused && !closed && (listed.length > 0 || live || fixed !== undefined);
  const pick = (index: number): boolean => {
    const choice = listed[index];
    if (!choice) return false;
    fill({ text: choice.name, value: choice.value });
    setClosed(true);
    return true;
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setClosed(false);
      if (listed.length > 0)
        setActive((at) => (at + (event.key === 'ArrowDown' ? 1 : at < 0 ? 0 : -1) + listed.length) % listed.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (open && active >= 0 && pick(active)) setActive(-1);
      else props.submit();
    } else if (event.key === 'Tab' && !event.shiftKey) {
      if (open && active >= 0) pick(active);
      else if (fixed && !isPicked && text !== '' && listed.length > 0) pick(0);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (open && listed.length > 0) setClosed(true);
      else props.leave();
    } else if (event.key === 'Backspace' && text === '') {
      event.preventDefault();
      if (props.remove) props.remove();
      else props.back();
    }
  };
  return (
    <div class={props.invalid ? 'option-field invalid' : 'option-field'}>
      <label for={`${id}-input`}>{option.name}</label>
      <input
        ref={input}
        id={`${id}-input`}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={option.type === ApplicationCommandOptionType.String && !live && !fixed}
        inputMode={
          option.type === ApplicationCommandOptionType.Integer || option.type === ApplicationCommandOptionType.Number
            ? 'decimal'
            : 'text'
        }
        style={{ inlineSize: `${Math.min(48, Math.max(8, text.length + 2))}ch` }}
        value={text}
        placeholder={option.required ? 'required' : 'optional'}
        aria-label={`${option.name}: ${description}${option.required ? ' (required)' : ''}`}
        aria-invalid={props.invalid}
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && active >= 0 ? `${id}-${active}` : undefined}
        onFocus={() => {
          setFocused(true);
          setClosed(false);
        }}
        onBlur={() => {
          setFocused(false);
          setActive(-1);
          // A name typed in full is as good as one picked.
          const exact = fixed && pickedByName(text, fixed);
          if (exact && !isPicked) fill({ text: exact.name, value: exact.value });
        }}
        onInput={(event) => {
          setClosed(false);
          setActive(fixed && event.currentTarget.value !== '' ? 0 : -1);
          fill({ text: event.currentTarget.value });
        }}
        onKeyDown={keys}
      />
      {open && (
        <PopupList
          id={id}
          title={description}
          items={listed}
          active={active}
          keyOf={(choice, index) => `${index}:${String(choice.value)}`}
          none={fixed ? `Nothing fits “${plainName(text)}”.` : NONE[typeof suggested === 'string' ? suggested : 'none']}
          pick={(index) => {
            if (pick(index)) props.picked();
          }}
          draw={(choice) => (
            <span class="option-text">
              <bdi>{plainName(choice.name)}</bdi>
            </span>
          )}
        />
      )}
    </div>
  );
}
