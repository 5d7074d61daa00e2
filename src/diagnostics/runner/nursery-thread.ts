import { parentPort } from 'node:worker_threads';
import { giveWay } from '../../base/give-way.ts';
import type { FromNursery, ToNursery } from './nursery.ts';
import { startPluginThread } from './plugin-thread.ts';

// The far side of nursery.ts, in a thread of its own.
giveWay();
const threads = new Map<number, { end(): Promise<void> }>();
parentPort?.on('message', (message: ToNursery) => {
  if (message.type === 'end') {
    void threads.get(message.id)?.end();
    return;
  }
  const { id, order } = message;
  const onEnd = (reason: string): void => {
    threads.delete(id);
    parentPort?.postMessage({ id, reason } satisfies FromNursery);
  };
  // Which is at work only the program knows: one that is idle goes soon, so all are looked at.
  threads.set(
    id,
    startPluginThread(order, onEnd, () => true),
  );
});
