import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { MASK, maskText } from '../../base/masking.ts';

/** The tail that is kept in memory and shown. */
const TAIL_BYTES = 16_384;
/** More than this is counted, but not kept: a program may not fill the disk. */
const MOST_KEPT_BYTES = 1_073_741_824;
const MOST_READ_AGAIN = 8_388_608;

export interface RunOutput {
  /** Where the whole stands. */
  readonly path: string;
  /** How much was printed. */
  bytes(): number;
  /** How much of it is on the disk. */
  kept(): number;
  /** SHA-256 of what is on the disk, in hex, once it is closed; null when that is nothing. */
  digest(): string | null;
  /** The last lines as text, masked; what is no text is shown as such. */
  tail(): string;
  /** Takes bytes; resolves when more may come, so that a fast program waits for a slow disk. */
  write(chunk: Uint8Array): Promise<void>;
  /** Resolves when everything is on the disk. */
  close(): Promise<void>;
}

/** The output of one run: the whole in a file, with known secrets masked byte by byte, and a bounded tail. */
export function createRunOutput(options: {
  readonly path: string;
  readonly secrets: readonly string[];
  readonly onOutput?: () => void;
  readonly mostBytes?: number;
}): RunOutput {
  mkdirSync(dirname(options.path), { recursive: true });
  const most = options.mostBytes ?? MOST_KEPT_BYTES;
  const secrets = options.secrets.filter((secret) => secret.length >= 6);
  const masking = secretMask(secrets);
  const sink = createWriteStream(options.path, { flags: 'a', mode: 0o600 });
  const hash = createHash('sha256');
  let known = true;
  let broken: Error | undefined;
  sink.on('error', (error) => {
    broken = error;
  });
  let bytes = 0;
  let kept = 0;
  // Reports on a run go on behind a restart, into the file that is there.
  const before = statSync(options.path, { throwIfNoEntry: false })?.size ?? 0;
  if (before > MOST_READ_AGAIN) known = false;
  else if (before > 0) hash.update(readFileSync(options.path));
  let tail = Buffer.alloc(0);
  let closed: Promise<void> | undefined;
  let digest: string | undefined;

  masking.on('data', (masked: Buffer) => {
    tail = Buffer.concat([tail, masked.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    const room = most - kept;
    if (room <= 0 || broken) return;
    const part = masked.length > room ? masked.subarray(0, room) : masked;
    kept += part.length;
    hash.update(part);
    if (!sink.write(part)) {
      masking.pause();
      sink.once('drain', () => masking.resume());
    }
  });

  return {
    path: options.path,
    bytes: () => bytes,
    kept: () => kept,
    digest: () => (known && before + kept > 0 ? (digest ??= hash.digest('hex')) : null),
    tail: () => tailText(tail, options.secrets),
    async write(chunk) {
      bytes += chunk.length;
      if (closed) return;
      if (!masking.write(chunk) && !broken) await new Promise<void>((resolve) => masking.once('drain', resolve));
      options.onOutput?.();
    },
    close() {
      closed ??= new Promise((resolve) => {
        masking.once('end', () => sink.end(() => resolve()));
        sink.once('error', () => resolve());
        masking.end();
        masking.resume();
      });
      return closed;
    },
  };
}

/** Replaces secrets in a stream of bytes, also where two chunks cut one. Keeps back as much as might become one. */
function secretMask(secrets: readonly string[]): Transform {
  const needles = secrets.map((secret) => Buffer.from(secret));
  const longest = Math.max(0, ...needles.map((needle) => needle.length));
  let held = Buffer.alloc(0);
  const masked = (text: Buffer): Buffer => {
    let whole = text;
    for (const needle of needles) {
      for (let at = whole.indexOf(needle); at >= 0; at = whole.indexOf(needle, at + MASK.length))
        whole = Buffer.concat([whole.subarray(0, at), Buffer.from(MASK), whole.subarray(at + needle.length)]);
    }
    return whole;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (longest === 0) {
        done(null, chunk);
        return;
      }
      const whole = masked(Buffer.concat([held, chunk]));
      const pass = Math.max(0, whole.length - (longest - 1));
      held = Buffer.from(whole.subarray(pass));
      done(null, whole.subarray(0, pass));
    },
    flush(done) {
      done(null, masked(held));
    },
  });
}

/** How much of the tail is shown: it must fit a message. */
const SHOWN_CHARACTERS = 1500;
const SHOWN_LINES = 20;

/** Bytes as lines for people: terminal control sequences taken out, secrets masked, the last lines only. */
function tailText(tail: Buffer, secrets: readonly string[]): string {
  const text = tail
    .toString('utf8')
    // Colours and cursor movements (ECMA-48 CSI and OSC sequences) mean nothing outside a terminal.
    .replace(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g, '')
    .replace(/\r\n?/g, '\n');
  const odd = (text.match(/[\p{Cc}\ufffd](?<![\n\t])/gu) ?? []).length;
  if (odd > text.length / 10) return '(not text: see the file)';
  const clean = text.replace(/[\p{Cc}\ufffd](?<![\n\t])/gu, '·');
  const lines = maskText(clean, secrets).value.split('\n');
  const shown = lines
    .slice(-SHOWN_LINES - (lines.at(-1) === '' ? 1 : 0))
    .join('\n')
    .trimEnd();
  return shown.length > SHOWN_CHARACTERS ? `…${shown.slice(-SHOWN_CHARACTERS)}` : shown;
}
