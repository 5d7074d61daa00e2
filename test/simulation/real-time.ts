import { createHook } from 'node:async_hooks';

/** What Node waits for outside of this thread: it comes when the machine likes, and no seed decides when. */
const OUTSIDE =
  /^(?:FS|FILEHANDLE|GETADDRINFO|GETNAMEINFO|QUERY|TCPWRAP|TCPCONNECT|PIPE|PROCESS|UDP|TLS|TTY|WORKER|MESSAGEPORT|ZLIB|SIGNALWRAP|STATWATCHER|SCRYPT|PBKDF2|Timeout)/;

/** Grows from now on: what takes real time, and who asked for it. A seed in which there is any may not fail again. */
export function watchRealTime(): ReadonlySet<string> {
  const found = new Set<string>();
  createHook({
    trackPromises: false,
    init(_id, type) {
      if (!OUTSIDE.test(type)) return;
      const lines = new Error().stack?.split('\n').slice(2) ?? [];
      const callers = lines.filter((line) => !line.includes('(node:')).map((line) => line.trim());
      if (type === 'Timeout' && callers.length === 0) return; // Node's own, of how old a Date header may be
      found.add(`${type} takes real time: ${callers.slice(0, 4).join(' ')}`);
    },
  }).enable();
  return found;
}
