import type { People } from '../catalog/people.ts';

/** How to call these people (keys of muster.yaml), after the chat was asked for whom the file gives no name. */
export type NamesOf = (keys: readonly string[]) => Promise<(key: string) => string>;

/** The same at once, by what is known already: the chat is asked beside, for whoever reads it next. */
export type KnownNames = (keys: readonly string[]) => (key: string) => string;

/**
 * A mention shows each reader the name that Discord knows; in pictures, topics, calendars and on pages Muster writes it
 * itself. A key says nothing to who does not keep muster.yaml.
 */
export function createNamesOf(options: {
  readonly people: () => People;
  readonly nameOf: (key: string) => string;
  readonly learnNames?: (ids: readonly string[]) => Promise<void>;
}): { readonly namesOf: NamesOf; readonly knownNames: KnownNames } {
  const asking = new Set<string>();
  const learn = async (keys: readonly string[], but: ReadonlySet<string>): Promise<void> => {
    const nameless = keys.flatMap((key) => {
      const person = options.people().byKey(key);
      return person?.discord === undefined || person.isNamed || but.has(person.discord) ? [] : [person.discord];
    });
    if (nameless.length === 0) return;
    for (const id of nameless) asking.add(id);
    try {
      await options.learnNames?.(nameless);
    } finally {
      for (const id of nameless) asking.delete(id);
    }
  };
  return {
    async namesOf(keys) {
      await learn(keys, new Set());
      return options.nameOf;
    },
    // A calendar program asks every few minutes, and Discord may let each wait for a minute.
    knownNames(keys) {
      void learn(keys, asking).catch(() => undefined);
      return options.nameOf;
    },
  };
}
