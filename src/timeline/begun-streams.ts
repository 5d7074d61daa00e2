import { type Entry, ORGANISATION } from './entry.ts';
import { type EntryKinds, upcast } from './entry-kind.ts';

/**
 * Which timelines have begun, as the organisation's says. Each begins in one commit with the entry there that says so, so one
 * of which nothing is left shows, and one that somebody put in.
 */
export function createBegunStreams(kinds: EntryKinds) {
  const begun = new Map<string, string>();
  return {
    note(entry: Entry): void {
      const kind = kinds.get(entry.kind);
      if (entry.stream !== ORGANISATION || entry.data === null || kind?.begins === undefined) return;
      const parsed = kind.schema.safeParse(upcast(kinds, entry).data);
      if (parsed.success) begun.set(kind.begins(parsed.data), `${ORGANISATION} #${entry.seq}`);
    },
    /** `organisation #12`; undefined when nobody says that it has begun. */
    saidBy: (stream: string): string | undefined => begun.get(stream),
    streams: (): readonly string[] => [...begun.keys()],
  };
}
