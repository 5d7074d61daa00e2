import type { JSX } from 'preact';
import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { DirectoryContext } from '../messages/directory-context.ts';
import type { Choice } from '../protocol/shapes.ts';
import { CommandForm } from './command-form.tsx';
import type { OptionValue } from './command-values.ts';
import { ComposerContext, type Context } from './composer-context.tsx';
import type { Filled } from './filled.ts';
import { type Invocable, parseTyped } from './invocable.ts';
import { withMentions } from './suggestions.ts';
import { TextLine } from './text-line.tsx';
import { useDraft } from './use-draft.ts';
import { withEmoji } from './with-emoji.ts';
import { useTypingNotice } from './use-typing-notice.ts';

const LONGEST = 2000;

/** The command that was run last, by person and channel, with what stood in its fields: until something else is said there. */
const ran = new Map<string, { readonly invocable: Invocable; readonly initial: Readonly<Record<string, Filled>> }>();

interface Props {
  /** Where it goes: `#general`, `@Muster`. */
  readonly title: string;
  /** Why there are no commands, where there are none. */
  readonly noCommands: string;
  /** Whose text to which channel: a draft waits there. */
  readonly place: string;
  readonly invocables: readonly Invocable[];
  readonly context: Context | undefined;
  readonly editing: { readonly id: string; readonly text: string } | undefined;
  readonly disabled: string | undefined;
  readonly mayAttach: boolean;
  /** A command asked for from elsewhere (a mention of a command). */
  readonly wanted: string | undefined;
  /** Resolves to undefined once it is sent, else to what takes up again the answer or the change that it was. */
  readonly send: (text: string, files: readonly File[]) => Promise<(() => void) | undefined>;
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

/** Where one writes: words, or a command that becomes a form. */
export function Composer(props: Props): JSX.Element {
  const { invocables, context, editing, complain } = props;
  const directory = useContext(DirectoryContext);
  const area = useRef<HTMLTextAreaElement>(null);
  const { text, write: setText, putBack } = useDraft(props.place, editing);
  const [chosen, setFiles] = useState<readonly File[]>([]);
  // They wait for a message of their own.
  const files = editing ? [] : chosen;
  const [form, setForm] = useState<{ invocable: Invocable; initial: Readonly<Record<string, Filled>> }>();
  const hadForm = useRef(false);
  const tellTyping = useTypingNotice(props.typing);

  useLayoutEffect(() => {
    if (editing || context) area.current?.focus();
  }, [editing?.id, context?.text]);
  useEffect(() => {
    const invocable = invocables.find((candidate) => candidate.path === props.wanted);
    if (invocable) setForm({ invocable, initial: {} });
    else if (props.wanted !== undefined && invocables.length === 0) complain(props.noCommands);
  }, [props.wanted]);
  useLayoutEffect(() => {
    if (!form && hadForm.current) area.current?.focus();
    hadForm.current = form !== undefined;
  }, [form]);

  const begin = (invocable: Invocable, initial: Readonly<Record<string, Filled>>): void => {
    setText('');
    setForm({ invocable, initial });
  };
  const over = [...text].length - LONGEST;
  const submit = (): void => {
    const typed = editing ? undefined : parseTyped(text, invocables);
    if (typed) {
      const filled = Object.entries(typed.values).map(([name, value]) => [name, { text: value }] as const);
      begin(typed.invocable, Object.fromEntries(filled));
      return;
    }
    if ((text.trim() === '' && files.length === 0) || over > 0) return;
    if (!editing && /^\/[\p{L}\p{N}_-]+( |$)/u.test(text)) {
      const command = text.split(' ').slice(0, 2).join(' ');
      complain(
        invocables.length === 0
          ? props.noCommands
          : `There is no command ${command} here. Type / to see those that there are.`,
      );
      return;
    }
    ran.delete(props.place);
    void props.send(withEmoji(withMentions(text, directory)), files).then((takeUp) => {
      // A change comes back with its message, and what is being written waits; words come back where nothing else was begun.
      if (!takeUp || (!editing && !putBack(text))) return;
      if (!editing) setFiles((now) => (now.length > 0 ? now : files));
      takeUp();
    });
    setText('');
    if (!editing) setFiles([]);
  };

  if (props.disabled !== undefined) return <div class="composer disabled">{props.disabled}</div>;
  if (form)
    return (
      <div class="composer">
        <CommandForm
          key={form.invocable.path}
          invocable={form.invocable}
          initial={form.initial}
          send={(values, given, filled) => {
            ran.set(props.place, { invocable: form.invocable, initial: filled });
            setForm(undefined);
            props.run(form.invocable, values, given);
          }}
          suggest={(option, values, typed) => props.suggest(form.invocable, option, values, typed)}
          cancel={() => {
            setForm(undefined);
          }}
        />
      </div>
    );
  return (
    <TextLine
      area={area}
      title={props.title}
      text={text}
      files={files}
      invocables={invocables}
      editing={editing !== undefined}
      left={-over}
      notes={
        <>
          {text.startsWith('/') && invocables.length === 0 && (
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
          {context && <ComposerContext {...context} />}
        </>
      }
      write={(next) => {
        if (next.startsWith('/') && !text.startsWith('/')) props.begin();
        setText(next);
        if (!next.startsWith('/')) tellTyping();
      }}
      attach={setFiles}
      mayAttach={props.mayAttach}
      complain={complain}
      takeCommand={(command) => {
        begin(command, {});
      }}
      submit={submit}
      cancel={context?.cancel}
      recall={() => {
        const last = ran.get(props.place);
        if (last) begin(last.invocable, last.initial);
        else props.editLast();
      }}
    />
  );
}
