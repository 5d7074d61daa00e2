import { ok, refuse } from '../../base/result.ts';
import { captureProgram } from '../programs/capture-program.ts';
import { MOST_COMMITS, REF_PATTERN, type Repository } from './repository.ts';

const TIMEOUT_MS = 20_000;
/** Between the fields of one commit in git's output; cannot stand in a title. */
const FIELD = '\u001f';

export interface GitOptions {
  readonly folder: string;
  readonly fetch: boolean;
  readonly checksProgram?: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A git repository on this machine, read through the git program; it is never written to but by `fetch`. */
export function createGitRepository(options: GitOptions): Repository {
  const env = {
    PATH: options.environment['PATH'] ?? '/usr/bin:/bin',
    HOME: options.environment['HOME'] ?? '/nonexistent',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
  };
  const git = (...args: readonly string[]) =>
    captureProgram(['git', ...args], { folder: options.folder, timeoutMs: TIMEOUT_MS, env });

  return {
    async resolve(ref) {
      if (!REF_PATTERN.test(ref)) return refuse('ref/form', 'That is no name of a branch, tag or commit.');
      if (options.fetch) {
        const fetched = await git('fetch', '--quiet', '--tags', '--prune');
        if (fetched.status !== 0)
          return refuse(
            'repository/unreachable',
            'The repository could not be fetched. Try again, or look at its remote.',
          );
      }
      // A remote's branch is what people mean by its name when there is no local one.
      for (const name of [ref, `refs/remotes/origin/${ref}`]) {
        const found = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
        const commit = found.output.trim();
        if (found.status === 0 && /^[0-9a-f]{40,64}$/.test(commit)) {
          const title = await git('show', '--no-patch', '--format=%s', commit);
          return ok({ commit, title: title.output.trim() });
        }
        if (found.status === null || found.status > 1)
          if (!found.error.includes('unknown revision') && found.status !== 128)
            return refuse(
              'repository/unreadable',
              `The repository ${options.folder} could not be read (${found.error.trim().slice(0, 200)}).`,
            );
      }
      return refuse(
        'ref/unknown',
        `There is no branch, tag or commit ${ref} in the repository. Choose one from the list.`,
      );
    },

    async between(from, to) {
      const format = `--format=%H${FIELD}%an${FIELD}%ct${FIELD}%s`;
      const range = `${from}..${to}`;
      const [log, count, behind] = await Promise.all([
        git('log', format, `--max-count=${MOST_COMMITS}`, range, '--'),
        git('rev-list', '--count', range, '--'),
        git('rev-list', '--count', `${to}..${from}`, '--'),
      ]);
      if (log.status !== 0 || count.status !== 0)
        return refuse(
          'repository/compare',
          'The two versions cannot be compared: one of them is not in the repository any more.',
        );
      const commits = log.output
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [commit = '', author = '', seconds = '', title = ''] = line.split(FIELD);
          return { commit, author, at: Number(seconds) * 1000, title };
        });
      return ok({ commits, more: Math.max(0, Number(count.output) - commits.length), behind: Number(behind.output) });
    },

    async redChecks(commit, required) {
      const { checksProgram } = options;
      const names = required === 'all' ? ['all'] : required;
      if (names.length === 0) return ok([]);
      if (!checksProgram)
        return refuse(
          'checks/none',
          'Checks are required here, but muster.yaml names no checksProgram for this repository.',
        );
      const states = await Promise.all(
        names.map(async (name) => {
          const argv = checksProgram.map((part) => part.replaceAll('{commit}', commit).replaceAll('{check}', name));
          const { status } = await captureProgram(argv, { folder: options.folder, timeoutMs: TIMEOUT_MS, env });
          return { name, state: status === 0 ? 'green' : status === null ? 'not to be found out' : 'not green' };
        }),
      );
      return ok(states.filter(({ state }) => state !== 'green'));
    },

    async refs() {
      const { status, output } = await git(
        'for-each-ref',
        '--sort=-creatordate',
        '--count=200',
        '--format=%(refname:short)',
        'refs/heads',
        'refs/tags',
        'refs/remotes',
      );
      const names = status === 0 ? output.split('\n') : [];
      return [
        ...new Set(names.map((name) => name.replace(/^origin\//, '')).filter((name) => name !== '' && name !== 'HEAD')),
      ];
    },
  };
}
