import { type Result, ok, refuse } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import { GENESIS } from '../../timeline/chain.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { StoreError } from '../../timeline/store.ts';
import { incidentRegistered } from '../entries/incident-registered.ts';
import type { IncidentParts } from '../parts.ts';
import { incidentNumbers } from '../projections/incident-numbers.ts';
import { incidentRows } from '../projections/incident-row.ts';
import { registerFold } from '../register.ts';
import { bringErasures } from './bring-erasures.ts';
import { checkExport } from './check-export.ts';

/** Clocks differ; what was recorded later than that was recorded nowhere. */
const CLOCK_SKEW_MS = 300_000;

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
  // Its entries may have been here before: an import that was interrupted is finished now.
  return committed.ok ? ok({ number: committed.value.answer.number, stream, entries, changed: true }) : committed;
}

async function numberOf(parts: IncidentParts, stream: string, wanted: number): Promise<number | undefined> {
  const same = await parts.store.projected(incidentNumbers, String(wanted));
  if (same?.stream === stream) return wanted;
  const row = await parts.store.projected(incidentRows, stream);
  const own = row && (await parts.store.projected(incidentNumbers, String(row.number)));
  return own?.stream === stream ? row?.number : undefined;
}
