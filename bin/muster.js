#!/usr/bin/env node
// Plain JavaScript that any Node can read: an old one gets a sentence instead of a syntax error or a crash.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Muster needs Node 22.18 or newer; this is Node ${process.versions.node}.\n` +
      'Install Node 24 (https://nodejs.org), or run it inside the repository by "npm start", which brings its own.\n',
  );
  process.exitCode = 2;
} else {
  // Installed from the tarball there is dist/; in the repository Node runs the TypeScript as it stands.
  const built = new URL('../dist/main.js', import.meta.url);
  const inRepository = existsSync(new URL('../src/main.ts', import.meta.url));
  const { main } = await import(
    (inRepository && !process.env.MUSTER_DIST ? new URL('../src/main.ts', import.meta.url) : built).href
  );
  process.exitCode = await main(process.argv.slice(2));
}
