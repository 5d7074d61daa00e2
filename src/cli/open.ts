import { type App, openApp } from '../app.ts';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import { type Config, DEFAULT_CONFIG, loadConfig, readSettings, type Settings } from '../config.ts';
import { StoreError } from '../timeline/store.ts';
import { complain, warn } from './output.ts';
import { sandboxIfMeant } from './sandbox-files.ts';

export interface Configured {
  readonly settings: Settings;
  readonly config: Config;
  readonly configPath: string;
  /** There is no muster.yaml: all of it is the built-in default. */
  readonly isDefault: boolean;
}

/**
 * Environment and muster.yaml, or the exit code after having said what is wrong. With `goOn` a broken muster.yaml is told,
 * and the built-in one is used in its place.
 */
export function readConfiguration(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  { goOn = false } = {},
): Configured | number {
  const settings = readSettings(environment);
  if (!settings.ok) return complain(settings.refusal, 2);
  const configPath = settings.value.MUSTER_CONFIG ?? 'muster.yaml';
  const required = settings.value.MUSTER_CONFIG !== undefined;
  const loaded = loadConfig(configPath, settings.value.environment, { required });
  if (!loaded.ok) {
    for (const fault of loaded.faults) {
      complain({ code: 'config/invalid', message: `${configPath}:${fault.line}:${fault.column}: ${fault.message}` }, 2);
    }
    if (!goOn) return 2;
    warn('Until that is mended the built-in configuration is used here: people and zones of yours are not in it.');
  }
  const config = loaded.ok ? loaded.value : DEFAULT_CONFIG;
  return { settings: settings.value, config, configPath, isDefault: config === DEFAULT_CONFIG };
}

/**
 * The same, for a command that works on a record and takes little or nothing from muster.yaml: in the midst of an outage a broken
 * one keeps nobody from the record. In a folder where only the sandbox has one, that is meant.
 */
export const readRecordConfiguration = (): Configured | number =>
  readConfiguration(sandboxIfMeant(process.env), { goOn: true });

/** Opens the record, calls and closes again. Refuses as `openApp` does. */
export async function openRecord<T>(
  { settings, config }: Configured,
  scope: 'read' | 'record',
  call: (app: App) => Promise<T>,
): Promise<Result<T>> {
  const log = await createLog({
    level: settings.LOG_LEVEL === 'info' ? 'warn' : settings.LOG_LEVEL,
    format: 'json',
    secrets: settings.secrets,
  });
  try {
    const app = await openApp({ settings, config, clock: systemClock, log, scope });
    if (!app.ok) return app;
    try {
      return ok(await call(app.value));
    } finally {
      await app.value.close();
    }
  } catch (error) {
    // A damaged page is only met when it is read.
    if (error instanceof StoreError) return refuse(error.code, error.message);
    throw error;
  }
}

/** Opens the record for one command that returns its exit code; what cannot be opened is said, and is exit code 3. */
export async function withApp(scope: 'read' | 'record', call: (app: App) => Promise<number>): Promise<number> {
  const configured = readRecordConfiguration();
  if (typeof configured === 'number') return configured;
  const called = await openRecord(configured, scope, call);
  return called.ok ? called.value : complain(called.refusal, 3);
}
