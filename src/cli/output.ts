import { messageOf, type Refusal } from '../base/result.ts';

/**
 * `muster export … | head` closes the pipe early: that is no failure, and nothing more is to be said. A full disk is one, and no
 * answer: 1 would say of `muster verify > report` that the record is not whole.
 */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`${unwritten(error)}\n`);
  process.exit(3);
});

/** What was asked for could not be written, in a sentence. */
export const unwritten = (error: unknown): string => `It could not be written (${messageOf(error)}).`;

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
