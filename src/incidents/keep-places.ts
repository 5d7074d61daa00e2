import { ok } from '../base/result.ts';
import type { EffectDraft } from '../timeline/effect.ts';
import { incidentEffects } from './effects.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import { followsRoles, type IncidentPlace, incidentPlaces } from './projections/incident-places.ts';
import type { IncidentState } from './state.ts';

const AT_ONCE = 500;

/** Keeps incidents in step with what changes in Discord by no command: who has a role, and which voice channels are still there. */
export function createKeepPlaces(parts: Pick<IncidentParts, 'timeline' | 'store' | 'newId'>) {
  async function* places(): AsyncGenerator<IncidentPlace> {
    for (let behind: number | undefined; ;) {
      const rows = await parts.store.project(incidentPlaces, {
        bucket: 'kept',
        order: 'descending',
        limit: AT_ONCE,
        ...(behind !== undefined && { behind }),
      });
      for (const { row } of rows) yield row;
      behind = rows.at(-1)?.sort;
      if (rows.length < AT_ONCE) return;
    }
  }
  const ask = async (
    what: string,
    { stream }: IncidentPlace,
    effects: (state: IncidentState) => readonly EffectDraft[],
  ): Promise<void> => {
    const id = parts.newId();
    const cause = {
      causeId: `${what}:${id}`,
      actor: { kind: 'muster' as const, id: 'muster' },
      source: { kind: 'effect' as const, correlationId: id },
    };
    await parts.timeline.change(stream, incidentFold, cause, (state) =>
      ok({ entries: [], effects: effects(state), answer: null }),
    );
  };
  const followRoles = async (place: IncidentPlace): Promise<void> => {
    if (followsRoles(place)) await ask('roles', place, incidentEffects.syncThread);
  };

  return {
    /** Somebody came into the server, or was given a role or lost one. */
    async rolesChanged(): Promise<void> {
      for await (const place of places()) await followRoles(place);
    },
    /** A session with Discord begins: who was given a role or lost it, and which voice channel was deleted before it, nobody told. */
    async sessionBegan(): Promise<void> {
      for await (const place of places()) {
        await followRoles(place);
        if (place.voice.channelId !== null) await ask('voice', place, incidentEffects.lookForVoice);
      }
    },
  };
}
