import { z } from 'zod';
import { ID_PATTERN } from '../../base/ids.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { checkChain, GENESIS } from '../../timeline/chain.ts';
import { type Entry, partySchema, PRECISIONS, sourceSchema, subjectSchema } from '../../timeline/entry.ts';
import { declarationKept } from '../entries/declaration-kept.ts';
import { incidentDeclared } from '../entries/incident-declared.ts';
import { JSON_SCHEMA } from './json.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const hex = z.string().regex(/^[0-9a-f]{64}$/);

/** What the person was called where it was exported. No part of the record, so no hash vouches for it. */
const nameSchema = z.string().min(1).max(100).optional().catch(undefined);

const entrySchema = z.object({
  id: z.string().regex(ID_PATTERN),
  seq: z.int().min(1),
  kind: z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/),
  v: z.int().min(1),
  eventAt: instant.nullable(),
  precision: z.enum(PRECISIONS),
  after: z.string().optional(),
  recordedAt: instant,
  actor: partySchema.extend({ name: nameSchema }),
  subject: subjectSchema.optional(),
  source: sourceSchema,
  data: z.unknown(),
  revises: z.string().optional(),
  masked: z.boolean().default(false),
  salt: z.string().nullable(),
  digest: hex,
  hash: hex,
  erasedBy: z.string().optional(),
});

/** The next one that is declared here gets a number behind it, and numbers have nine digits. */
const HIGHEST_NUMBER = 9_999_999;

const namedSchema = z.object({ id: z.string(), name: nameSchema });

const exportSchema = z.object({
  schema: z.literal(JSON_SCHEMA),
  incident: z.object({
    stream: z.string().regex(/^incident-[0-9A-Za-z]{22}$/),
    number: z.int().min(1).max(HIGHEST_NUMBER),
    private: z.boolean(),
    roles: z
      .array(z.object({ person: namedSchema }))
      .default([])
      .catch([]),
    responders: z.array(namedSchema).default([]).catch([]),
    responderRoles: z.array(namedSchema).default([]).catch([]),
  }),
  entries: z.array(entrySchema).min(1),
  head: z.object({ seq: z.int(), hash: hex }),
});

const privacySchema = z.object({ private: z.boolean() });

