import { MessageChannel } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import { callsOver } from './calls-over.ts';
import type { StartWorker } from './plugin-worker.ts';
import type { FromWorker } from './protocol.ts';
import { servePlugins } from './serve-plugins.ts';

/** In this very thread, on a clock of the test's choosing: for authors' tests. Cannot be stopped when it blocks. */
export const threadlessWorker =
  (clock: Clock): StartWorker =>
  (_name, onLog) => {
    const { port1, port2 } = new MessageChannel();
    const shared = callsOver((message) => {
      port1.postMessage(message);
    }, onLog);
    port1.on('message', (message: FromWorker) => {
      shared.receive(message);
    });
    servePlugins(port2, clock);
    port1.unref();
    port2.unref();
    return {
      ...shared,
      async end(reason) {
        shared.close(reason);
        port1.close();
        port2.close();
      },
    };
  };
