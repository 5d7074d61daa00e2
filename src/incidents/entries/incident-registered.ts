import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

/** On the organisation's timeline: all that it knows of an incident is its number, and whether it is private. */
export const incidentRegistered = defineEntryKind({
  kind: 'incident.registered',
  v: 1,
  schema: z.object({ number: z.int().min(1), stream: z.string(), private: z.boolean() }),
  describe: ({ data }) => ({ line: rich`${data.private ? 'Private incident' : 'Incident'} ${data.number} registered` }),
  begins: ({ stream }) => stream,
});
