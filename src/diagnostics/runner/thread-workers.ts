import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { callsOver } from './calls-over.ts';
import { createNursery } from './nursery.ts';
import { startPluginThread } from './plugin-thread.ts';
import type { StartWorker } from './plugin-worker.ts';
import type { FromWorker } from './protocol.ts';

/** Workers that are threads: of the program's own priority, or behind it where they are to give way. */
export function threadWorkers(): StartWorker {
  const inNursery = createNursery();
  return (name, onLog, { memoryMb, givesWay = false }) => {
    const { port1: near, port2: far } = new MessageChannel();
    const calls = callsOver((message) => {
      near.postMessage(message);
    }, onLog);
    near.on('message', (message: FromWorker) => {
      calls.receive(message);
    });
    near.unref();
    const onEnd = (reason: string): void => {
      // What it said before its end may still be on its way: the end came over another port.
      for (let left = receiveMessageOnPort(near); left; left = receiveMessageOnPort(near))
        calls.receive(left.message as FromWorker);
      near.close();
      calls.close(reason);
    };
    const order = { name, memoryMb, port: far };
    const thread = givesWay ? inNursery(order, onEnd) : startPluginThread(order, onEnd, () => calls.busy() > 0);
    return {
      ...calls,
      call(message, onMessage, onEndOfWorker) {
        near.ref(); // a program that has nothing else to do waits for the answer
        const forget = calls.call(message, onMessage, onEndOfWorker);
        return () => {
          forget();
          if (calls.busy() === 0) near.unref();
        };
      },
      async end(reason) {
        calls.close(reason);
        await thread.end();
      },
    };
  };
}
