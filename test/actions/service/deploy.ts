/**
 * Deploys the small service of the tests, as a deploy program would: checks the commit out of a real git repository,
 * starts it, waits until it is healthy, and only then points the environment at it and ends the old one.
 * deploy.ts REPOSITORY ENVIRONMENT_FOLDER COMMIT [--dry-run]
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [repository = '', environment = '', commit = '', mode] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (mode === '--dry-run') {
  say(`would deploy ${commit}`);
  process.exit(0);
}

const folder = join(environment, `${commit}-${process.pid}`);
mkdirSync(folder, { recursive: true });
execFileSync('git', ['-C', repository, `--work-tree=${folder}`, 'checkout', '--quiet', '--force', commit, '--', '.']);
say(`checked out ${commit}`);

const portFile = join(folder, 'port');
const log = openSync(join(folder, 'service.log'), 'a');
const service = spawn(process.execPath, [join(folder, 'server.js'), portFile], { stdio: ['ignore', log, log] });
service.unref();
say(`started ${service.pid ?? 'nothing'}`);

const healthy = async (): Promise<boolean> => {
  if (!existsSync(portFile)) return false;
  try {
    return (await fetch(`http://127.0.0.1:${readFileSync(portFile, 'utf8')}/health`)).ok;
  } catch {
    return false;
  }
};

let up = false;
for (let tries = 0; tries < 60 && !up && service.exitCode === null; tries++) {
  await new Promise((resolve) => setTimeout(resolve, 50));
  up = await healthy();
}
if (!up) {
  service.kill('SIGKILL');
  say('health check failed: the old version stays');
  process.exit(1);
}
say('healthy');

const current = join(environment, 'current.json');
if (existsSync(current)) {
  const old = JSON.parse(readFileSync(current, 'utf8')) as { pid: number };
  try {
    process.kill(old.pid, 'SIGTERM');
  } catch {
    // ended already
  }
}
writeFileSync(current, JSON.stringify({ commit, pid: service.pid, port: Number(readFileSync(portFile, 'utf8')) }));
say('done');
