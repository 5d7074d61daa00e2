import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { openApp } from '../app.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { parseYaml } from '../base/yaml.ts';
import { fillOrganisationZone } from '../catalog/organisation-zone.ts';
import { type Config, type Settings, loadConfig, readSettings } from '../config.ts';
import { checkPlugins } from '../diagnostics/check-plugins.ts';
import { lateRuleWarnings } from '../oncall/config/late-rule-warnings.ts';
import { linklessWarnings } from '../oncall/config/linkless-warnings.ts';
import { lowWarnings } from '../oncall/config/low-warnings.ts';
import { unreachableWarnings } from '../oncall/config/unreachable-warnings.ts';
import { unsendableWarnings } from '../oncall/config/unsendable-warnings.ts';
import { unsignedWarnings } from '../oncall/config/unsigned-warnings.ts';
import { timeWarnings, writtenTimeWarnings } from '../oncall/config/time-warnings.ts';
import { verificationWarnings } from '../oncall/contacts/contact-list.ts';
import { unknownNames } from './configured-names.ts';
import { missingPrograms } from './missing-programs.ts';
import { complain, print } from './output.ts';
import { sandboxIfMeant } from './sandbox-files.ts';
import { presetWarnings } from './preset-warnings.ts';

/** `muster check [FILE]`: warnings change nothing; 0 when the configuration is right, 1 with FILE:LINE:COLUMN: sentence a fault. */
export async function check(file: string | undefined): Promise<number> {
  const settings = readSettings(file === undefined ? sandboxIfMeant(process.env) : process.env);
  if (!settings.ok) return complain(settings.refusal, 2);
  const path = file ?? settings.value.MUSTER_CONFIG ?? 'muster.yaml';
  const loaded = loadConfig(path, settings.value.environment, { required: true });
  if (loaded.ok) {
    const written = parseYaml(readFileSync(path, 'utf8'), z.unknown(), settings.value.environment);
    const tell = (place: readonly PropertyKey[], sentence: string): void => {
      const { line, column } = written.ok ? written.locate(place) : { line: 1, column: 1 };
      print(`${path}:${line}:${column}: ${sentence}`);
    };
    const { faults, registered } = await checkPlugins(loaded.value.diagnostics, {
      clock: systemClock,
      folder: resolve(dirname(path)),
    });
    const placed = [...faults].map(([plugin, { code, message, place }]) => ({
      message,
      place: place ?? ['diagnostics', 'plugins', plugin, ...(code === 'plugin/config' ? ['config'] : [])],
    }));
    // Of what several plugins share, one says it.
    for (const { message, place } of new Map(placed.map((fault) => [fault.message, fault])).values())
      tell(place, message);
    // What a plugin that cannot be loaded would bring is no fault of the names.
    const unknown = faults.size > 0 ? [] : [...unknownNames(loaded.value, registered)];
    for (const { path: place, message } of unknown) tell(place, `${place.map(String).join('.')}: ${message}.`);
    if (faults.size + unknown.length > 0) return 1;
    print(`${path} is right.`);
    const odd = [
      ...lowWarnings(loaded.value),
      ...lateRuleWarnings(loaded.value),
      ...unreachableWarnings(loaded.value),
      ...unsendableWarnings(loaded.value, loaded.value.oncall),
      ...linklessWarnings(loaded.value, settings.value.MUSTER_PUBLIC_URL),
      ...unsignedWarnings(loaded.value, loaded.value.oncall.webhookSecret),
      ...timeWarnings(loaded.value.schedules, systemClock.now()),
      ...(written.ok ? writtenTimeWarnings(fillOrganisationZone(written.value)) : []),
      ...presetWarnings(loaded.value, registered),
      ...missingPrograms(loaded.value, process.env['PATH'] ?? ''),
    ];
    for (const { path: place, message } of odd) tell(place, `warning: ${message}.`);
    for (const warning of await unverified(settings.value, loaded.value)) {
      print(`${path}: warning: ${warning.path.join('.')}: ${warning.message}`);
    }
    return 0;
  }
  for (const fault of loaded.faults) print(`${path}:${fault.line}:${fault.column}: ${fault.message}`);
  return 1;
}

/** What the record knows of contacts, where there is one: a last resort that is unverified may reach nobody. */
async function unverified(settings: Settings, config: Config) {
  const url = settings.MUSTER_DATABASE_URL ?? 'sqlite:muster.db';
  if (!url.startsWith('sqlite:') || !existsSync(url.slice('sqlite:'.length))) return [];
  const app = await openApp({ settings, config, clock: systemClock, log: silentLog, scope: 'read' });
  if (!app.ok) return [];
  const warnings = verificationWarnings(config, await app.value.oncall.verifications.state());
  await app.value.close();
  return warnings;
}
