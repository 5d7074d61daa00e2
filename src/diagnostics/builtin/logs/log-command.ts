import { spawn } from 'node:child_process';
import { refused } from '../../plugin.ts';
import type { FoundLines, LogLine } from './count-over-time.ts';

/** What is kept of its output: the end, where the newest lines stand. */
const MOST_BYTES = 8 * 1024 * 1024;
const TIME = /^\[?(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?)\]?/;

/** As web servers log it (NCSA's common log format): `192.0.2.7 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1"`. */
const ACCESS_TIME = /\[(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{4})\]/;

/**
 * Runs the configured program: arguments are handed over as they are, and no shell ever sees them. What somebody typed
 * cannot become an option: an argument that begins with a dash, and did not in muster.yaml, is refused.
 */
export function runLogCommand(
  command: readonly string[],
  given: {
    readonly text: string;
    readonly since: string;
    readonly from: number;
    readonly lines: number;
    readonly signal: AbortSignal;
  },
): Promise<FoundLines> {
  const values: Readonly<Record<string, string>> = {
    text: given.text,
    since: given.since,
    from: new Date(given.from).toISOString(),
  };
  // In one pass, and by a function: what was typed is neither filled in itself, nor do its $& and $` mean anything.
  const fill = (part: string): string =>
    part.replace(/\{(text|since|from)\}/g, (_, name: string) => values[name] ?? '');
  const filled = command.map(fill);
  const [program = '', ...args] = filled;
  if (filled.some((part, index) => part.startsWith('-') && command[index]?.startsWith('-') !== true))
    throw refused(
      'logs/dash',
      'The text begins with a dash and would be taken for an option. Put something in front of it.',
    );
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      signal: given.signal,
      killSignal: 'SIGKILL', // one that takes no notice of SIGTERM would go on for ever
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let cut = false;
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      for (let first = chunks[0]; first && bytes - first.length >= MOST_BYTES; first = chunks[0]) {
        chunks.shift();
        bytes -= first.length;
        cut = true;
      }
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(0, 500);
    });
    child.once('error', (error) => {
      fail(
        given.signal.aborted
          ? error
          : refused(
              'logs/command',
              'code' in error && error.code === 'ENOENT'
                ? `There is no program ${program} on the machine that Muster runs on.`
                : `${program} could not be run: ${error.message}.`,
            ),
      );
    });
    child.once('close', (status) => {
      if (given.signal.aborted) return; // told by 'error'
      const printed = Buffer.concat(chunks).toString('utf8').split('\n');
      const lines = printed.slice(cut ? 1 : 0).filter(Boolean); // of the first only an end may be left
      // grep and its like exit with 1 when nothing matches.
      if (status !== 0 && status !== 1 && status !== null && lines.length === 0)
        fail(refused('logs/command', `${program} ended with ${status}: ${complaint.trim() || 'it said nothing'}.`));
      else {
        const found = within(lines.map(lineOf), given.from);
        done({ lines: found.slice(-given.lines), cut: cut || found.length > given.lines });
      }
    });
  });
}

const lineOf = (text: string): LogLine => {
  const at = timeOf(text);
  return at === null ? { at, text } : { at, text, bearsTime: true };
};

/** Without what is known to be older, and what belongs to it: a stack trace below its line bears no time. */
function within(lines: readonly LogLine[], from: number): readonly LogLine[] {
  let old = false;
  return lines.filter(({ at }) => {
    if (at !== null) old = at < from;
    return !old;
  });
}

function timeOf(line: string): number | null {
  const written = TIME.exec(line)?.[1]?.replace(',', '.').replace(' ', 'T');
  const at =
    written === undefined
      ? accessTimeOf(line)
      : Date.parse(/[Z+]|-\d{2}:?\d{2}$/.test(written.slice(10)) ? written : `${written}Z`);
  return Number.isNaN(at) ? null : at;
}

function accessTimeOf(line: string): number {
  const [, day = '', month = '', year = '', time = '', zone = ''] = ACCESS_TIME.exec(line.slice(0, 500)) ?? [];
  return Date.parse(`${day} ${month} ${year} ${time} ${zone}`);
}
