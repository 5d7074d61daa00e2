import { loadConfig, readSettings } from '../config.ts';
import { complain, print } from './output.ts';

/** `muster check [FILE]`: 0 when the configuration is right, 1 with FILE:LINE:COLUMN: sentence a fault. */
export async function check(file: string | undefined): Promise<number> {
  const settings = readSettings(process.env);
  if (!settings.ok) return complain(settings.refusal, 2);
  const path = file ?? settings.value.MUSTER_CONFIG ?? 'muster.yaml';
  const loaded = loadConfig(path, settings.value.environment, { required: true });
  if (loaded.ok) {
    print(`${path} is right.`);
    return 0;
  }
  for (const fault of loaded.faults) print(`${path}:${fault.line}:${fault.column}: ${fault.message}`);
  return 1;
}
