import { type Result, ok, refuse } from '../base/result.ts';
import type { Command, CommandDeclaration } from './command.ts';
import type { CommandContext } from './context.ts';
import type { ArgsOf, Options, RawValue } from './option.ts';

/** Declares a command: from this one place come registration, completion, validation, permission, help and docs. */
export function defineCommand<const O extends Options>(declaration: CommandDeclaration<O>): Command {
  return {
    ...declaration,
    type: 'command',
    async call(raw, context) {
      const args = parseArgs(declaration.options, raw, context);
      return args.ok ? declaration.run(args.value, context) : args;
    },
  };
}

function parseArgs<O extends Options>(
  options: O,
  raw: Readonly<Record<string, RawValue>>,
  context: CommandContext,
): Result<ArgsOf<O>> {
  const args: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    const value = raw[name];
    if (value === undefined || value === '') {
      if (option.required) return refuse('option/missing', `\`${name}\` is missing: ${option.description}.`);
      continue;
    }
    const parsed = option.parse(value, context);
    if (!parsed.ok) return refuse(parsed.refusal.code, `${name}: ${parsed.refusal.message}`);
    args[name] = parsed.value;
  }
  // The one cast of this file: each name holds what its own option's `parse` returned, which is what ArgsOf says.
  return ok(args as ArgsOf<O>);
}
