import { z } from 'zod';
import type { Finding } from './finding.ts';

const cell = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.object({ text: z.string(), mark: z.enum(['ok', 'warn', 'bad', 'differs']) }),
]);
const base = { id: z.string().max(100).optional(), title: z.string().max(500).optional() };

const treeNode = z.object({
  label: z.string(),
  details: z.array(z.string()).optional(),
  volatile: z.array(z.string()).optional(),
  mark: z.enum(['ok', 'warn', 'bad', 'differs']).optional(),
  get children() {
    return z.array(treeNode).optional();
  },
});

/** Findings as they come back from a worker or out of an entry: whatever does not fit this is not shown. */
const findingSchema = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('text'), text: z.string(), volatile: z.boolean().optional() }),
  z.object({
    ...base,
    type: z.literal('lines'),
    text: z.string(),
    language: z.string().max(20).optional(),
    shows: z.literal('end').optional(),
    volatile: z.boolean().optional(),
  }),
  z.object({
    ...base,
    type: z.literal('facts'),
    facts: z.array(z.object({ name: z.string(), value: cell, volatile: z.boolean().optional() })),
  }),
  z.object({
    ...base,
    type: z.literal('table'),
    columns: z
      .array(
        z.object({
          name: z.string(),
          align: z.enum(['left', 'right']).optional(),
          key: z.boolean().optional(),
          volatile: z.boolean().optional(),
          same: z.enum(['drop', 'below']).optional(),
        }),
      )
      .max(50),
    rows: z.array(z.array(cell)),
    note: z.string().optional(),
  }),
  z.object({ ...base, type: z.literal('tree'), roots: z.array(treeNode) }),
  z.object({
    ...base,
    type: z.literal('series'),
    unit: z.string().optional(),
    volatile: z.boolean().optional(),
    series: z.array(
      z.object({ name: z.string(), points: z.array(z.tuple([z.number(), z.union([z.number(), z.null()])])) }),
    ),
  }),
  z.object({
    ...base,
    type: z.literal('verdict'),
    verdict: z.enum(['ok', 'warn', 'bad']),
    reason: z.string(),
    next: z.string().optional(),
  }),
  z.object({
    ...base,
    type: z.literal('file'),
    name: z.string().max(200),
    // Cut, not refused: what stands on a timeline already must stay readable.
    contentType: z.string().overwrite((type) => type.slice(0, 100)),
    text: z.string(),
    volatile: z.boolean().optional(),
  }),
]);

/**
 * Plain JSON of exactly the type. The cast narrows `?: T | undefined` to `?: T`: zod leaves absent keys absent, and JSON
 * has no undefined.
 */
export const findingsSchema = z.array(findingSchema) as unknown as z.ZodType<readonly Finding[]>;

export function parseFindings(value: unknown): readonly Finding[] | undefined {
  const parsed = findingsSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
