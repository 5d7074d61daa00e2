import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, installed, startCounterpart, temporaryFolder, type Counterpart } from './installed.ts';

/** A Prometheus of one's own that scrapes itself every second. */
export async function startPrometheus(): Promise<Counterpart & { readonly url: string }> {
  const folder = temporaryFolder('prometheus');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s }\nscrape_configs: [{ job_name: self, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }]\n`,
  );
  const server = await startCounterpart({
    folder,
    command: installed('prometheus') ?? 'prometheus',
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    ready: async () => {
      // Of one point nobody draws a picture.
      const now = Date.now() / 1000;
      const answer = await fetch(`${url}/api/v1/query_range?query=up&start=${now - 60}&end=${now}&step=1`);
      const body = (await answer.json()) as { data?: { result?: { values: unknown[] }[] } };
      return (body.data?.result?.[0]?.values.length ?? 0) > 3;
    },
  });
  return { ...server, url };
}
