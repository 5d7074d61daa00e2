/** What needs no program to run: types, style and format. Two cores, two lanes; ESLint takes as long as the rest together. */
import { spawn } from 'node:child_process';

const run = (script: string): Promise<boolean> =>
  new Promise((resolve) => {
    spawn('npm', ['run', '--silent', script], { stdio: 'inherit', shell: process.platform === 'win32' }).on(
      'close',
      (code) => resolve(code === 0),
    );
  });

const passed = await Promise.all([
  run('lint'),
  run('typecheck').then(async (typed) => (await run('formatted')) && typed),
]);
if (!passed.every(Boolean)) process.exitCode = 1;
