import { destination, pino, type Logger } from 'pino';
import { maskJson } from './masking.ts';

export type Log = Logger;
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/**
 * The one logger: JSON lines (or, for people, `pretty`) on stderr, so that stdout stays clean for what was asked for.
 * Secrets are masked in everything that it is given.
 */
export async function createLog(options: {
  readonly level: LogLevel;
  readonly format: 'json' | 'pretty';
  readonly secrets?: readonly string[];
}): Promise<Log> {
  const stream =
    options.format === 'pretty'
      ? (await import('pino-pretty')).default({
          destination: 2,
          sync: true,
          ignore: 'pid,hostname',
          translateTime: 'SYS:HH:MM:ss',
        })
      : destination({ dest: 2, sync: false });
  return pino(
    {
      level: options.level,
      hooks: {
        logMethod(args, method) {
          method.apply(this, maskJson(args.map(plainError), options.secrets ?? []).value as Parameters<typeof method>);
        },
      },
    },
    stream,
  );
}

/** Errors are not JSON: their message and stack are what is masked and written. */
function plainError(value: unknown): unknown {
  if (value instanceof Error) return { err: { type: value.name, message: value.message, stack: value.stack } };
  if (value && typeof value === 'object' && !Array.isArray(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) =>
        inner instanceof Error ? [key, { type: inner.name, message: inner.message, stack: inner.stack }] : [key, inner],
      ),
    );
  }
  return value;
}

/** For tests and programs that want silence. */
export const silentLog: Log = pino({ level: 'silent' });
