import type { Control } from '../protocol/control.ts';
import { type Asking, createAsking } from './asking.ts';
import { type Connect, startConnection } from './connection.ts';
import { createIncoming } from './incoming.ts';
import { createNotices, type Notices } from './notices.ts';
import { emptyState, type PageState } from './page-state.ts';
import { createReading, type Reading } from './reading.ts';
import { change, createStore, type Store } from './store.ts';
import type { Message } from '../protocol/shapes.ts';

/** Everything that the page does; the state that it shows is `store`. */
export interface Controller extends Notices, Asking, Omit<Reading, 'load'> {
  readonly store: Store<PageState>;
  readonly control: Control;
  /** Resolves to undefined once it is sent; else, when the reason was said, to what takes up again the answer or the change that it was. */
  readonly send: (text: string, files: readonly File[]) => Promise<(() => void) | undefined>;
  readonly react: (message: Message, emoji: string, on: boolean) => void;
  readonly set: (change: Partial<PageState>) => void;
  readonly close: () => void;
}

export function createController(me: string, control: Control, connect: Connect): Controller {
  const store = createStore<PageState>(emptyState(me));
  const set = change(store);
  const notices = createNotices(store);
  const { attempt } = notices;
  const asking = createAsking({ store, control, attempt });
  const incoming = createIncoming();
  const { load, ...reading } = createReading({ store, control, incoming, attempt }, asking.refreshCommands);
  const connection = startConnection(me, connect, { store, control, incoming, ...notices, ...reading, load });
  return {
    ...notices,
    ...asking,
    ...reading,
    store,
    control,
    set,
    async send(text, files) {
      const { selected, replyTo, replyPings, editing } = store.get();
      if (selected === undefined) return undefined;
      const done = editing
        ? control.edit(selected, editing.id, text)
        : control.send(selected, text, files, replyTo && { to: replyTo.id, pings: replyPings });
      set({ replyTo: undefined, replyPings: true, editing: undefined });
      attempt(done);
      return done.then(
        () => undefined,
        () => () => {
          const now = store.get();
          if (now.selected !== selected || now.replyTo || now.editing) return;
          set({ replyTo, replyPings, editing: editing && { ...editing, content: text } });
        },
      );
    },
    react(message, emoji, on) {
      attempt(control.react(message.channel_id, message.id, emoji, on));
    },
    close: connection.close,
  };
}
