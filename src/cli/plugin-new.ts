import { newPlugin } from '../diagnostics/template/new-plugin.ts';
import { complain, print } from './output.ts';

/** `muster plugin new NAME`: a diagnostic of one's own that works, and its test. */
export async function pluginNew(name: string, options: { readonly out?: string }): Promise<number> {
  const made = newPlugin(name, options.out ?? '.');
  if (!made.ok) return complain(made.refusal, 2);
  print(`${made.value.folder}: ${made.value.files.join(', ')}`);
  print('Next: read its README.md; docs/plugins.md tells the rest.');
  return 0;
}
