import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The service's whole source: says its version, and how it is. */
const source = (version: string, health: number): string => `
const { createServer } = require('node:http');
const { renameSync, writeFileSync } = require('node:fs');
const server = createServer((request, response) => {
  response.statusCode = request.url === '/health' ? ${health} : 200;
  response.end('${version}');
});
server.listen(0, '127.0.0.1', () => {
  writeFileSync(process.argv[2] + '.new', String(server.address().port));
  renameSync(process.argv[2] + '.new', process.argv[2]);
});
`;

export interface Shop {
  readonly repository: string;
  readonly commits: Readonly<Record<'v1' | 'v2' | 'v3' | 'broken', string>>;
  /** Folder of an environment. */
  environment(name: string): string;
  /** What the service there answers; undefined when there is none. */
  versionAt(environment: string): Promise<string | undefined>;
  /** Moves a branch. */
  moveBranch(branch: string, commit: string): void;
  /** Ends every service that was started. */
  stop(): void;
}

/** A real git repository with branches and tags, and environments to deploy it to. */
export function createShop(folder: string): Shop {
  const repository = join(folder, 'repository');
  mkdirSync(repository, { recursive: true });
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', repository, ...args], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: folder,
        GIT_AUTHOR_NAME: 'Ann Author',
        GIT_AUTHOR_EMAIL: 'ann@example.com',
        GIT_COMMITTER_NAME: 'Ann Author',
        GIT_COMMITTER_EMAIL: 'ann@example.com',
      },
    }).trim();
  git('init', '--quiet', '--initial-branch=main');
  const commit = (version: string, health: number, title: string): string => {
    writeFileSync(join(repository, 'server.js'), source(version, health));
    git('add', 'server.js');
    git('commit', '--quiet', '-m', title);
    return git('rev-parse', 'HEAD');
  };
  const v1 = commit('v1', 200, 'Open the shop');
  git('tag', 'v1');
  const v2 = commit('v2', 200, 'Sell <@everyone> `shoes`');
  git('tag', '-a', 'v2', '-m', 'second');
  const v3 = commit('v3', 200, 'Sell hats');
  git('checkout', '--quiet', '-b', 'broken');
  const broken = commit('broken', 500, 'Break it');
  git('checkout', '--quiet', 'main');

  const environment = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const currentOf = (name: string): { pid: number; port: number } | undefined => {
    const path = join(folder, name, 'current.json');
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { pid: number; port: number }) : undefined;
  };
  return {
    repository,
    commits: { v1, v2, v3, broken },
    environment,
    async versionAt(name) {
      const current = currentOf(name);
      if (!current) return undefined;
      return (await fetch(`http://127.0.0.1:${current.port}/`)).text();
    },
    moveBranch(branch, to) {
      git('update-ref', `refs/heads/${branch}`, to);
    },
    stop() {
      for (const name of ['staging', 'production']) {
        const current = currentOf(name);
        try {
          if (current) process.kill(current.pid, 'SIGKILL');
        } catch {
          // ended already
        }
      }
    },
  };
}
