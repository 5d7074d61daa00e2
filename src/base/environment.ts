import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { type Result, messageOf, ok, refuse } from './result.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `environment` with every `NAME_FILE` read into `NAME` (the way containers hand over secrets), a line end at its end cut.
 * Refuses `environment/file` when the file cannot be read, and `environment/both` when NAME is given, too.
 */
export function withFiles(environment: Environment, names: readonly string[]): Result<Environment> {
  const resolved: Record<string, string | undefined> = { ...environment };
  for (const name of names) {
    const path = environment[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    if (environment[name] !== undefined) {
      return refuse('environment/both', `${name} and ${name}_FILE are both set: remove one of them.`);
    }
    try {
      resolved[name] = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      return refuse(
        'environment/file',
        `${name}_FILE cannot be read (${messageOf(error)}): correct the path or its rights.`,
      );
    }
  }
  return ok(resolved);
}

/** Validates the named variables; an empty one counts as not set. Refuses `environment/invalid`, naming the variable, never its value. */
export function parseEnvironment<T extends z.ZodObject>(schema: T, environment: Environment): Result<z.infer<T>> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => {
      const value = environment[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return refuse(
    'environment/invalid',
    `${issue?.path.join('.') ?? 'The environment'}: ${issue?.message ?? 'is not valid'}.`,
  );
}
