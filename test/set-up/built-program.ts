import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * In CI some three hundred programs are started, most of them to be killed, and half of a start is Node's search for a thousand
 * small files: they run the one that users install, as `prepack` makes it. On a developer's machine the sources run: what was
 * edited a moment ago is what is tested.
 */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'prepack'], { cwd: join(import.meta.dirname, '../..'), stdio: 'inherit' });
  process.env['MUSTER_DIST'] = '1';
}
