import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import { boundedText } from '../base/bounded-text.ts';
import type { Settings } from '../config.ts';
import { onCallAnswerSchema, onCallQuerySchema } from './answer-oncall.ts';

/*
 * Only one process writes to the record. While Muster runs (and Discord perhaps does not), the command line hands its orders
 * to it through a socket beside the database: whoever may open that file may do so, nobody else. This is what both sides say.
 */

export const orderSchema = z.object({
  /** Makes a repetition of the same order harmless. */
  causeId: z.string().min(1).max(100),
  name: z.string().max(100),
  /** Whoever sits at the machine says who they are: a key of muster.yaml. */
  as: z.string().max(100).exactOptional(),
  raw: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
/** Whom a command that only reads the record cannot name: only who speaks to Discord can. */
export const namesOrderSchema = z.object({ names: z.array(z.string().max(100)).max(500) });
export const namesAnswerSchema = z.object({ names: z.record(z.string(), z.string()) });
export const answerSchema = z.union([
  z.object({ text: z.string(), data: z.record(z.string(), z.unknown()) }),
  z.object({ code: z.string(), message: z.string() }),
]);

/** Who is on call by what the running Muster goes on with: muster.yaml may be broken, and its clock ahead. */
export const onCallOrderSchema = z.object({ oncall: onCallQuerySchema });
export const onCallAnsweredSchema = z.object({ oncall: onCallAnswerSchema });

/** A command as the command line gives it. */
export type Order = z.infer<typeof orderSchema>;

export interface Answered {
  readonly text: string;
  /** For `--json`: what was made, by number and stream. Empty when nothing was recorded. */
  readonly data: Readonly<Record<string, unknown>>;
}

const MOST_BYTES = 64 * 1024;

/** The file of the database. */
export const databaseOf = ({
  MUSTER_DATABASE_URL: url = 'sqlite:muster.db',
}: Pick<Settings, 'MUSTER_DATABASE_URL'>): string => resolve(url.replace(/^sqlite:/, ''));

/** The socket of the Muster that runs on this database; a named pipe on Windows. */
export function operatorSocketOf(settings: Pick<Settings, 'MUSTER_DATABASE_URL'>): string {
  const path = databaseOf(settings);
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\muster-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`
    : `${path}-operator`;
}

/** A whole order or answer. Rejects when it is longer than any is. */
export async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const text = await boundedText(stream, MOST_BYTES);
  if (text === undefined) throw new Error('too long');
  return text;
}
