/**
 * The whole of a small process that starts programs for Muster. A fork copies the page tables of who forks: 14 ms a
 * program out of a process of 400 MB, 1.4 ms out of this one (docs/decisions/launcher.md). It lives as long as Muster.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { LaunchOrder, LaunchReport } from './launch-orders.ts';

const report = (message: LaunchReport): void => {
  // Muster may be gone at this very moment: nobody is left to be told.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

function launch({ id, program, args, folder, env, socket, token }: LaunchOrder): void {
  const notStarted = (error: Error): void => {
    output.destroy();
    const code = 'code' in error ? String(error.code) : '';
    report({ id, is: 'not-started', code, message: error.message });
  };
  const output = connect(socket);
  output.once('error', notStarted);
  output.once('connect', () => {
    output.write(token, () => {
      let child: ChildProcess;
      try {
        child = spawn(program, args, {
          cwd: folder,
          env,
          detached: true, // a process group of its own
          shell: false,
          stdio: ['ignore', output, output],
        });
      } catch (error) {
        notStarted(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      child.once('error', notStarted);
      child.once('exit', (code, signal) => report({ id, is: 'ended', code, signal }));
      if (child.pid === undefined) return; // its error follows
      report({ id, is: 'started', pid: child.pid });
      output.off('error', notStarted);
      output.on('error', () => undefined);
      output.destroy(); // the program has it now
    });
  });
}

process.on('message', (order) => {
  launch(order as LaunchOrder);
});
// Muster is gone: what runs goes on, as it would have without this process between them.
process.on('disconnect', () => {
  // The folder with the socket, made for this process alone.
  const [, , folder] = process.argv;
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
// Who stops a whole group or service sends it to everybody: Muster ends its programs first, then this.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
