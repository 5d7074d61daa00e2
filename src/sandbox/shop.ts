import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';

/** What the sandbox's company runs, for diagnostics, deploys and actions to have something to work on. Absolute paths. */
export interface Shop {
  readonly folder: string;
  /** Undefined where the machine has no git: then there is nothing to deploy. */
  readonly repository: string | undefined;
  readonly database: string;
}

const VERSIONS = [
  { tag: 'v1.0', title: 'Carts and payments', healthy: true },
  { tag: 'v1.1', title: 'Show delivery times in the cart', healthy: true },
  { tag: 'v1.2', title: 'Send payments in parallel', healthy: false },
];

/** Made once; what is there is left as it is. Throws when the folder cannot be written. */
export function openShop(at: string): Shop {
  const folder = resolve(at);
  const repository = join(folder, 'checkout');
  const database = join(folder, 'shop.db');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(database)) makeDatabase(database);
  writeFileSync(join(folder, 'deploy.mjs'), DEPLOY);
  writeFileSync(join(folder, 'restart.mjs'), RESTART);
  return {
    folder,
    database,
    repository: existsSync(repository) || makeRepository(repository) ? repository : undefined,
  };
}

/** False without git. It appears under its name only when it is whole: half of one would be taken for all of it. */
function makeRepository(repository: string): boolean {
  const folder = `${repository}.unfinished`;
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((who) => [
        [`GIT_${who}_NAME`, 'Chiara Rossi'],
        [`GIT_${who}_EMAIL`, 'chiara@lighthouse.example'],
      ]),
    ),
  };
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', folder, ...args], { env, stdio: 'ignore' });
  };
  try {
    execFileSync('git', ['--version'], { env, stdio: 'ignore' });
  } catch {
    return false;
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  git('init', '--quiet', '--initial-branch=main');
  for (const { tag, title, healthy } of VERSIONS) {
    writeFileSync(join(folder, 'health.txt'), healthy ? 'ok\n' : 'payments are taken twice under load\n');
    writeFileSync(join(folder, 'VERSION'), `${tag}\n`);
    git('add', '.');
    git('commit', '--quiet', '--message', title);
    git('tag', tag);
  }
  renameSync(folder, repository);
  return true;
}

/** As makeRepository: under its name only when it is whole. */
function makeDatabase(database: string): void {
  const unfinished = `${database}.unfinished`;
  rmSync(unfinished, { force: true });
  fillDatabase(unfinished);
  renameSync(unfinished, database);
}

/** Orders without an index on what they are looked for by: something for /diag explain to find. */
function fillDatabase(path: string): void {
  const db = new Database(path);
  db.exec(
    'CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT NOT NULL, status TEXT NOT NULL, placed_at TEXT NOT NULL)',
  );
  db.exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO orders SELECT i, 'customer ' || (i * 7919 % 4001),
      CASE WHEN i % 997 = 0 THEN 'failed' WHEN i % 11 = 0 THEN 'open' ELSE 'paid' END,
      datetime('now', '-' || (20000 - i) || ' minutes')
    FROM n`);
  db.exec('ANALYZE');
  db.close();
}

/** Checks a version out and waits until it is healthy. v1.2 is well on staging, where nobody buys anything. */
const DEPLOY = `import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

const [repository, environment, commit] = process.argv.slice(2);
const read = (file) => execFileSync('git', ['-C', repository, 'show', commit + ':' + file], { encoding: 'utf8' }).trim();
console.log('checked out ' + read('VERSION') + ' (' + commit.slice(0, 7) + ')');
for (const host of environment === 'production' ? ['web-1', 'web-2', 'web-3'] : ['staging-1']) {
  await wait(700);
  console.log(host + ': started');
  const health = read('health.txt');
  if (environment === 'production' && health !== 'ok') {
    console.error(host + ': not healthy: ' + health);
    process.exit(1);
  }
  console.log(host + ': healthy');
}
`;

const RESTART = `import { setTimeout as wait } from 'node:timers/promises';

const [host, mode] = process.argv.slice(2);
console.log(host + ': draining (' + mode + ')');
await wait(mode === 'hard' ? 300 : 2500);
console.log(host + ': restarted, healthy');
`;
