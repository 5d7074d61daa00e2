import type { Clock } from '../base/clock.ts';
import type { RichText } from '../base/rich-text.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { Services } from '../catalog/services.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Block } from '../commands/message.ts';
import type { UploadedFile } from '../commands/option.ts';
import type { Cause } from '../timeline/cause.ts';
import type { When } from '../timeline/entry.ts';
import type { EntryKinds } from '../timeline/entry-kind.ts';
import type { Store } from '../timeline/store.ts';
import type { DecideContext, Timeline } from '../timeline/timeline.ts';
import type { IncidentsConfig } from './config.ts';
import type { Decided } from './decide/recorded.ts';
import { incidentFold } from './fold.ts';
import type { Lookup } from './lookup.ts';
import type { IncidentState } from './state.ts';
import type { Outside } from './outside.ts';
import type { GivenTime } from './time.ts';

/** What every command of this domain works with. */
export interface IncidentParts extends Outside {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly clock: Clock;
  readonly kinds: EntryKinds;
  readonly lookup: Lookup;
  /** Asked for at each use: muster.yaml may have been reloaded. */
  readonly config: () => IncidentsConfig;
  readonly services: () => Services;
  /** A person's name by opaque id, for where a mention cannot stand; undefined when nobody knows. */
  readonly nameOf: (id: string) => string | undefined;
  /** Finds out the names of these that `nameOf` does not know yet, for what leaves the chat; never rejects. */
  readonly learnNames: (ids: readonly string[]) => Promise<void>;
  /** Takes the names that an import brings, of those whom nobody here knows. */
  readonly believeNames: (names: ReadonlyMap<string, string>) => void;
  /** The organisation's zone, for exports. */
  readonly timeZone: () => string;
  /** Of the environment: masked as the record masks them. */
  readonly secrets: readonly string[];
  readonly newId: () => string;
  /** Diagnostics that run at this moment because of a declaration, by effect: shown on the card. */
  readonly diagnosing: Map<string, Diagnosing>;
  /** The text of an uploaded file, at most `mostBytes` of it. */
  readonly readFile: (file: UploadedFile, mostBytes: number) => Promise<Result<string>>;
  /** Erases payloads of one stream's entries for good; the caller has checked the right to. */
  readonly erase: (
    stream: string,
    entryIds: readonly string[],
    reason: string,
    cause: Cause,
  ) => Promise<Result<number>>;
}

/** How far a service's diagnostics are. */
export interface Diagnosing {
  readonly stream: string;
  readonly title: RichText;
  readonly blocks: readonly Block[];
}

export interface Recorded {
  /** The position of the entry: what people call `#12`. */
  readonly seq: number;
  readonly repeated: boolean;
  /** A secret stood in it: what was typed may not be said again in the answer. */
  readonly masked: boolean;
}

/** Decides on one incident and commits; the answer names the entry by the number that people use. */
export async function changeIncident(
  parts: IncidentParts,
  stream: string,
  cause: Cause,
  decide: (state: IncidentState, context: DecideContext) => Decided,
): Promise<Result<Recorded>> {
  const committed = await parts.timeline.change(stream, incidentFold, cause, decide);
  if (!committed.ok) return committed;
  const { answer, entries, repeated } = committed.value;
  const entry = entries.find(({ id }) => id === answer.entry) ?? (await parts.store.find(answer.entry));
  return ok({ seq: entry?.seq ?? 0, repeated, masked: entry?.masked ?? false });
}

/** A given time as the timeline takes it: `after #12` becomes the id of that entry. */
export async function resolveWhen(
  parts: Pick<IncidentParts, 'timeline'>,
  stream: string,
  given: GivenTime,
): Promise<Result<When>> {
  if (given.precision !== 'order-only') return ok(given);
  const entry = await entryBySeq(parts, stream, given.afterSeq);
  return entry ? ok({ precision: 'order-only', after: entry.id }) : unknownEntry(given.afterSeq);
}

export async function entryBySeq(parts: Pick<IncidentParts, 'timeline'>, stream: string, seq: number) {
  if (seq < 1) return undefined;
  const [entry] = await parts.timeline.read(stream, { behind: seq - 1, limit: 1 });
  return entry?.seq === seq ? entry : undefined;
}

export const unknownEntry = (seq: number): ReturnType<typeof refuse> =>
  refuse('entry/unknown', `This incident has no entry #${seq}. /incident timeline shows the numbers.`);

/** Which person a command is given by; null for a machine. */
export const personOf = (context: Pick<CommandContext, 'cause'>): string | null =>
  context.cause.actor.kind === 'person' ? context.cause.actor.id : null;
