import { virtualClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { expectOk, ok } from '../../src/base/result.ts';
import { createServices } from '../../src/catalog/services.ts';
import { defaultIncidentsConfig } from '../../src/incidents/config.ts';
import { decideDeclare } from '../../src/incidents/decide/declare.ts';
import { messageCaptured } from '../../src/incidents/entries/message-captured.ts';
import { noteAdded } from '../../src/incidents/entries/note-added.ts';
import { incidentFold } from '../../src/incidents/fold.ts';
import { createIncidents } from '../../src/incidents/incidents.ts';
import { registerFold } from '../../src/incidents/register.ts';
import { incidentShapes } from '../../src/incidents/shapes.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { type EntryDraft, ORGANISATION } from '../../src/timeline/entry.ts';
import { composeEntryKinds } from '../../src/timeline/entry-kind.ts';
import { timelineKinds } from '../../src/timeline/kinds.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';

const DISCORD_EPOCH = Date.UTC(2015, 0, 1);

export const VIEWER = { id: 'cli', name: 'bench', roleIds: [], permissions: new Set(['muster.admin']) };

/** The domain alone on a store of its own, and ways to fill it. Opened again on the same path it knows what was recorded. */
export function openDomain(path: string) {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const kinds = composeEntryKinds(incidentShapes.kinds, timelineKinds);
  const store = openSqliteStore({ path, projections: incidentShapes.projections, kinds, clock });
  const newTimeline = () => createTimeline({ store, clock, kinds, newId });
  const timeline = newTimeline();
  const incidents = createIncidents({
    timeline,
    store,
    clock,
    kinds,
    newId,
    config: () => defaultIncidentsConfig,
    services: () => createServices({}),
    timeZone: () => 'Europe/Berlin',
    nameOf: (id) => (id === 'bench' ? 'Bench' : undefined),
  });
  let causes = 0;
  const cause = () => ({
    causeId: `bench:${++causes}`,
    actor: { kind: 'person' as const, id: 'bench' },
    source: { kind: 'command' as const, permalink: 'https://discord.com/channels/1/2/3' },
  });

  /** The stream of the new incident. */
  async function declare(title: string): Promise<string> {
    const input = {
      title,
      severity: 'SEV-3' as const,
      description: '',
      services: [],
      kind: 'real' as const,
      private: false,
      triage: false,
      declarer: 'bench',
    };
    const committed = await timeline.change(ORGANISATION, registerFold, cause(), (register, context) =>
      decideDeclare(register, input, { config: defaultIncidentsConfig, secrets: [] }, context),
    );
    return expectOk(committed).answer.stream;
  }

  const WORDS = 'Connections in use climbed again after the restart, and fell when the job was stopped. ';

  async function add(stream: string, count: number, draft: (index: number) => EntryDraft): Promise<void> {
    for (let done = 0; done < count; done += 1000) {
      await clock.advance(60_000);
      await timeline.change(stream, incidentFold, cause(), () =>
        ok({
          entries: Array.from({ length: Math.min(1000, count - done) }, (_, index) => draft(done + index)),
          answer: null,
        }),
      );
    }
  }

  const shortlyBefore = (index: number) => ({ precision: 'second' as const, at: clock.now() - (index % 50) * 1000 });

  const addNotes = (stream: string, count: number): Promise<void> =>
    add(stream, count, (index) => noteAdded({ text: WORDS + String(index) }, { when: shortlyBefore(index) }));

  /** As where every message of the channel is recorded. */
  const addMessages = (stream: string, count: number): Promise<void> =>
    add(stream, count, (index) => {
      const when = shortlyBefore(index);
      const message = String(BigInt(when.at + index - DISCORD_EPOCH) << 22n);
      const said = { message, channel: '1', text: WORDS + String(index), attachments: [], by: null };
      return messageCaptured(said, { when });
    });

  return { store, timeline, newTimeline, incidents, declare, addNotes, addMessages };
}
