import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { MovableClock } from './movable-clock.ts';
import { type Result, messageOf, ok, refuse } from '../base/result.ts';
import type { State } from './model.ts';

/** Raised when the shape of State changes: an older file is refused, not misread. */
const VERSION = 1;
const SAVE_AFTER_MS = 500;
/** What is full or may not be written stays so for a while. */
const TRY_AGAIN_AFTER_MS = 10_000;

/** What is kept of a sandbox. */
export interface Kept {
  readonly state: State;
  readonly token: string;
  /** How far its clock was moved before the machine's; 0 in files that do not say. */
  readonly aheadMs: number;
}

/** JSON with what JSON lacks: maps, big integers and bytes, each as an object of one key. */
const written = (_key: string, value: unknown): unknown => {
  if (value instanceof Map) return { $map: [...value] };
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  return value;
};

const read = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
  if ('$bigint' in value) return BigInt(String(value.$bigint));
  if ('$bytes' in value) return new Uint8Array(Buffer.from(String(value.$bytes), 'base64'));
  return value;
};

/** The state kept in `path`; undefined when there is no file yet. Refuses `sandbox/file` when it cannot be read. */
export function loadState(path: string): Result<Kept | undefined> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(undefined);
    return refuse('sandbox/file', `The sandbox's file ${path} cannot be read: ${messageOf(error)}.`);
  }
  try {
    // The sandbox's own file, written by saveState below: its version says that its shape is State's.
    const kept = JSON.parse(text, read) as Kept & { version: number; aheadMs?: number };
    if (kept.version === VERSION) return ok({ state: kept.state, token: kept.token, aheadMs: kept.aheadMs ?? 0 });
  } catch {
    // falls through: not a file of the sandbox
  }
  return refuse('sandbox/file', `${path} is not a file of this version's sandbox: move it away and start again.`);
}

export interface Saving {
  /** Something changed: saved soon, at once with what follows; tried again while it fails. */
  touch(): void;
  /** Saves now what is unsaved. Throws the system's error. */
  flush(): void;
}

/**
 * Writes snapshots of the state, whole and atomically: a half-written file never takes a good one's place. `failed` is told
 * when saving begins to fail; not again until it succeeded.
 */
export function savingTo(
  path: string,
  { state, token }: Pick<Kept, 'state' | 'token'>,
  clock: MovableClock,
  failed: (error: unknown) => void,
): Saving {
  const aheadMs = (): number => clock.aheadMs?.() ?? 0;
  let due: (() => void) | undefined;
  let savedAheadMs = aheadMs();
  let fails = false;
  const save = (): void => {
    const ahead = aheadMs();
    mkdirSync(dirname(path), { recursive: true });
    const beside = `${path}.${process.pid}.tmp`;
    try {
      writeFileSync(beside, JSON.stringify({ version: VERSION, token, aheadMs: ahead, state }, written), {
        mode: 0o600,
      });
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
    due = undefined;
    savedAheadMs = ahead;
    fails = false;
  };
  const saveSoon = (inMs: number): void => {
    due = clock.at(clock.now() + inMs, () => {
      try {
        save();
      } catch (error) {
        if (!fails) failed(error);
        fails = true;
        saveSoon(TRY_AGAIN_AFTER_MS);
      }
    });
  };
  return {
    touch() {
      if (due === undefined) saveSoon(SAVE_AFTER_MS);
    },
    flush() {
      // Whoever changed nothing leaves the file alone: another process may be at work on it.
      if (due === undefined && aheadMs() === savedAheadMs) return;
      due?.();
      save();
    },
  };
}
