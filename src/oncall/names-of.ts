import type { People } from '../catalog/people.ts';

/** How to call these people (keys of muster.yaml), after the chat was asked for whom the file gives no name. */
export type NamesOf = (keys: readonly string[]) => Promise<(key: string) => string>;

/**
 * A mention shows each reader the name that Discord knows; in pictures, topics, calendars and on pages Muster writes it
 * itself. A key says nothing to who does not keep muster.yaml.
 */
export const createNamesOf =
  (options: {
    readonly people: () => People;
    readonly nameOf: (key: string) => string;
    readonly learnNames?: (ids: readonly string[]) => Promise<void>;
  }): NamesOf =>
  async (keys) => {
    const nameless = keys.flatMap((key) => {
      const person = options.people().byKey(key);
      return person?.discord === undefined || person.isNamed ? [] : [person.discord];
    });
    if (nameless.length > 0) await options.learnNames?.(nameless);
    return options.nameOf;
  };
