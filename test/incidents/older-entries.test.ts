import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { newId } from '../../src/base/ids.ts';
import { createServices } from '../../src/catalog/services.ts';
import type { ExportFormat } from '../../src/incidents/export/export-incident.ts';
import { createIncidents } from '../../src/incidents/incidents.ts';
import { incidentShapes } from '../../src/incidents/shapes.ts';
import { composeEntryKinds, type EntryKind } from '../../src/timeline/entry-kind.ts';
import { timelineKinds } from '../../src/timeline/kinds.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';
import { ALICE, openDesk } from './desk.ts';

/** Tomorrow's Muster, in which notes have another shape. */
const tomorrow = (kind: EntryKind): EntryKind =>
  kind.kind === 'note.added'
    ? { ...kind, v: 2, upcasters: { 1: (data) => ({ ...(data as object), text: 'in the shape of tomorrow' }) } }
    : kind;

test('what was recorded in an old shape is shown in today’s, and exported as it was: an import checks its hashes', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  expectOk(await alice.type('incident declare', { title: 'Old', severity: 'SEV-3' }));
  expectOk(await alice.type('incident note', { text: 'in the shape of today', incident: '1' }));

  const kinds = composeEntryKinds(incidentShapes.kinds.map(tomorrow), timelineKinds);
  const { store, clock, config } = desk;
  const timeline = createTimeline({ store, clock, kinds, newId });
  const incidents = createIncidents({
    ...{ timeline, store, clock, kinds, newId },
    config: () => config,
    services: () => createServices({}),
    timeZone: () => 'UTC',
    nameOf: () => undefined,
  });
  const exported = async (format: ExportFormat): Promise<string> => {
    const parts: string[] = [];
    const document = await incidents.exportOf(1, format, alice.context().viewer);
    for await (const part of document?.text ?? []) parts.push(part);
    return parts.join('');
  };
  expect(await exported('md')).toContain('in the shape of tomorrow');
  const json = await exported('json');
  expect(json).toContain('in the shape of today');

  const elsewhere = openDesk();
  const imported = expectOk(await elsewhere.incidents.importFrom(json, alice.context().cause));
  expect(imported).toMatchObject({ number: 1 });
  const stream = await desk.streamOf(1);
  expect((await elsewhere.store.head(stream))?.hash).toBe((await store.head(stream))?.hash);
});
