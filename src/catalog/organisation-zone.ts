import { z } from 'zod';
import { timeZoneSchema } from './people.ts';

const entries = z.record(z.string(), z.unknown());
const writtenSchema = z.looseObject({ organisation: z.looseObject({ timeZone: timeZoneSchema }) });

/** Whose times of day are the organisation's, unless they say a zone of their own. */
const SECTIONS = ['schedules', 'freezes'] as const;

/** muster.yaml as it is written, with the organisation's zone in each schedule and freeze that states none. */
export function fillOrganisationZone(written: unknown): unknown {
  const { data } = writtenSchema.safeParse(written);
  if (!data) return written; // UTC, or a fault that is told
  const filled = SECTIONS.flatMap((section) => {
    const found = entries.safeParse(data[section]);
    if (!found.success) return [];
    return [
      [
        section,
        Object.fromEntries(
          Object.entries(found.data).map(([key, entry]) => [key, withZone(entry, data.organisation.timeZone)]),
        ),
      ],
    ];
  });
  return { ...data, ...Object.fromEntries(filled) };
}

const withZone = (entry: unknown, timeZone: string): unknown =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? { timeZone, ...entry } : entry;
