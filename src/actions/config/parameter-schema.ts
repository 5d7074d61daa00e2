import { z } from 'zod';
import { RE2JS } from 're2js';

/** Also an option's name in Discord: lower case, 32 characters. */
export const parameterNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,31}$/, { error: 'may have a-z, digits, _ and -, 32 at most' });

const RESERVED = new Set(['action', 'dry_run', 'reason', 'override']);

const patternSchema = z.string().max(500).refine(compiles, { error: 'is no regular expression (RE2 syntax)' });

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

const common = {
  summary: z.string().min(1).max(100),
  required: z.boolean().default(true),
  /** Live suggestions: a program that prints one a line, or an address that answers a JSON list of strings. */
  suggest: z
    .union([
      z.strictObject({ program: z.array(z.string().min(1)).min(1).max(50) }),
      z.strictObject({ url: z.url({ protocol: /^https?$/ }) }),
    ])
    .optional(),
};

const textParameterSchema = z.strictObject({
  ...common,
  type: z.literal('text').default('text'),
  /** The whole value must match it. RE2: no expression takes longer than linear time. */
  pattern: patternSchema.optional(),
  most: z.int().min(1).max(4000).default(200),
  /** Line ends are refused without it; other control characters always. */
  multiline: z.boolean().default(false),
  /** A value that begins with `-` could be taken for an option by the program that gets it: refused without this. */
  mayStartWithDash: z.boolean().default(false),
  default: z.string().optional(),
});

const choiceParameterSchema = z.strictObject({
  ...common,
  type: z.literal('choice'),
  choices: z.array(z.string().min(1).max(100)).min(1).max(500),
  default: z.string().optional(),
});

const integerParameterSchema = z.strictObject({
  ...common,
  type: z.literal('integer'),
  least: z.int().optional(),
  most: z.int().optional(),
  default: z.int().optional(),
});

const yesNoParameterSchema = z.strictObject({
  ...common,
  type: z.literal('yes-no'),
  default: z.boolean().optional(),
});

export const parameterSchema = z.union([
  textParameterSchema,
  choiceParameterSchema,
  integerParameterSchema,
  yesNoParameterSchema,
]);

/** What an action takes. */
export type Parameter = z.infer<typeof parameterSchema>;
export type Parameters = Readonly<Record<string, Parameter>>;

export const parametersSchema = z
  .record(parameterNameSchema, parameterSchema)
  .refine((parameters) => Object.keys(parameters).every((name) => !RESERVED.has(name)), {
    error: `may not be called ${[...RESERVED].join(', ')}: these are options of every action`,
  });
