import type { JSX } from 'preact';
import { useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Icon } from '../overlays/icon.tsx';
import { DirectoryContext } from '../messages/directory.ts';
import type { Choice } from '../protocol/shapes.ts';
import { CommandForm } from './command-form.tsx';
import type { OptionValue } from './command-values.ts';
import { type Invocable, parseTyped } from './invocable.ts';
import { AttachFiles, ChosenFiles } from './chosen-files.tsx';
import { SuggestionList } from './suggestion-list.tsx';
import { type Suggestion, suggestionsAt, withMentions } from './suggestions.ts';
import { useDraft } from './use-draft.ts';

const LONGEST = 2000;

interface Props {
  /** Where it goes: `#general`, `@Muster`. */
  readonly title: string;
  /** Why there are no commands, where there are none. */
  readonly noCommands: string;
  /** Whose text to which channel: a draft waits there. */
  readonly place: string;
  readonly invocables: readonly Invocable[];
  /** "Answering Alice", "Editing": with a way out. */
  readonly context: { readonly text: string; readonly cancel: () => void } | undefined;
  readonly editing: { readonly id: string; readonly text: string } | undefined;
  readonly disabled: string | undefined;
  /** A command asked for from elsewhere (a mention of a command). */
  readonly wanted: string | undefined;
  readonly send: (text: string, files: readonly File[]) => void;
  readonly run: (invocable: Invocable, values: readonly OptionValue[], files: Readonly<Record<string, File>>) => void;
  readonly suggest: (
    invocable: Invocable,
    option: string,
    values: readonly OptionValue[],
    typed: string,
  ) => Promise<readonly Choice[]>;
  readonly typing: () => void;
  /** Somebody begins a command. */
  readonly begin: () => void;
  readonly complain: (sentence: string) => void;
  readonly editLast: () => void;
}

