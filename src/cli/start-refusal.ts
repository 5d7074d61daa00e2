import { messageOf, type Refusal } from '../base/result.ts';
import { complain } from './output.ts';
import { logWritten } from './stop-signal.ts';

/** Says why Muster could not start, behind the log's last line; returns the exit code. */
export async function startFailed(error: unknown): Promise<number> {
  await logWritten();
  return complain(startRefusal(error), 3);
}

/** Why Muster could not start, in the one sentence that is read: what to do about it. */
export function startRefusal(error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isListening = error instanceof Error && 'syscall' in error && error.syscall === 'listen';
  if (!isListening || (code !== 'EADDRINUSE' && code !== 'EACCES'))
    return { code: 'start/discord', message: messageOf(error) };
  const port = 'port' in error ? String(error.port) : 'for HTTP';
  const why = code === 'EADDRINUSE' ? 'is taken by another program' : 'may not be used by this user';
  const message = `Muster did not start: port ${port} ${why}. Name another one: MUSTER_HTTP_PORT=8081, or 0 for any free one.`;
  return { code: 'start/port', message };
}
