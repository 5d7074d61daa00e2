import { existsSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import type { NameFault } from './configured-names.ts';

/**
 * Programs and working folders of actions and environments that are not on this machine: worth a word only, since the file
 * may be checked elsewhere than where the bot runs. `searchPath` is the environment's PATH.
 */
export function* missingPrograms(config: Config, searchPath: string): Generator<NameFault> {
  const runners = [
    ...Object.entries(config.actions).map(([key, { runs }]) => [['actions', key, 'runs'], runs] as const),
    ...Object.entries(config.apps).flatMap(([key, { environments }]) =>
      environments.map(({ runs }, n) => [['apps', key, 'environments', n, 'runs'], runs] as const),
    ),
  ];
  for (const [path, runs] of runners) {
    if (!('program' in runs)) continue;
    const [program = ''] = runs.program;
    if (!statSync(runs.folder, { throwIfNoEntry: false })?.isDirectory()) {
      yield { path: [...path, 'folder'], message: `there is no folder ${runs.folder} on this machine` };
      continue;
    }
    // A parameter may name the program: what it will be is known only when it runs.
    if (program.includes('{') || isThere(program, runs.folder, searchPath)) continue;
    yield { path: [...path, 'program'], message: `there is no program ${program} on this machine` };
  }
}

const isThere = (program: string, folder: string, searchPath: string): boolean =>
  program.includes('/')
    ? existsSync(resolve(folder, program))
    : searchPath.split(delimiter).some((place) => existsSync(join(place, program)));
