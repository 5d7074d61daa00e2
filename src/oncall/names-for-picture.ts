import type { People } from '../catalog/people.ts';
import type { OnCallSections } from './config/references.ts';

/** Asked first for these people, so that it is known what the chat calls them. */
export type NamesForPicture = (keys: readonly string[]) => Promise<(key: string) => string>;

/**
 * A mention shows each reader the name that Discord knows; in a picture, and the table under it, Muster writes it. Whom
 * muster.yaml gives no name has their key there otherwise, which says nothing to who does not keep that file.
 */
export function createNamesForPicture(options: {
  readonly sections: () => OnCallSections;
  readonly people: () => People;
  readonly nameOf: (key: string) => string;
  readonly chatNameOf?: (id: string) => string | undefined;
  readonly meetInChat?: (ids: readonly string[]) => Promise<void>;
}): NamesForPicture {
  const { sections, people, nameOf, chatNameOf, meetInChat } = options;
  return async (keys) => {
    const nameless = new Map(
      keys.flatMap((key) => {
        const discord = people().byKey(key)?.discord;
        return discord === undefined || sections().people[key]?.name !== undefined ? [] : [[key, discord]];
      }),
    );
    await meetInChat?.([...nameless.values()]);
    return (key) => chatNameOf?.(nameless.get(key) ?? '') ?? nameOf(key);
  };
}
