import type { Current } from './current.ts';
import { operator } from './operator.ts';

/** Who can be asked for the names of those whom muster.yaml does not know: Discord, or a bot that speaks to it. */
export interface ChatNames {
  readonly nameOf: (id: string) => string | undefined;
  /** Asks for them; afterwards `nameOf` knows those that were found. Never rejects. */
  readonly names: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** How people are called, from the first source that knows: muster.yaml, then the chat. */
export interface Names {
  readonly nameOf: (id: string) => string | undefined;
  /** Asks the chat for those that are not known yet. */
  readonly learn: (ids: readonly string[]) => Promise<void>;
  /** Names by id of those that are known at all, whoever has to be asked. */
  of(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Set by who speaks to Discord, or can ask who does. */
  setChat(chat: ChatNames): void;
}

export function createNames(current: () => Current): Names {
  let chat: ChatNames = { nameOf: () => undefined, names: async () => new Map() };
  const nameOf = (id: string): string | undefined =>
    id === operator.id ? operator.name : (current().people.byId(id)?.name ?? chat.nameOf(id));
  const unnamed = (ids: readonly string[]): readonly string[] => ids.filter((id) => nameOf(id) === undefined);
  return {
    nameOf,
    learn: async (ids) => void (await chat.names(unnamed(ids))),
    async of(ids) {
      const asked = await chat.names(unnamed(ids));
      return new Map(
        ids.flatMap((id) => {
          const name = nameOf(id) ?? asked.get(id);
          return name === undefined ? [] : [[id, name] as const];
        }),
      );
    },
    setChat(next) {
      chat = next;
    },
  };
}
