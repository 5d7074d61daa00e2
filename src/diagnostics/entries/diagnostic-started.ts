import { z } from 'zod';
import { code, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

export const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Somebody began a diagnostic: with which arguments. */
export const diagnosticStarted = defineEntryKind({
  kind: 'diagnostic.started',
  v: 1,
  schema: z.object({
    run: z.string(),
    diagnostic: z.string(),
    plugin: z.string(),
    risk: z.enum(['read', 'costly', 'dangerous']),
    /** As it was typed; values of SQL are left out. */
    given: z.record(z.string(), scalar),
    /** What was used for options that were not given. */
    defaults: z.record(z.string(), scalar).optional(),
    /** The service whose preset it is part of. */
    service: z.string().optional(),
    /** The channel that it was asked for in. */
    channel: z.string().optional(),
    /** The run that it repeats. */
    again: z.string().optional(),
  }),
  describe: ({ data }) => ({
    line: [
      ...rich`Diagnostic ${code(data.diagnostic)} started: ${code(commandLine(data.diagnostic, data.given))}`,
      ...(data.defaults ? rich`, by default ${code(optionsLine(data.defaults))}` : []),
    ],
  }),
});

/** `/diag dns name:example.com type:MX` */
export const commandLine = (diagnostic: string, given: Readonly<Record<string, string | number | boolean>>): string =>
  [`/diag ${diagnostic}`, optionsLine(given)].join(' ').trimEnd();

/** `name:example.com type:MX` */
export const optionsLine = (options: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(options)
    .map(([name, value]) => `${name}:${String(value)}`)
    .join(' ');
