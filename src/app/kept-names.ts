import { z } from 'zod';
import type { Store } from '../timeline/store.ts';
import type { Timeline } from '../timeline/timeline.ts';

const SETTING = 'names';
const MOST_NAMES = 5000;
const namesSchema = z.record(z.string(), z.string());

/**
 * What people are called whom only Discord knows, as it was last seen: entries name them by their ids, and an export is
 * made while Discord is away, too. No part of the record. All of it is forgotten when anything is erased, for nobody knows
 * whose name was meant, and is seen again.
 */
export async function keepNames(parts: {
  readonly store: Pick<Store, 'setting' | 'setSetting'>;
  readonly timeline: Pick<Timeline, 'onCommitted'>;
  /** What they are called now; undefined when nobody knows, or muster.yaml does. */
  readonly nameOf: (id: string) => string | undefined;
  readonly onTrouble: (error: unknown) => void;
}) {
  const { store, timeline, nameOf, onTrouble } = parts;
  const written = (await store.setting(SETTING)) ?? '{}';
  const names = new Map(Object.entries(namesSchema.parse(JSON.parse(written))));
  let saving: Promise<void> | undefined;
  let isSaved = true;

  const save = async (): Promise<void> => {
    try {
      while (!isSaved) {
        isSaved = true;
        await store.setSetting(SETTING, JSON.stringify(Object.fromEntries(names)));
      }
    } catch (error) {
      onTrouble(error);
    } finally {
      saving = undefined;
    }
  };
  const changed = (): void => {
    isSaved = false;
    saving ??= save();
  };
  const see = (ids: Iterable<string>): void => {
    for (const id of ids) {
      const name = nameOf(id);
      if (name === undefined || names.get(id) === name) continue;
      const oldest = names.keys().next().value;
      if (names.size >= MOST_NAMES && oldest !== undefined) names.delete(oldest);
      names.set(id, name);
      changed();
    }
  };

  timeline.onCommitted((entries) => {
    if (entries.some(({ kind }) => kind === 'entry.erased')) {
      names.clear();
      changed();
    } else see(entries.flatMap(({ actor }) => (actor.kind === 'person' ? [actor.id] : [])));
  });
  return {
    nameOf: (id: string): string | undefined => names.get(id),
    see,
    /** What others were told they are called: of those alone of whom nothing better is known. */
    believe(told: ReadonlyMap<string, string>): void {
      for (const [id, name] of told) {
        if (nameOf(id) !== undefined || names.has(id) || names.size >= MOST_NAMES) continue;
        names.set(id, name);
        changed();
      }
    },
    /** When what is under way is on disk. */
    settled: async (): Promise<void> => saving,
  };
}
