import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isLetter } from '../state/is-letter.ts';
import { plainName } from '../markdown/visible-controls.ts';
import type { Choice } from '../protocol/shapes.ts';
import { boundsInWords, collect, type OptionValue, valueOf } from './command-values.ts';
import type { Invocable } from './invocable.ts';
import type { Filled } from './filled.ts';
import { OptionField } from './option-field.tsx';
import { DirectoryContext } from '../messages/directory-context.ts';

interface Props {
  readonly invocable: Invocable;
  readonly initial: Readonly<Record<string, Filled>>;
  readonly send: (
    values: readonly OptionValue[],
    files: Readonly<Record<string, File>>,
    filled: Readonly<Record<string, Filled>>,
  ) => void;
  readonly suggest: (option: string, values: readonly OptionValue[], typed: string) => Promise<readonly Choice[]>;
  readonly cancel: () => void;
}

/** Where the keyboard goes: to what is missing, else to what was given last, so that Enter sends it; undefined when there is no field. */
const firstField = ({ options }: Invocable, initial: Props['initial']): string | undefined =>
  (
    options.find((option) => option.required && initial[option.name] === undefined) ??
    options.findLast((option) => initial[option.name] !== undefined) ??
    options.find((option) => option.required)
  )?.name;

/** A chosen slash command with its options, each a field; Tab goes from one to the next, Enter sends. */
export function CommandForm({ invocable, initial, send, suggest, cancel }: Props): JSX.Element {
  const directory = useContext(DirectoryContext);
  const [filled, setFilled] = useState(initial);
  const [extra, setExtra] = useState<readonly string[]>(() => Object.keys(initial));
  const [wrong, setWrong] = useState<readonly string[]>([]);
  // An object, new each time: the same field may be asked to take the focus again.
  const [focus, setFocus] = useState<{ readonly on: string | undefined }>(() => ({
    on: firstField(invocable, initial),
  }));
  const shown = invocable.options.filter((option) => option.required || extra.includes(option.name));
  const optional = invocable.options.filter((option) => !option.required && !extra.includes(option.name));
  const empty = wrong.filter((name) => (filled[name]?.text ?? '').trim() === '');
  const strange = shown.filter(({ name }) => wrong.includes(name) && !empty.includes(name));
  const add = (name: string): void => {
    setExtra((before) => [...before, name]);
    setFocus({ on: name });
  };
  const submit = (): void => {
    const collected = collect(invocable, filled, directory);
    if ('wrong' in collected) {
      setWrong(collected.wrong);
      setFocus({ on: collected.wrong[0] });
      return;
    }
    const files = Object.fromEntries(
      Object.entries(filled).flatMap(([name, value]) => (value.file ? [[name, value.file]] : [])),
    );
    send(collected.values, files, filled);
  };
  /** The button to run has the focus because there was no field, and not because somebody went to it. */
  const untouched = useRef(true);
  const runButton = useRef<HTMLButtonElement>(null);
  // Once, when there is no field or the last one went: whatever comes later leaves the focus where somebody has it.
  useLayoutEffect(() => {
    if (shown.length === 0) runButton.current?.focus();
  }, [shown.length === 0]);
  return (
    <div
      class="command-form"
      role="group"
      aria-label={`Command /${invocable.path}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
          event.preventDefault();
          cancel();
        } else if (shown.length === 0 && (isLetter(event) || (event.key === ' ' && untouched.current))) {
          // There is no field yet to type in: it is the first option's.
          const first = optional.find(({ type }) => type !== ApplicationCommandOptionType.Attachment);
          if (!first) return;
          add(first.name);
          // A space after the command's name leads on: it runs nothing, unless somebody came to the button by themselves.
          if (event.key === ' ') event.preventDefault();
        }
      }}
    >
      <div class="command-fields">
        <span class="command-chip" title={plainName(invocable.description)}>
          /{invocable.path}
        </span>
        {shown.map((option) => (
          <OptionField
            key={option.name}
            option={option}
            filled={filled[option.name]}
            invalid={wrong.includes(option.name)}
            autofocus={focus.on === option.name ? focus : undefined}
            fill={(value) => {
              setFilled((before) => ({ ...before, [option.name]: value }));
              setWrong((before) => before.filter((name) => name !== option.name));
            }}
            remove={
              option.required
                ? undefined
                : () => {
                    setExtra((before) => before.filter((name) => name !== option.name));
                    setFilled((before) =>
                      Object.fromEntries(Object.entries(before).filter(([name]) => name !== option.name)),
                    );
                    const at = shown.indexOf(option);
                    setFocus({ on: (shown[at - 1] ?? shown[at + 1])?.name });
                  }
            }
            suggest={(name, typed) => {
              const others = invocable.options.flatMap((other): OptionValue[] => {
                const given = filled[other.name];
                // What is half written, or a file, would be refused, and with it the suggestions.
                const value =
                  other.name === name || !given || given.file ? undefined : valueOf(other, given, directory);
                return value === undefined ? [] : [{ name: other.name, type: other.type, value }];
              });
              return suggest(name, others, typed);
            }}
            picked={() => {
              const next = shown.find(
                ({ name, required }) => required && name !== option.name && (filled[name]?.text ?? '') === '',
              );
              if (next) setFocus({ on: next.name });
            }}
            submit={submit}
            leave={cancel}
            back={cancel}
          />
        ))}
      </div>
      <div class="command-more">
        {optional.map(({ name, description }) => (
          <button
            key={name}
            type="button"
            class="chip"
            title={plainName(description)}
            aria-label={`Add option ${name}: ${plainName(description)}`}
            onClick={() => {
              add(name);
            }}
          >
            + {name}
          </button>
        ))}
        <span class="command-actions">
          {wrong.length > 0 && (
            <span role="alert" class="wrong">
              {empty.length > 0 && `Please fill in: ${empty.join(', ')}. `}
              {strange.map(
                (option) =>
                  `“${plainName(filled[option.name]?.text ?? '').slice(0, 60)}” does not fit ${option.name}${boundsInWords(option)}. `,
              )}
            </span>
          )}
          <button type="button" class="quiet" onClick={cancel}>
            Cancel
          </button>
          <button
            type="button"
            class="button primary"
            onClick={submit}
            onBlur={() => {
              untouched.current = false;
            }}
            ref={runButton}
          >
            Run <kbd>↵</kbd>
          </button>
        </span>
      </div>
    </div>
  );
}
