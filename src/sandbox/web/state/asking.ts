import type { OptionValue } from '../composer/command-values.ts';
import type { Invocable } from '../composer/invocable.ts';
import { fieldsOf } from '../overlays/modal-answers.ts';
import type { Answer } from '../overlays/modal-fields.tsx';
import type { Answered, Control } from '../protocol/control.ts';
import type { Choice, Command, Message } from '../protocol/shapes.ts';
import { type Notices, sentence } from './notices.ts';
import type { PageState, Waiting } from './page-state.ts';
import { change, type Store } from './store.ts';

const FAILURE_SHOWN_MS = 12_000;

/** What a person asks of a bot, and waits for. */
export interface Asking {
  /** Asks what can be used here: bots change their commands at any time. */
  readonly refreshCommands: () => void;
  readonly run: (invocable: Invocable, values: readonly OptionValue[], files: Readonly<Record<string, File>>) => void;
  readonly suggest: (
    invocable: Invocable,
    option: string,
    values: readonly OptionValue[],
    typed: string,
  ) => Promise<readonly Choice[]>;
  readonly press: (message: Message, customId: string, componentType: number, values?: readonly string[]) => void;
  readonly useMenu: (command: Command, targetId: string) => void;
  readonly submitModal: (answers: Readonly<Record<string, Answer>>) => void;
}

export function createAsking({
  store,
  control,
  attempt,
}: { readonly store: Store<PageState>; readonly control: Control } & Pick<Notices, 'attempt'>): Asking {
  const set = change(store);
  let lastKey = 0;
  let asked = '';

  const wait = (what: Omit<Waiting, 'key' | 'state' | 'channelId'>, done: Promise<Answered>): void => {
    const key = String(++lastKey);
    const channelId = store.get().selected ?? '';
    store.set((state) => ({ ...state, waiting: [...state.waiting, { ...what, key, channelId, state: 'sent' }] }));
    const remove = (): void => {
      store.set((state) => ({ ...state, waiting: state.waiting.filter((item) => item.key !== key) }));
    };
    done.then(
      (answered) => {
        remove();
        if (answered.modal)
          set({ modal: { modal: answered.modal, interactionId: answered.interactionId, busy: false } });
      },
      (error: unknown) => {
        const reason = sentence(error);
        store.set((state) => ({
          ...state,
          waiting: state.waiting.map((item) => (item.key === key ? { ...item, state: 'failed', reason } : item)),
        }));
        setTimeout(remove, FAILURE_SHOWN_MS);
      },
    );
  };
  return {
    refreshCommands() {
      const { selected } = store.get();
      if (selected === undefined) return;
      attempt(
        control.commands(selected).then((commands) => {
          const text = JSON.stringify(commands);
          if (text === asked) return;
          asked = text;
          set({ commands });
        }),
      );
    },
    run(invocable, values, files) {
      const { selected } = store.get();
      if (selected === undefined) return;
      wait(
        { what: `/${invocable.path}`, kind: 'command' },
        control.command(selected, invocable.command, invocable.words, values, files),
      );
    },
    suggest: (invocable, option, values, typed) =>
      control.suggest(store.get().selected ?? '', invocable.command, invocable.words, option, values, typed),
    press(message, customId, componentType, values) {
      wait(
        { what: `${message.id}:${customId}`, kind: 'component' },
        control.press(message, customId, componentType, values),
      );
    },
    useMenu(command, targetId) {
      wait({ what: command.name, kind: 'menu' }, control.menu(store.get().selected ?? '', command, targetId));
    },
    submitModal(answers) {
      const open = store.get().modal;
      const { selected } = store.get();
      if (!open || selected === undefined) return;
      set({ modal: { modal: open.modal, interactionId: open.interactionId, busy: true } });
      control.submit(open.interactionId, selected, open.modal.custom_id, fieldsOf(open.modal), answers).then(
        () => {
          if (store.get().modal?.interactionId === open.interactionId) set({ modal: undefined });
        },
        (error: unknown) => {
          set({ modal: { ...open, busy: false, failure: sentence(error) } });
        },
      );
    },
  };
}
