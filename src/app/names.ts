import type { Log } from '../base/log.ts';
import type { Person } from '../catalog/people.ts';
import type { Store } from '../timeline/store.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Current } from './current.ts';
import { keepNames } from './kept-names.ts';
import { operator } from './operator.ts';

/** Who can be asked for the names of those whom muster.yaml does not know: Discord, or a bot that speaks to it. */
export interface ChatNames {
  readonly nameOf: (id: string) => string | undefined;
  /** Asks for them; afterwards `nameOf` knows those that were found. Never rejects. */
  readonly names: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** How people are called, from the first source that knows: muster.yaml, the chat, what was seen of it last. */
export interface Names {
  readonly nameOf: (id: string) => string | undefined;
  /** What the chat calls somebody, or called them last. */
  readonly inChat: (id: string) => string | undefined;
  /** Asks the chat for those that are not known yet. */
  readonly learn: (ids: readonly string[]) => Promise<void>;
  /** The same for those alone whom the chat never named: who was named is called so again. */
  readonly learnUnknown: (ids: readonly string[]) => Promise<void>;
  /** The same for everybody whom muster.yaml gives no name, and whom the chat never named: once it can be asked. */
  readonly learnNameless: () => Promise<void>;
  /** Keeps names that came with an import, of those whom nobody here knows. */
  readonly believe: (told: ReadonlyMap<string, string>) => void;
  /** Names by id of those that are known at all, whoever has to be asked. */
  of(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Set by who speaks to Discord, or can ask who does. */
  setChat(chat: ChatNames): void;
  /** When what was learned is on disk. */
  settled(): Promise<void>;
}

const named = (person: Person | undefined): string | undefined => (person?.isNamed ? person.name : undefined);

export async function createNames(parts: {
  readonly store: Pick<Store, 'setting' | 'setSetting'>;
  readonly timeline: Pick<Timeline, 'onCommitted'>;
  readonly log: Log;
  readonly readOnly: boolean;
  readonly current: () => Current;
}): Promise<Names> {
  const { store, timeline, log, readOnly, current } = parts;
  let chat: ChatNames = { nameOf: () => undefined, names: async () => new Map() };
  const configured = (id: string): string | undefined =>
    id === operator.id ? operator.name : named(current().people.byId(id));
  const kept = await keepNames({
    store,
    timeline,
    nameOf: (id) => (configured(id) === undefined ? chat.nameOf(id) : undefined),
    onTrouble: (error) => {
      log.warn({ err: error }, 'names could not be kept');
    },
  });
  const inChat = (id: string): string | undefined => chat.nameOf(id) ?? kept.nameOf(id);
  const nameOf = (id: string): string | undefined => configured(id) ?? inChat(id) ?? current().people.byId(id)?.key;
  /** What was kept may be old: the chat is asked all the same. */
  const ask = async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const found = await chat.names(ids.filter((id) => configured(id) === undefined && chat.nameOf(id) === undefined));
    if (!readOnly) kept.see(ids);
    return found;
  };
  const learnUnknown = async (ids: readonly string[]): Promise<void> => {
    const unknown = ids.filter((id) => inChat(id) === undefined);
    if (unknown.length > 0) await ask(unknown);
  };
  return {
    nameOf,
    inChat,
    learn: async (ids) => void (await ask(ids)),
    learnUnknown,
    learnNameless: () =>
      learnUnknown(current().people.all.flatMap(({ isNamed, discord }) => (isNamed ? [] : (discord ?? [])))),
    believe: (told) => {
      kept.believe(new Map([...told].filter(([id]) => current().people.byId(id) === undefined)));
    },
    settled: kept.settled,
    async of(ids) {
      const asked = await ask(ids);
      return new Map(
        ids.flatMap((id) => {
          const name = configured(id) ?? asked.get(id) ?? nameOf(id);
          return name === undefined ? [] : [[id, name] as const];
        }),
      );
    },
    setChat(next) {
      chat = next;
    },
  };
}
