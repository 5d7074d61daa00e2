import { MessagePort, workerData } from 'node:worker_threads';
import { systemClock } from '../../base/clock.ts';
import { resolvePlugins } from './resolve-plugins.ts';
import { servePlugins } from './serve-plugins.ts';

// The entry of a worker thread.
// What plugins print goes nowhere: they have a logger, and a flood of output would come to the main thread to be written.
const silent = (...chunks: readonly unknown[]): boolean => {
  const done = chunks.findLast((chunk) => typeof chunk === 'function');
  if (typeof done === 'function') queueMicrotask(() => void Reflect.apply(done, undefined, []));
  return true;
};
process.stdout.write = silent;
process.stderr.write = silent;

resolvePlugins();
if (workerData instanceof MessagePort) {
  const { blame } = servePlugins(workerData, systemClock);
  // Something that a plugin left behind (a socket without a listener for its errors) fails later, on nobody's behalf: it
  // must not take the other plugins of this worker with it.
  process.on('uncaughtException', blame);
  process.on('unhandledRejection', blame);
}
