import type { Refusal } from '../base/result.ts';

/** What was asked for goes to stdout, one line a call. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What went wrong goes to stderr; returns the exit code, so that a command can end with it. */
export function complain(refusal: Refusal, exitCode: 1 | 2 | 3): number {
  process.stderr.write(`${refusal.message}\n`);
  return exitCode;
}
