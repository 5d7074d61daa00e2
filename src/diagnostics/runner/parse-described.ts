import { z } from 'zod';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { DescribedDiagnostic } from './protocol.ts';

const optionSchema = z.object({
  type: z.enum(['text', 'integer', 'number', 'yes-no']),
  description: z.string(),
  required: z.boolean(),
  choices: z.array(z.string()).optional(),
  least: z.number().optional(),
  most: z.number().optional(),
  form: z.boolean().optional(),
  unless: z.array(z.string()).optional(),
  redact: z.enum(['literals', 'first-word']).optional(),
  dialect: z
    .object({ option: z.string(), dialects: z.record(z.string(), z.enum(['postgres', 'mysql', 'sqlite'])) })
    .optional(),
  permission: z.string().min(1).optional(),
  list: z.boolean().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  suggests: z.boolean(),
});

/** The cast narrows `?: T | undefined` to `?: T`: what is undefined in a plugin is for everybody the same as absent. */
const describedSchema = z.array(
  z.object({
    name: z.string(),
    summary: z.string(),
    details: z.string().optional(),
    examples: z.array(z.string()),
    permission: z.string().min(1),
    risk: z.enum(['read', 'costly', 'dangerous']),
    targets: z.array(z.string()),
    timeoutMs: z.number().positive(),
    comparesByItself: z.boolean(),
    actionOnly: z.boolean(),
    options: z.record(z.string(), optionSchema),
  }),
) as unknown as z.ZodType<readonly DescribedDiagnostic[]>;

/**
 * What a plugin says of itself, which nobody has checked when it is written in JavaScript. Refusals: `plugin/shape`, with where
 * it does not fit; `plugin/twice` when two of its diagnostics share a name.
 */
export function parseDescribed(key: string, value: unknown): Result<readonly DescribedDiagnostic[]> {
  const parsed = describedSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [at, ...path] = issue?.path ?? [];
    const named = z.array(z.looseObject({ name: z.string() })).safeParse(value).data?.[Number(at)]?.name;
    return refuse(
      'plugin/shape',
      `The plugin ${key} was left out: ${[named ?? at ?? 'what it brings', ...path].map(String).join('.')} is not as docs/plugins.md says. ${issue?.message ?? ''}.`,
    );
  }
  const names = parsed.data.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined
    ? ok(parsed.data)
    : refuse(
        'plugin/twice',
        `The plugin ${key} brings two diagnostics "${twice}" and was left out: rename one of them.`,
      );
}