/** The line to write in: words, a command that becomes a form, files. */
export function Composer(props: Props): JSX.Element {
  const directory = useContext(DirectoryContext);
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useDraft(props.place, props.editing);
  const [cursor, setCursor] = useState(0);
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [form, setForm] = useState<{ invocable: Invocable; initial: Readonly<Record<string, string>> }>();
  const lastTyping = useRef(0);
  /** Where the cursor belongs once the text is drawn. */
  const caret = useRef<number | undefined>(undefined);
  const hadForm = useRef(false);

  useLayoutEffect(() => {
    if (props.editing || props.context) area.current?.focus();
  }, [props.editing?.id, props.context?.text]);
  useEffect(() => {
    const invocable = props.invocables.find((candidate) => candidate.path === props.wanted);
    if (invocable) setForm({ invocable, initial: {} });
    else if (props.wanted !== undefined && props.invocables.length === 0) props.complain(props.noCommands);
  }, [props.wanted]);
  useEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.blockSize = 'auto';
    box.style.blockSize = `${Math.min(box.scrollHeight, innerHeight * 0.4)}px`;
  }, [text, form]);

  // Focus and cursor are set before the next key arrives, not a frame later: no key of a fast typist is lost.
  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    area.current?.focus();
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  }, [text]);
  useLayoutEffect(() => {
    if (!form && hadForm.current) area.current?.focus();
    hadForm.current = form !== undefined;
  }, [form]);

  const suggestions = useMemo(
    () => (closed || props.editing ? [] : suggestionsAt(text, cursor, props.invocables, directory)),
    [text, cursor, closed, props.invocables, directory, props.editing],
  );
  const open = suggestions.length > 0;
  const take = (suggestion: Suggestion): void => {
    if ('command' in suggestion.take) {
      setText('');
      setForm({ invocable: suggestion.take.command, initial: {} });
      return;
    }
    const { insert, from } = suggestion.take;
    const next = `${text.slice(0, from)}${insert} ${text.slice(cursor)}`;
    caret.current = from + insert.length + 1;
    setText(next);
    setClosed(true);
  };
  const submit = (): void => {
    const typed = parseTyped(text, props.invocables);
    if (typed && !props.editing) {
      setText('');
      setForm({ invocable: typed.invocable, initial: typed.values });
      return;
    }
    if (text.trim() === '' && files.length === 0) return;
    const unknown = /^\/[\p{L}\p{N}_-]+( |$)/u.test(text) && !props.editing;
    if (unknown) {
      props.complain(
        props.invocables.length === 0
          ? props.noCommands
          : `There is no command ${text.split(' ').slice(0, 2).join(' ')} here. Type / to see those that there are.`,
      );
      return;
    }
    if ([...text].length > LONGEST) return;
    props.send(withMentions(text, directory), files);
    setText('');
    setFiles([]);
  };
  const keys = (event: KeyboardEvent): void => {
    // Those belong to the page: the next channel, where to go.
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      setActive((at) => (at + (event.key === 'ArrowDown' ? 1 : -1) + suggestions.length) % suggestions.length);
      return;
    }
    const chosen = suggestions[active] ?? suggestions[0];
    // What was typed or pasted whole, with values, is sent as it stands.
    const whole = /\s\S+:/.test(text) && text.startsWith('/');
    if (open && chosen && !whole && (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey))) {
      event.preventDefault();
      take(chosen);
      return;
    }
    if (event.key === 'Escape') {
      if (open) setClosed(true);
      else props.context?.cancel();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      props.editLast();
    }
  };
  const add = (list: FileList | null | undefined): void => {
    if (list?.length) setFiles((before) => [...before, ...list].slice(0, 10));
  };
  if (props.disabled !== undefined) return <div class="composer disabled">{props.disabled}</div>;
  if (form) {
    return (
      <div class="composer">
        <CommandForm
          key={form.invocable.path}
          invocable={form.invocable}
          initial={form.initial}
          send={(values, chosen) => {
            setForm(undefined);
            props.run(form.invocable, values, chosen);
          }}
          suggest={(option, values, typed) => props.suggest(form.invocable, option, values, typed)}
          cancel={() => {
            setForm(undefined);
          }}
        />
      </div>
    );
  }
  const over = [...text].length - LONGEST;
  return (
    <div
      class="composer"
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        add(event.dataTransfer?.files);
      }}
    >
      {open && (
        <SuggestionList id={id} command={text.startsWith('/')} suggestions={suggestions} active={active} take={take} />
      )}
      {text.startsWith('/') && props.invocables.length === 0 && (
        <p class="composer-context" role="status">
          {props.noCommands}
        </p>
      )}
      {over > 0 && (
        <p class="composer-context wrong" role="alert">
          Too long by {over} {over === 1 ? 'character' : 'characters'}: a message may have {LONGEST}. Shorten it, or
          attach it as a file.
        </p>
      )}
      {props.context && (
        <div class="composer-context">
          <span>{props.context.text}</span>
          <button type="button" class="quiet" aria-label="Cancel" onClick={props.context.cancel}>
            ×
          </button>
        </div>
      )}
      <ChosenFiles files={files} set={setFiles} />
      <div class="composer-line">
        {!props.editing && <AttachFiles add={add} />}
        <textarea
          ref={area}
          rows={1}
          value={text}
          aria-label={`Message ${props.title}`}
          aria-haspopup="listbox"
          aria-controls={open ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={open ? `${id}-${active}` : undefined}
          placeholder={
            props.invocables.length === 0
              ? `Message ${props.title}`
              : innerWidth > 760
                ? `Message ${props.title}, or / for a command`
                : 'Message, or / for a command'
          }
          onInput={(event) => {
            if (event.currentTarget.value.startsWith('/') && !text.startsWith('/')) props.begin();
            setText(event.currentTarget.value);
            setCursor(event.currentTarget.selectionStart);
            setActive(0);
            setClosed(false);
            if (Date.now() - lastTyping.current > 8000 && !event.currentTarget.value.startsWith('/')) {
              lastTyping.current = Date.now();
              props.typing();
            }
          }}
          onSelect={(event) => {
            setCursor(event.currentTarget.selectionStart);
          }}
          onPaste={(event) => {
            add(event.clipboardData?.files);
          }}
          onKeyDown={keys}
        />
        {over > -200 && (
          <span class={over > 0 ? 'count wrong' : 'count'} aria-hidden="true">
            {-over}
          </span>
        )}
        <button
          type="button"
          class="send"
          aria-label="Send"
          disabled={(text.trim() === '' && files.length === 0) || over > 0}
          onClick={submit}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}
