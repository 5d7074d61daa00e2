import { z } from 'zod';
import { code } from '../base/rich-text.ts';
import { defineEntryKind } from './entry-kind.ts';

/** What the timeline records about itself. */

const streamSchema = z.string().min(1).max(100);

/** Where a stream stood: with a copy of it outside, a cut tail or a chain computed anew shows. */
export const headRecorded = defineEntryKind({
  kind: 'head.recorded',
  v: 1,
  schema: z.object({
    stream: streamSchema,
    seq: z.int().positive(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  describe: ({ data }) => ({ line: ['Head of ', code(data.stream), ' recorded: ', code(`${data.seq}:${data.hash}`)] }),
});

/** That payloads were erased, which ones and why; never what stood in them. */
export const entryErased = defineEntryKind({
  kind: 'entry.erased',
  v: 1,
  schema: z.object({
    stream: streamSchema,
    entries: z.array(z.string().length(22)).min(1).max(1000),
    reason: z.string().trim().min(1).max(1000),
  }),
  describe: ({ data }) => ({
    line: [
      data.entries.length === 1 ? 'An entry of ' : `${data.entries.length} entries of `,
      code(data.stream),
      ' erased',
    ],
    body: data.reason,
  }),
});

export const effectParked = defineEntryKind({
  kind: 'effect.parked',
  v: 1,
  schema: z.object({
    effect: z.string().length(22),
    kind: z.string().min(1).max(100),
    attempts: z.int().nonnegative(),
    reason: z.string().max(2000),
  }),
  describe: ({ data }) => ({
    line: [
      'Could not be done after ',
      data.attempts === 1 ? '1 attempt' : `${data.attempts} attempts`,
      ': ',
      code(data.kind),
    ],
    body: data.reason,
  }),
});

export const effectRetried = defineEntryKind({
  kind: 'effect.retried',
  v: 1,
  schema: z.object({ effect: z.string().length(22), kind: z.string().min(1).max(100) }),
  describe: ({ data }) => ({ line: ['To be tried again: ', code(data.kind)] }),
});

export const timelineKinds = [headRecorded, entryErased, effectParked, effectRetried] as const;
