import { virtualClock } from '../src/base/clock.ts';
import { newId } from '../src/base/ids.ts';
import { expectOk, ok } from '../src/base/result.ts';
import { createServices } from '../src/catalog/services.ts';
import { defaultIncidentsConfig } from '../src/incidents/config.ts';
import { noteAdded } from '../src/incidents/entries/note-added.ts';
import { EXPORT_FORMATS } from '../src/incidents/export/export-incident.ts';
import { incidentFold } from '../src/incidents/fold.ts';
import { createIncidents } from '../src/incidents/incidents.ts';
import { incidentShapes } from '../src/incidents/shapes.ts';
import { openSqliteStore } from '../src/storage/sqlite/open-sqlite-store.ts';
import { composeEntryKinds } from '../src/timeline/entry-kind.ts';
import { timelineKinds } from '../src/timeline/kinds.ts';
import { createTimeline } from '../src/timeline/timeline.ts';
import { decideDeclare } from '../src/incidents/decide/declare.ts';
import { registerFold } from '../src/incidents/register.ts';
import { ORGANISATION } from '../src/timeline/entry.ts';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost: number;
}

const VIEWER = { id: 'cli', name: 'bench', roleIds: [], permissions: new Set(['muster.admin']) };

/** Exports of a long timeline, a fold from its snapshot, and lists over many incidents, on a store of its own. */
export async function benchIncidents(
  options: { readonly entries?: number; readonly incidents?: number; readonly path?: string } = {},
): Promise<readonly Figure[]> {
  const { entries: count = 100_000, incidents: many = 10_000, path = ':memory:' } = options;
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const kinds = composeEntryKinds(incidentShapes.kinds, timelineKinds);
  const open = () => {
    const store = openSqliteStore({ path, projections: incidentShapes.projections, kinds, clock });
    const timeline = createTimeline({ store, clock, kinds, newId });
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
    return { store, timeline, incidents };
  };
  const { store, timeline, incidents } = open();
  let causes = 0;
  const cause = () => ({
    causeId: `bench:${++causes}`,
    actor: { kind: 'person' as const, id: 'bench' },
    source: { kind: 'command' as const, permalink: 'https://discord.com/channels/1/2/3' },
  });
  const declare = async (title: string): Promise<string> => {
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
      decideDeclare(register, input, defaultIncidentsConfig, context),
    );
    return expectOk(committed).answer.stream;
  };
  const stream = await declare('A long one');
  const text = 'Connections in use climbed again after the restart, and fell when the job was stopped. ';
  for (let done = 0; done < count; done += 1000) {
    await clock.advance(60_000);
    await timeline.change(stream, incidentFold, cause(), () =>
      ok({
        entries: Array.from({ length: 1000 }, (_, index) =>
          noteAdded(
            { text: text + String(done + index) },
            { when: { precision: 'second', at: clock.now() - (index % 50) * 1000 } },
          ),
        ),
        answer: null,
      }),
    );
  }

  const figures: Figure[] = [];
  const timed = async (name: string, atMost: number, work: () => Promise<unknown>): Promise<void> => {
    const started = performance.now();
    await work();
    figures.push({ name, value: performance.now() - started, unit: 'ms', atMost });
  };

  for (const format of EXPORT_FORMATS) {
    globalThis.gc?.();
    const idle = process.memoryUsage().rss;
    let peak = idle;
    let bytes = 0;
    let parts = 0;
    await timed(`export of ${count} entries to ${format}`, 2000, async () => {
      const exported = await incidents.exportOf(1, format, VIEWER);
      for await (const part of exported?.text ?? []) {
        bytes += Buffer.byteLength(part);
        // Asking costs more than a line does.
        if (parts++ % 200 === 0) peak = Math.max(peak, process.memoryUsage.rss());
      }
    });
    figures.push({ name: `  its memory above idle`, value: (peak - idle) / 2 ** 20, unit: 'MiB', atMost: 100 });
    figures.push({ name: `  its size`, value: bytes / 2 ** 20, unit: 'MiB', atMost: Infinity });
  }

  const again = createTimeline({ store, clock, kinds, newId });
  await timed(`state of a ${count}-entry incident from its snapshot`, 100, () => again.state(stream, incidentFold));

  for (const size of [10, many]) {
    for (
      let number = await store.countProjected(incidentShapes.projections[1] ?? neverMissing());
      number < size;
      number++
    ) {
      await declare(`Incident ${number}`);
    }
    const rounds = 50;
    const started = performance.now();
    for (let round = 0; round < rounds; round++) await incidents.lookup.list(VIEWER, { bucket: 'open', limit: 11 });
    const value = (performance.now() - started) / rounds;
    figures.push({ name: `list, ${size} incidents`, value, unit: 'ms', atMost: 5 });
  }
  await store.close();
  return figures;
}

const neverMissing = (): never => {
  throw new Error('The domain has lost a projection');
};

if (import.meta.main) {
  for (const { name, value, unit, atMost } of await benchIncidents()) {
    const bound = atMost === Infinity ? '' : ` (at most ${atMost})${value > atMost ? ' MISSED' : ''}`;
    console.log(`${name.padEnd(58)} ${value.toFixed(1).padStart(10)} ${unit}${bound}`);
  }
}
