import { ORGANISATION } from '../../timeline/entry.ts';
import type { Projection } from '../../timeline/projection.ts';
import { incidentRegistered } from '../entries/incident-registered.ts';

/** Which stream a number stands for here. A number is a local alias: an imported incident may have got another one. */
export const incidentNumbers: Projection<{ readonly stream: string; readonly private: boolean }> = {
  name: 'incident-numbers',
  version: 1,
  kinds: new Set([incidentRegistered.kind]),
  apply(entry) {
    // Numbers are given out there alone; what an imported timeline says of them is somebody's words.
    if (entry.stream !== ORGANISATION) return [];
    const parsed = incidentRegistered.schema.safeParse(entry.data);
    if (!parsed.success) return [];
    const { number, stream } = parsed.data;
    return [{ key: String(number), row: { stream, private: parsed.data.private }, sort: number }];
  },
};
