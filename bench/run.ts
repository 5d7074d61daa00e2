/**
 * `npm run bench [-- NAME …] [-- --write]`: every benchmark in a process of its own, one after another; `--write` puts the
 * tables into docs/benchmarks.md, beside the machine that they come from.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const BENCHMARKS: Readonly<Record<string, string>> = {
  storage: 'The record',
  discord: 'Answering in Discord',
  start: 'Starting',
  incidents: 'Incidents',
  oncall: 'On-call',
  paging: 'Paging',
  diagnostics: 'Diagnostics',
  actions: 'Actions and deploys',
  page: 'The chat page',
};

const given = process.argv.slice(2);
const write = given.includes('--write');
const wanted = given.filter((name) => name in BENCHMARKS);
const names = wanted.length > 0 ? wanted : Object.keys(BENCHMARKS);

if (names.includes('start')) execFileSync(process.execPath, ['scripts/build.ts'], { stdio: 'ignore' });

const sections: string[] = [];
for (const name of names) {
  console.log(`\n## ${BENCHMARKS[name] ?? name}\n`);
  const run = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  console.log(run.stdout);
  sections.push(
    `## ${BENCHMARKS[name] ?? name}\n\n${run.status === 0 ? run.stdout.trim() : `It failed (${run.status ?? run.signal ?? ''}).`}\n`,
  );
}

if (write) {
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ');
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load at the end ${load}`;
  const date = new Date().toISOString().slice(0, 10);
  const head = `# Benchmarks\n\nMade by \`npm run bench -- --write\` on ${date}: ${machine}.\nRounds are interleaved, figures are medians unless they say otherwise. The machine is shared: trust ratios before absolute times.\n`;
  writeFileSync(join(import.meta.dirname, '../docs/benchmarks.md'), [head, ...sections].join('\n'));
}
