import { workerData } from 'node:worker_threads';
import { giveWay } from './give-way.ts';

// The entry of a worker thread. Before anything else is loaded: that costs more than most runs.
if (workerData === 'gives-way') giveWay();
await import('./serve-in-thread.ts');
