import { parentPort } from 'node:worker_threads';
import { type CalendarRequest, readCalendar } from './read-calendar.ts';

// The entry of a worker thread: one calendar, one answer. What it is sent was made by `read-in-worker.ts`.
parentPort?.once('message', (request: CalendarRequest) => parentPort?.postMessage(readCalendar(request)));
