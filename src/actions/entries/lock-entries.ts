import { z } from 'zod';
import { code, person, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

const where = { app: z.string(), environment: z.string() };

export const lockTaken = defineEntryKind({
  kind: 'lock.taken',
  v: 1,
  schema: z.object({
    ...where,
    owner: z.string(),
    reason: z.string(),
    cause: z.enum(['manual', 'rollback', 'turn']),
    expiresAt: z.int().nullable(),
    /** From whom it was taken over. */
    from: z.string().nullable(),
  }),
  describe: ({ data }) => ({
    line: rich`${person(data.owner)} locked ${code(`${data.app} ${data.environment}`)}${
      data.from === null ? [] : rich`, taking it over from ${person(data.from)}`
    }`,
    body: data.reason,
  }),
});

export const lockReleased = defineEntryKind({
  kind: 'lock.released',
  v: 1,
  schema: z.object({
    ...where,
    owner: z.string(),
    how: z.enum(['unlocked', 'expired']),
    /** Why it may be deployed to again; required of a rollback's lock. */
    reason: z.string().nullable(),
  }),
  describe: ({ data, actor }) => ({
    line:
      data.how === 'expired'
        ? rich`The lock on ${code(`${data.app} ${data.environment}`)} expired`
        : rich`${person(actor.id)} unlocked ${code(`${data.app} ${data.environment}`)}`,
    ...(data.reason !== null && { body: data.reason }),
  }),
});

export const lockReminded = defineEntryKind({
  kind: 'lock.reminded',
  v: 1,
  schema: z.object({ ...where, owner: z.string() }),
  describe: ({ data }) => ({
    line: rich`${person(data.owner)} was reminded of the lock on ${code(`${data.app} ${data.environment}`)}`,
  }),
});

export const queueJoined = defineEntryKind({
  kind: 'queue.joined',
  v: 1,
  schema: z.object({ ...where, person: z.string() }),
  describe: ({ data }) => ({
    line: rich`${person(data.person)} waits to deploy ${code(`${data.app} ${data.environment}`)}`,
  }),
});

export const queueLeft = defineEntryKind({
  kind: 'queue.left',
  v: 1,
  schema: z.object({ ...where, person: z.string() }),
  describe: ({ data }) => ({
    line: rich`${person(data.person)} no longer waits to deploy ${code(`${data.app} ${data.environment}`)}`,
  }),
});
