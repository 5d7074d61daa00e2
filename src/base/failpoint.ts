/**
 * A named place where a test may end the process as `kill -9` would: set MUSTER_FAILPOINT to `name` or `name:N`
 * (the Nth passing). Without the variable this is one comparison with undefined.
 */
const armed = process.env['MUSTER_FAILPOINT'];
const [armedName, armedCount = '1'] = armed?.split(/:(?=\d+$)/) ?? [];
let passings = 0;

export function failpoint(name: string): void {
  if (armed === undefined || name !== armedName) return;
  if (++passings >= Number(armedCount)) process.kill(process.pid, 'SIGKILL');
}
