import type { Instant } from '../../base/clock.ts';
import type { RichText } from '../../base/rich-text.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import type { Entry, Precision, Source } from '../../timeline/entry.ts';
import type { Described, EntryKinds, EvidenceFile } from '../../timeline/entry-kind.ts';
import type { Attachments } from '../entries/attachment.ts';
import { noteAdded } from '../entries/note-added.ts';
import { effectiveWhen, type Revision } from './revisions.ts';

export interface Evidence {
  readonly text: string;
  /** Undefined where the source is named in words only. */
  readonly url: string | undefined;
}

/** An entry as a reader sees it: with its corrections applied, and what they took the place of. */
export interface ShownEntry {
  readonly entry: Entry;
  readonly at: Instant | null;
  readonly precision: Precision;
  readonly line: RichText;
  readonly body: string;
  /** What a program found, in lines of fixed width; empty for most. */
  readonly output: string;
  /** What it found, whole; empty for most. */
  readonly files: readonly EvidenceFile[];
  /** Where it can be seen: the message, the alert, the page. */
  readonly evidence: readonly Evidence[];
  /** Who did it, in the words of who recorded it; undefined when it was they themselves. */
  readonly by: string | undefined;
  readonly retracted: Revision | undefined;
  readonly revisions: readonly Revision[];
  /** What it said before it was corrected; undefined when its words were not. */
  readonly original: RichText | undefined;
}

export function showEntry(kinds: EntryKinds, entry: Entry, revisions: readonly Revision[] = []): ShownEntry {
  const { at, precision } = effectiveWhen(entry, revisions);
  const rewording = revisions.findLast(({ text }) => text !== undefined);
  const attachments = revisions.findLast((revision) => revision.attachments !== undefined)?.attachments;
  const revised = rewording !== undefined || attachments !== undefined;
  const described = describe(kinds, entry, entry.data);
  const now = revised ? describe(kinds, entry, reworded(entry, rewording, attachments)) : described;
  const last = revisions.at(-1);
  const note = entry.kind === noteAdded.kind ? noteAdded.schema.safeParse(entry.data).data : undefined;
  const named = [...(now.links ?? []), ...namedSource(note?.evidence)];
  const { permalink, kind } = entry.source;
  return {
    entry,
    at,
    precision,
    line: now.line,
    body: now.body ?? '',
    output: now.output ?? '',
    files: now.files ?? [],
    evidence: [
      ...named,
      ...(permalink === undefined ? [] : [{ text: 'in chat', url: permalink }]),
      ...(named.length === 0 && permalink === undefined ? [{ text: WITHOUT_ADDRESS[kind], url: undefined }] : []),
    ],
    by: note?.by,
    retracted: last?.type === 'retracted' ? last : undefined,
    revisions,
    original: revised ? described.line : undefined,
  };
}

/** What there is to say of where a line comes from when nothing of it can be opened: the record itself is the evidence. */
const WITHOUT_ADDRESS: Readonly<Record<Source['kind'], string>> = {
  command: 'command',
  button: 'button',
  modal: 'form',
  menu: 'message menu',
  reaction: 'reaction',
  message: 'message',
  webhook: 'webhook',
  timer: 'Muster’s clock',
  effect: 'Muster itself',
  api: 'web page',
  cli: 'command line',
  import: 'import',
};

const namedSource = (source: string | undefined): readonly Evidence[] => {
  if (source === undefined) return [];
  return /^https?:\/\/\S+$/.test(source) ? [{ text: 'source', url: source }] : [{ text: source, url: undefined }];
};

function describe(kinds: EntryKinds, entry: Entry, data: unknown): Described {
  if (entry.data === null) return { line: [`(erased: ${entry.kind})`] };
  const kind = kinds.get(entry.kind);
  const parsed = kind?.schema.safeParse(data);
  if (kind && parsed?.success) return kind.describe({ ...entry, data: parsed.data });
  // Of a kind that this version does not know: kept, and shown as it is.
  return { line: [entry.kind], body: canonicalJson(data) };
}

/** The payload with the words exchanged; which field holds them depends on the kind. */
function reworded(entry: Entry, rewording: Revision | undefined, attachments: Attachments | undefined): unknown {
  const data = { ...(typeof entry.data === 'object' && entry.data), ...(attachments && { attachments }) };
  if (!rewording) return data;
  const { text, names } = rewording;
  return entry.kind === 'update.posted' ? { ...data, conditions: text } : { ...data, text, ...(names && { names }) };
}
