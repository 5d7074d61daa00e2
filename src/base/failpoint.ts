/**
 * A named place where a test may end the process as `kill -9` would: set MUSTER_FAILPOINT to `name` or `name:N` (the Nth
 * passing); with `@armed` behind it, passings count from a SIGUSR2 on (which
 * is confirmed on stderr), so that the start is left alone.
 * Without the variable this is one comparison with undefined.
 */
const wanted = process.env['MUSTER_FAILPOINT'];
const [, name, count = '1', waits] = /^(.*?)(?::(\d+))?(@armed)?$/.exec(wanted ?? '') ?? [];
let armed = waits === undefined;
let passings = 0;

if (wanted !== undefined && !armed) {
  process.once('SIGUSR2', () => {
    armed = true;
    process.stderr.write('failpoint armed\n');
  });
}

export function failpoint(passed: string): void {
  if (wanted === undefined || !armed || passed !== name) return;
  if (++passings >= Number(count)) process.kill(process.pid, 'SIGKILL');
}
