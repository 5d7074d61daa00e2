import { messageOf } from '../../base/result.ts';

/** Why the system did not start a program, in words. */
export function startFault(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such program';
  if (code === 'EACCES') return 'it may not be executed';
  if (code === 'E2BIG') return 'its arguments are too long for the system';
  return error instanceof Error ? messageOf(error) : 'the system refused';
}
