import type { JSX, RefObject } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../overlays/icon.tsx';
import { AttachFiles, ChosenFiles } from './chosen-files.tsx';
import { formatted } from './formatting.ts';
import type { Invocable } from './invocable.ts';
import { SuggestionList } from './suggestion-list.tsx';
import type { Suggestion } from './suggestions.ts';
import { useDroppedFiles } from './use-dropped-files.ts';
import { useSuggestions } from './use-suggestions.ts';

interface Props {
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly title: string;
  readonly text: string;
  readonly files: readonly File[];
  readonly invocables: readonly Invocable[];
  readonly editing: boolean;
  /** How many characters more there may be. */
  readonly left: number;
  /** What lies between the suggestions and the line. */
  readonly notes: JSX.Element;
  readonly write: (text: string) => void;
  readonly attach: (files: readonly File[]) => void;
  readonly mayAttach: boolean;
  readonly complain: (sentence: string) => void;
  readonly takeCommand: (command: Invocable) => void;
  readonly submit: () => void;
  /** Where the message answers or changes another: writes a new one instead. */
  readonly cancel: (() => void) | undefined;
  /** Takes up again what was done last. */
  readonly recall: () => void;
}

const MOST_FILES = 10;
const tooMany = (left: readonly File[]): string =>
  `A message may have up to ${MOST_FILES} files: ${left.length === 1 ? 'one was' : `${left.length} were`} left out.`;

/** The line to write words in, with what fits where one writes, and files. */
export function TextLine(props: Props): JSX.Element {
  const { area, title, text, files, invocables, write, submit } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState(0);
  /** What is to be selected once the text is drawn. */
  const selection = useRef<readonly [number, number] | undefined>(undefined);
  const suggestions = useSuggestions(text, cursor, invocables, props.editing);
  const add = (list: FileList | null | undefined): void => {
    if (!list?.length) return;
    if (props.editing) props.complain('An edit takes no files: send them with a message of their own.');
    else if (!props.mayAttach) props.complain('You do not have permission to attach files in this channel.');
    else {
      const all = [...files, ...list];
      if (all.length > MOST_FILES) props.complain(tooMany(all.slice(MOST_FILES)));
      props.attach(all.slice(0, MOST_FILES));
    }
  };
  const dropping = useDroppedFiles(box, add);
  useLayoutEffect(() => {
    const field = area.current;
    if (!field) return;
    field.style.blockSize = 'auto';
    field.style.blockSize = `${Math.min(field.scrollHeight, innerHeight * 0.4)}px`;
  }, [text]);
  // Focus and cursor are set before the next key arrives, not a frame later: no key of a fast typist is lost.
  useLayoutEffect(() => {
    if (!selection.current) return;
    area.current?.focus();
    area.current?.setSelectionRange(...selection.current);
    selection.current = undefined;
  }, [text]);

  const take = ({ take: taken }: Suggestion): void => {
    if ('command' in taken) {
      props.takeCommand(taken.command);
      return;
    }
    const end = taken.from + taken.insert.length + 1;
    selection.current = [end, end];
    write(`${text.slice(0, taken.from)}${taken.insert} ${text.slice(cursor)}`);
    suggestions.close();
  };
  const keys = (event: KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement }): void => {
    if (event.isComposing) return; // its keys are the input method's: Enter takes what that offers
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      const { selectionStart: start, selectionEnd: end } = event.currentTarget;
      const now = formatted({ text, start, end }, event.key);
      if (!now) return;
      event.preventDefault();
      selection.current = [now.start, now.end];
      write(now.text);
    }
    // Those belong to the page: the next channel, where to go.
    if (event.altKey || event.ctrlKey || event.metaKey || suggestions.key(event, take)) return;
    if (event.key === 'Escape') {
      if (!props.cancel) return;
      event.preventDefault();
      props.cancel();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      props.recall();
    }
  };
  const { open, active } = suggestions;
  return (
    <div class="composer" ref={box}>
      {dropping && <p class="drop-here">Drop the files to attach them to your message in {title}</p>}
      {open && (
        <SuggestionList
          id={id}
          command={text.startsWith('/')}
          suggestions={suggestions.all}
          active={active}
          take={take}
        />
      )}
      {props.notes}
      <ChosenFiles files={files} set={props.attach} />
      <div class="composer-line">
        {!props.editing && props.mayAttach && <AttachFiles add={add} />}
        <textarea
          ref={area}
          rows={1}
          value={text}
          aria-label={`Message ${title}`}
          aria-haspopup="listbox"
          aria-controls={open ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={open ? `${id}-${active}` : undefined}
          placeholder={placeholder(title, invocables.length > 0)}
          onInput={(event) => {
            write(event.currentTarget.value);
            setCursor(event.currentTarget.selectionStart);
            suggestions.typed();
          }}
          onSelect={(event) => {
            setCursor(event.currentTarget.selectionStart);
          }}
          onPaste={(event) => {
            add(event.clipboardData?.files);
          }}
          onKeyDown={keys}
        />
        {props.left < 200 && (
          <span class={props.left < 0 ? 'count wrong' : 'count'} aria-hidden="true">
            {props.left}
          </span>
        )}
        <button
          type="button"
          class="send"
          aria-label="Send"
          disabled={(text.trim() === '' && files.length === 0) || props.left < 0}
          onClick={submit}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}

const placeholder = (title: string, commands: boolean): string =>
  !commands
    ? `Message ${title}`
    : innerWidth > 760
      ? `Message ${title}, or / for a command`
      : 'Message, or / for a command';
