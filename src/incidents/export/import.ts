import { z } from 'zod';
import { type Result, ok, refuse } from '../../base/result.ts';
import { ID_PATTERN } from '../../base/ids.ts';
import type { Cause } from '../../timeline/cause.ts';
import { checkChain, GENESIS } from '../../timeline/chain.ts';
import {
  type Entry,
  ORGANISATION,
  partySchema,
  PRECISIONS,
  sourceSchema,
  subjectSchema,
} from '../../timeline/entry.ts';
import { StoreError } from '../../timeline/store.ts';
import { incidentDeclared } from '../entries/incident-declared.ts';
import { incidentRegistered } from '../entries/incident-registered.ts';
import type { IncidentParts } from '../parts.ts';
import { incidentNumbers } from '../projections/incident-numbers.ts';
import { incidentRows } from '../projections/incident-row.ts';
import { registerFold } from '../register.ts';
import { bringErasures } from './bring-erasures.ts';
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
/** Clocks differ; what was recorded later than that was recorded nowhere. */
const CLOCK_SKEW_MS = 300_000;

const exportSchema = z.object({
  schema: z.literal(JSON_SCHEMA),
  incident: z.object({
    stream: z.string().regex(/^incident-[0-9A-Za-z]{22}$/),
    number: z.int().min(1).max(HIGHEST_NUMBER),
    private: z.boolean(),
    roles: z
      .array(z.object({ person: z.object({ id: z.string(), name: nameSchema }) }))
      .default([])
      .catch([]),
  }),
  entries: z.array(entrySchema).min(1),
  head: z.object({ seq: z.int(), hash: hex }),
});

export type Imported = {
  readonly number: number;
  readonly stream: string;
  readonly entries: number;
  /** False when the same timeline was here already. */
  readonly changed: boolean;
};

/**
 * The same timeline again, hashes included. One that is here with an equal head changes nothing, with a different one it
 * is refused. No effects: nobody is paged and no channel opened because of the past.
 */
export async function importIncident(parts: IncidentParts, text: string, cause: Cause): Promise<Result<Imported>> {
  const parsed = checkExport(text);
  if (!parsed.ok) return parsed;
  const { stream, wantedNumber, entries, isPrivate, names } = parsed.value;
  const head = entries.at(-1);
  if (head && head.recordedAt > parts.clock.now() + CLOCK_SKEW_MS) {
    return refuse(
      'import/future',
      'The last entries of this file were recorded in a time to come: everything after them would have to be, too. Compare the clocks, or do not believe it.',
    );
  }
  const there = await parts.store.head(stream);
  if (there && (there.seq !== head?.seq || there.hash !== head.hash)) {
    return refuse(
      'import/different',
      `This incident is here already, with other entries (head ${there.seq}:${there.hash.slice(0, 12)}…, the file has ${head?.seq ?? 0}:${head?.hash.slice(0, 12) ?? ''}…). Nothing was changed.`,
    );
  }
  if (!there) {
    const brought = await bringErasures(parts, stream, entries, cause);
    if (!brought.ok) return brought;
    try {
      const outcome = await parts.store.commit({
        causeId: `${cause.causeId}:entries`,
        at: parts.clock.now(),
        appends: [{ stream, expectedSeq: 0, expectedHash: GENESIS, entries: brought.value }],
        effects: [],
        answer: null,
      });
      if (outcome.outcome === 'conflict') {
        return refuse('import/busy', 'Somebody else is importing the same incident. Try again.');
      }
    } catch (error) {
      if (error instanceof StoreError) return refuse(error.code, error.message);
      throw error;
    }
  }
  parts.believeNames(names);
  return register(parts, { stream, wantedNumber, isPrivate, entries: entries.length, changed: !there }, cause);
}

/** Gives it the number that it had, or the next free one when another incident has that number here. */
async function register(
  parts: IncidentParts,
  imported: { stream: string; wantedNumber: number; isPrivate: boolean; entries: number; changed: boolean },
  cause: Cause,
): Promise<Result<Imported>> {
  const { stream, wantedNumber, isPrivate, entries, changed } = imported;
  const registered = await numberOf(parts, stream, wantedNumber);
  if (registered !== undefined) return ok({ number: registered, stream, entries, changed });
  const taken = await parts.store.projected(incidentNumbers, String(wantedNumber));
  const committed = await parts.timeline.change(ORGANISATION, registerFold, cause, (state) => {
    const number = taken ? state.nextNumber : wantedNumber;
    return ok({ entries: [incidentRegistered({ number, stream, private: isPrivate })], answer: { number } });
  });
  return committed.ok ? ok({ number: committed.value.answer.number, stream, entries, changed }) : committed;
}

async function numberOf(parts: IncidentParts, stream: string, wanted: number): Promise<number | undefined> {
  const same = await parts.store.projected(incidentNumbers, String(wanted));
  if (same?.stream === stream) return wanted;
  const row = await parts.store.projected(incidentRows, stream);
  const own = row && (await parts.store.projected(incidentNumbers, String(row.number)));
  return own?.stream === stream ? row?.number : undefined;
}

interface ParsedExport {
  readonly stream: string;
  readonly wantedNumber: number;
  readonly isPrivate: boolean;
  readonly entries: readonly Entry[];
  /** Of people, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** Reads an export and recomputes its chain up to the head that it names. Refuses `import/…` with what does not fit. */
export function checkExport(text: string): Result<ParsedExport> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('import/json', 'This is no JSON. Import the file that muster export --format json has written.');
  }
  const parsed = exportSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(
      'import/shape',
      `This is no ${JSON_SCHEMA} export: ${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}.`,
    );
  }
  const { incident, head } = parsed.data;
  const entries = parsed.data.entries.map((entry): Entry => {
    const { id, kind, actor } = entry;
    return {
      id,
      stream: incident.stream,
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
  });
  const checked = checkChain({ seq: 0, hash: GENESIS, recordedAt: 0 }, entries);
  if (!checked.ok) {
    return refuse('import/altered', `Entry #${checked.fault.seq} of this file does not fit: ${checked.fault.reason}.`);
  }
  if (checked.head.seq !== head.seq || checked.head.hash !== head.hash) {
    return refuse('import/head', 'The end of this file is missing: its entries do not lead to the head that it names.');
  }
  const contradicted = entries.find(({ data, erasedBy }) => data !== null && erasedBy !== null);
  if (contradicted) {
    return refuse(
      'import/altered',
      `Entry #${contradicted.seq} of this file does not fit: it is marked as erased, but its payload is here.`,
    );
  }
  if (entries[0]?.kind !== incidentDeclared.kind) {
    return refuse('import/shape', 'This timeline does not begin with the declaration of an incident.');
  }
  return ok({
    stream: incident.stream,
    wantedNumber: incident.number,
    isPrivate: incident.private,
    entries,
    names: namesIn(parsed.data),
  });
}

function namesIn({ incident, entries }: z.infer<typeof exportSchema>): ReadonlyMap<string, string> {
  const people = [
    ...incident.roles.map(({ person }) => person),
    ...entries.map(({ actor }) => actor).filter(({ kind }) => kind === 'person'),
  ];
  // Who had no name there is called by the id.
  return new Map(people.flatMap(({ id, name }) => (name === undefined || name === id ? [] : [[id, name] as const])));
}
