import { type Result, ok } from '../base/result.ts';
import type { Cause } from '../timeline/cause.ts';
import type { Entry } from '../timeline/entry.ts';
import { incidentEffects } from './effects.ts';
import { channelNameErased } from './entries/channel-name-erased.ts';
import { channelOpened } from './entries/channel-opened.ts';
import { declarationKept } from './entries/declaration-kept.ts';
import { incidentDeclared } from './entries/incident-declared.ts';
import { threadNameErased } from './entries/thread-name-erased.ts';
import { threadOpened } from './entries/thread-opened.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';

/**
 * Erases what these entries of one incident say. An incident whose declaration is erased keeps its number, dates, kind
 * and severity, and is called
 * `[erased]` from then on; one whose channel's or threads' opening is erased keeps those; what stands in the chat is drawn
 * anew.
 */
export async function eraseEntries(
  parts: Pick<IncidentParts, 'timeline' | 'erase'>,
  incident: { readonly stream: string; readonly number: number },
  entries: readonly Entry[],
  reason: string,
  cause: Cause,
): Promise<Result<number>> {
  const { stream, number } = incident;
  const declaration = entries
    .filter(({ kind }) => kind === incidentDeclared.kind)
    .map(({ data }) => incidentDeclared.schema.safeParse(data).data)[0];
  if (declaration) {
    const { severity, kind } = declaration;
    const keeping = { ...cause, causeId: `${cause.causeId}:keep` };
    const done = await parts.timeline.change(stream, incidentFold, keeping, ({ services }) =>
      ok({
        entries: [declarationKept({ number, severity, kind, private: declaration.private, services: [...services] })],
        answer: null,
      }),
    );
    if (!done.ok) return done;
  }
  if (entries.some(({ kind }) => kind === channelOpened.kind)) {
    const keeping = { ...cause, causeId: `${cause.causeId}:keep-channel` };
    const done = await parts.timeline.change(stream, incidentFold, keeping, ({ channelId: channel, thread }) =>
      ok({ entries: channel === null ? [] : [channelNameErased({ channel, thread })], answer: null }),
    );
    if (!done.ok) return done;
  }
  const threads = entries
    .filter(({ kind }) => kind === threadOpened.kind)
    .flatMap(({ data }) => threadOpened.schema.safeParse(data).data?.thread ?? []);
  if (threads.length > 0) {
    const keeping = { ...cause, causeId: `${cause.causeId}:keep-threads` };
    const done = await parts.timeline.change(stream, incidentFold, keeping, () =>
      ok({ entries: threads.map((thread) => threadNameErased({ thread })), answer: null }),
    );
    if (!done.ok) return done;
  }
  const ids = entries.map(({ id }) => id);
  const erased = await parts.erase(stream, ids, reason, cause);
  if (!erased.ok) return erased;
  const redrawing = { ...cause, causeId: `${cause.causeId}:redraw` };
  const redrawn = await parts.timeline.change(stream, incidentFold, redrawing, (state) =>
    ok({
      entries: [],
      effects:
        state.channelId === null
          ? []
          : [
              incidentEffects.card(stream),
              incidentEffects.announcement(stream),
              ...(declaration ? [incidentEffects.rename(state, state.channelId)] : []),
            ],
      answer: null,
    }),
  );
  return redrawn.ok ? erased : redrawn;
}
