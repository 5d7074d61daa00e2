/**
 * Makes dist/: Node refuses TypeScript under node_modules, and one bundle starts in a fraction of the time that a thousand
 * small files take (docs/decisions/libraries.md).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');

/** Every file that somebody starts or imports by itself: the program, the public modules, the workers. */
const ENTRIES: Readonly<Record<string, string>> = {
  main: 'src/main.ts',
  'diagnostics/plugin': 'src/diagnostics/plugin.ts',
  testing: 'src/testing.ts',
  'diagnostics/runner/worker': 'src/diagnostics/runner/worker.ts',
  'diagnostics/runner/nursery-thread': 'src/diagnostics/runner/nursery-thread.ts',
  'pictures/png-thread': 'src/pictures/png-thread.ts',
  'diagnostics/builtin/sql/sqlite-program': 'src/diagnostics/builtin/sql/sqlite-program.ts',
  'actions/programs/launch-programs': 'src/actions/programs/launch-programs.ts',
  'oncall/calendars/calendar-worker': 'src/oncall/calendars/calendar-worker.ts',
  ...Object.fromEntries(
    ['dns', 'explain', 'query', 'http', 'tls', 'host', 'promql', 'logs', 'redis'].map((name) => [
      `diagnostics/builtin/${name}/${name}`,
      `src/diagnostics/builtin/${name}/${name}.ts`,
    ]),
  ),
};

/** Native code, WebAssembly and what loads its own files by path stays a dependency. */
const EXTERNAL =
  /^(better-sqlite3|@resvg\/resvg-js|pgsql-parser|libpg-query|@libpg-query\/.*|node-sql-parser|pino|pino-pretty|mysql2|pg|redis|discord-api-spec|@expo-google-fonts\/.*|vitest|zlib-sync|bufferutil|utf-8-validate|erlpack|@discordjs\/opus)(\/.*)?$/;

rmSync(join(root, 'dist'), { recursive: true, force: true });
// The declarations of the public modules, written while the bundle is made.
const typed = once(
  spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  }),
  'exit',
);
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(join(root, file)))),
  cwd: root,
  platform: 'node',
  external: EXTERNAL,
  treeshake: true,
  // The oldest Node that package.json promises.
  transform: { target: 'node22.18' },
});
await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  sourcemap: true,
});
await bundle.close();

if ((await typed)[0] !== 0) process.exitCode = 1;
