/**
 * A deploy server in a process of its own: takes a signed request, answers 202, and reports back by signed callbacks.
 * deploy-server.ts MODE: `works` reports to the end; `dies` ends itself half-way; `silent` takes it and never reports.
 * Prints its port. GET /runs/:run says what became of a run, from a file, so that it outlives the process.
 */
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const [mode = '', folder = ''] = process.argv.slice(2);
const secret = process.env['DEPLOY_SECRET'] ?? '';

const sign = (run: string, body: string): string => {
  const seconds = Math.floor(Date.now() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${run}.${seconds}.${body}`).digest('hex')}`;
};

async function report(callback: string, run: string, event: object): Promise<number> {
  const body = JSON.stringify(event);
  const response = await fetch(callback, { method: 'POST', body, headers: { 'muster-signature': sign(run, body) } });
  return response.status;
}

const server = createServer((request, response) => {
  void (async () => {
    const path = request.url ?? '';
    if (request.method === 'GET') {
      const file = join(folder, path.replace('/runs/', ''));
      response.statusCode = existsSync(file) ? 200 : 404;
      response.end(existsSync(file) ? readFileSync(file) : '');
      return;
    }
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { run, callback } = JSON.parse(text) as { run: string; callback: string };
    const [, seconds = ''] = /t=(\d+)/.exec(String(request.headers['muster-signature'])) ?? [];
    const right = createHmac('sha256', secret).update(`${run}.${seconds}.${text}`).digest('hex');
    if (!String(request.headers['muster-signature']).endsWith(right)) {
      response.statusCode = 401;
      response.end('wrong signature');
      return;
    }
    response.statusCode = 202;
    response.end();
    if (mode === 'silent') return;
    await report(callback, run, { id: '1', state: 'accepted' });
    await report(callback, run, { id: '2', state: 'running', percent: 50, line: 'copying <@everyone>' });
    if (mode === 'dies') {
      writeFileSync(join(folder, run), JSON.stringify({ state: 'failed', message: 'It died half-way.' }));
      process.exit(1);
    }
    await report(callback, run, { id: '2', state: 'running', percent: 50, line: 'copying <@everyone>' }); // delivered twice
    await report(callback, run, { id: '3', state: 'log', line: 'restarted' });
    await report(callback, run, { id: '4', state: 'succeeded', line: 'All is well', url: 'https://example.com/7' });
  })();
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
