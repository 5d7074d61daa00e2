import { counted } from '../base/counted.ts';
import { allFolds } from '../app/open-record.ts';
import { operator } from '../app/operator.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import { verify as verifyStore } from '../timeline/verify.ts';
import { withApp } from './open.ts';
import { complain, print } from './output.ts';

/**
 * `muster verify [NUMBER] [--head SEQ:HASH]`: 0 when everything fits, 1 with the first bad entry a timeline. With `--rebuild` what is
 * derived from the entries is thrown away first and built anew.
 */
export async function verify(options: {
  readonly incident: number | undefined;
  readonly head?: string;
  readonly rebuild?: true;
}): Promise<number> {
  const head = options.head === undefined ? undefined : /^([1-9]\d*):([0-9a-f]{64})$/i.exec(options.head);
  if (head === null) {
    return complain(
      { code: 'verify/head', message: '--head takes SEQ:HASH, as `muster verify` prints it: 12:9f86d0…' },
      2,
    );
  }
  return withApp(options.rebuild ? 'record' : 'read', async (app) => {
    if (options.rebuild) await app.store.rebuild();
    const row =
      options.incident === undefined ? undefined : await app.incidents.lookup.byNumber(options.incident, operator);
    if (options.incident !== undefined && !row) {
      return complain({ code: 'incident/unknown', message: `There is no incident ${options.incident}.` }, 1);
    }
    const stream = row?.stream ?? ORGANISATION;
    const verified = await verifyStore(app.store, {
      kinds: app.kinds,
      folds: allFolds(),
      ...(row && { streams: [row.stream] }),
      ...(head && { heads: [{ stream, seq: Number(head[1]), hash: head[2]?.toLowerCase() ?? '' }] }),
    });
    for (const fault of verified.faults) {
      print(`${fault.stream} entry ${fault.seq}${fault.entryId ? ` (${fault.entryId})` : ''}: ${fault.reason}.`);
    }
    for (const id of verified.unerased)
      print(`Entry ${id} is still here, but its erasure is recorded. Starting Muster carries it out.`);
    for (const reason of verified.derived) print(`Not as it should be: ${reason}.`);
    if (verified.derived.length > 0)
      print(
        'The entries are whole, but what is listed, shown and exported of them may be wrong: stop Muster and type muster verify --rebuild.',
      );
    const { entries, streams, heads, erased } = verified;
    const kept = await app.store.head(stream);
    // Each incident and each page has its number there: nothing is recorded before that timeline begins.
    const beheaded = entries > 0 && (await app.store.head(ORGANISATION)) === undefined;
    if (beheaded) print(`${ORGANISATION} entry 1: it is missing, and everything behind it.`);
    const isWhole = verified.faults.length === 0 && verified.derived.length === 0 && !beheaded;
    print(
      `${isWhole ? 'Verified' : 'Not intact'}: ${counted(entries, 'entry', 'entries')} on ${counted(streams, 'timeline')}, ${counted(heads, 'recorded head')}, ${erased} erased.` +
        (kept ? ` Head of ${row ? `incident ${row.number}` : stream}: ${kept.seq}:${kept.hash}` : ''),
    );
    return isWhole && verified.unerased.length === 0 ? 0 : 1;
  });
}
