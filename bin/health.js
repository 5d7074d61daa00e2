// Ends with 0 when the Muster that runs on this record answers, else with 1: for a container's health check. It asks through the
// operator's socket (src/cli/operator-socket.ts), which is there whatever host and port are configured. Nothing is loaded for it.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { resolve } from 'node:path';

const { MUSTER_DATABASE_URL, MUSTER_DATABASE_URL_FILE } = process.env;
const inFile = MUSTER_DATABASE_URL_FILE && readFileSync(MUSTER_DATABASE_URL_FILE, 'utf8').trim();
const path = resolve((MUSTER_DATABASE_URL || inFile || 'sqlite:muster.db').replace(/^sqlite:/, ''));

const end = (isHealthy) => process.exit(isHealthy ? 0 : 1);
request({ socketPath: `${path}-operator`, method: 'POST', path: '/', signal: AbortSignal.timeout(2500) })
  .on('response', ({ statusCode }) => end(statusCode === 200))
  .on('error', () => end(false))
  .end(JSON.stringify({ names: [] }));
