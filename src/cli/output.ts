import type { Refusal } from '../base/result.ts';

/** `muster export … | head` closes the pipe early: that is no failure, and nothing more is to be said. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

/** What was asked for goes to stdout, one line a call. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What is to be known beside it goes to stderr, so that a script's stdout stays clean. */
export const warn = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** What went wrong goes to stderr; returns the exit code, so that a command can end with it. */
export function complain(refusal: Refusal, exitCode: 1 | 2 | 3): number {
  process.stderr.write(`${refusal.message}\n`);
  return exitCode;
}