interface ParsedExport {
  readonly stream: string;
  readonly wantedNumber: number;
  readonly isPrivate: boolean;
  readonly entries: readonly Entry[];
  /** Of people and Discord roles, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** Reads an export and recomputes its chain up to the head that it names. Refuses `import/…` with what does not fit. */
export function checkExport(text: string): Result<ParsedExport> {
  const json = parsed(text);
  if (json === undefined) return NO_JSON;
  const checked = exportSchema.safeParse(json);
  if (!checked.success) return misshapen(checked.error);
  const { incident, head } = checked.data;
  const entries = checked.data.entries.map((entry) => entryOf(entry, incident.stream));
  let at = START;
  for (const entry of entries) {
    const next = behind(at, entry);
    if (!next.ok) return next;
    at = next.value;
  }
  const whole = endsAt(at, head);
  if (!whole.ok) return whole;
  // What stands around the entries no hash holds: the declaration, or what was kept of an erased one, must say the same.
  const saidIn = entries.flatMap(({ kind, data }) =>
    kind === incidentDeclared.kind || kind === declarationKept.kind ? (privacySchema.safeParse(data).data ?? []) : [],
  );
  if (saidIn.some((said) => said.private !== incident.private)) {
    return refuse(
      'import/altered',
      `The file says that the incident is ${incident.private ? 'private' : 'not private'}, and its declaration the opposite: somebody changed the file. Export it anew.`,
    );
  }
  return ok({
    stream: incident.stream,
    wantedNumber: incident.number,
    isPrivate: incident.private,
    entries,
    names: namesIn(checked.data),
  });
}

/**
 * The chain of an export while it is written (json.ts puts each entry on a line of its own), without ever holding all of
 * it: a long timeline's is hundreds of megabytes. Of the frame it reads what leads there, and not what is said of the incident. Refuses `import/…`; else the head that it leads to.
 */
export async function checkWrittenExport(
  pieces: AsyncIterable<string>,
): Promise<Result<{ readonly seq: number; readonly hash: string }>> {
  let at = START;
  let frame = '';
  let stream: string | undefined;
  for await (const line of linesOf(pieces)) {
    if (!frame.endsWith('"entries":[') || line.startsWith(']')) {
      frame += line;
      continue;
    }
    stream ??= streamSchema.safeParse(parsed(`${frame}]}`)).data?.incident.stream;
    const json = parsed(line.replace(/,$/, ''));
    if (json === undefined || stream === undefined) return NO_JSON;
    const read = entrySchema.safeParse(json);
    if (!read.success) return misshapen(read.error);
    const next = behind(at, entryOf(read.data, stream));
    if (!next.ok) return next;
    at = next.value;
  }
  const json = parsed(frame);
  const read = frameSchema.safeParse(json);
  if (json === undefined) return NO_JSON;
  return read.success ? endsAt(at, read.data.head) : misshapen(read.error);
}

const streamSchema = exportSchema.pick({ incident: true });
const frameSchema = exportSchema.omit({ entries: true });

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

const START = { seq: 0, hash: GENESIS, recordedAt: 0 };

/** The head behind one more entry, or why it does not follow. */
function behind(at: typeof START, entry: Entry): Result<typeof START> {
  if (at.seq === 0 && entry.kind !== incidentDeclared.kind) {
    return refuse('import/shape', 'This timeline does not begin with the declaration of an incident.');
  }
  const unfit = (reason: string) =>
    refuse('import/altered', `Entry #${entry.seq} of this file does not fit: ${reason}.`);
  const checked = checkChain(at, [entry]);
  if (!checked.ok) return unfit(checked.fault.reason);
  if (entry.data !== null && entry.erasedBy !== null) return unfit('it is marked as erased, but its payload is here');
  return ok(checked.head);
}

const endsAt = (at: typeof START, head: { readonly seq: number; readonly hash: string }): Result<typeof START> =>
  at.seq === head.seq && at.hash === head.hash
    ? ok(at)
    : refuse('import/head', 'The end of this file is missing: its entries do not lead to the head that it names.');

const NO_JSON = refuse('import/json', 'This is no JSON. Import the file that muster export --format json has written.');

function misshapen({ issues: [issue] }: z.ZodError): ReturnType<typeof refuse> {
  return refuse(
    'import/shape',
    `This is no ${JSON_SCHEMA} export: ${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entryOf(entry: z.infer<typeof entrySchema>, stream: string): Entry {
  const { id, kind, actor } = entry;
  return {
    id,
    stream,
    seq: entry.seq,
    kind,
    v: entry.v,
    eventAt: entry.eventAt,
    precision: entry.precision,
    after: entry.after ?? null,
    recordedAt: entry.recordedAt,
    actor: { kind: actor.kind, id: actor.id },
    subject: entry.subject ?? null,
    source: entry.source,
    revises: entry.revises ?? null,
    masked: entry.masked,
    data: entry.data ?? null,
    salt: entry.salt,
    digest: entry.digest,
    hash: entry.hash,
    erasedBy: entry.erasedBy ?? null,
  };
}

function namesIn({ incident, entries }: z.infer<typeof exportSchema>): ReadonlyMap<string, string> {
  const named = [
    ...incident.roles.map(({ person }) => person),
    ...incident.responders,
    ...incident.responderRoles,
    ...entries.map(({ actor }) => actor).filter(({ kind }) => kind === 'person'),
  ];
  // Who had no name there is called by the id.
  return new Map(named.flatMap(({ id, name }) => (name === undefined || name === id ? [] : [[id, name] as const])));
}
