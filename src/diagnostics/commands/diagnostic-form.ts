import { z } from 'zod';
import type { CommandContext } from '../../commands/context.ts';
import { openForm, type Reply } from '../../commands/message.ts';
import { ownDraft } from '../../commands/own-draft.ts';
import type { GivenArgs } from '../kit/plugin-args.ts';
import type { DiagnosticsParts } from '../parts.ts';
import type { Registry } from '../registry.ts';
import type { DescribedDiagnostic } from '../runner/protocol.ts';

/** Confirmations: a person who takes longer types the command again. */
export const CONFIRM_MS = 15 * 60_000;

/** What waits for a confirmation or for a form's answers. */
const draftSchema = z.object({
  diagnostic: z.string(),
  given: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** The run that it repeats. */
  again: z.string().optional(),
  /** The options that the form asks for. */
  names: z.array(z.string()).default([]),
});
export type DiagnosticDraft = z.infer<typeof draftSchema>;

/** Is there something in it that the timeline may not keep, and a draft on disk so neither? */
export function holdsRedacted(registry: Pick<Registry, 'find'>, data: unknown): boolean {
  const draft = draftSchema.safeParse(data).data;
  const options = draft && registry.find(draft.diagnostic)?.diagnostic.options;
  return options !== undefined && Object.keys(draft?.given ?? {}).some((name) => options[name]?.redact !== undefined);
}

export const diagnosticDraft = ownDraft('diagnostic', draftSchema);

/** A form for the options of these names, filled with what is known of them; the others wait in a draft. */
export async function formFor(
  parts: DiagnosticsParts,
  diagnostic: DescribedDiagnostic,
  asked: {
    readonly given: GivenArgs;
    readonly names: readonly string[];
    readonly filled?: GivenArgs;
    readonly again?: string;
    /** In place of the option's own description: at most 100 characters. */
    readonly why?: string;
  },
  context: CommandContext,
): Promise<Reply> {
  const id = parts.newId();
  const { given, names, filled = {}, again, why } = asked;
  const data = { diagnostic: diagnostic.name, given, names: [...names], ...(again !== undefined && { again }) };
  await diagnosticDraft.keep(parts.drafts, id, data, context);
  return openForm({
    action: 'diagnostic.form',
    args: [id],
    title: `/diag ${diagnostic.name}`.slice(0, 45),
    fields: names.slice(0, 5).map((name) => ({
      type: 'text',
      name,
      label: name,
      description: why ?? diagnostic.options[name]?.description ?? name,
      required: true,
      lines: 'many',
      ...(filled[name] !== undefined && { value: String(filled[name]).slice(0, 4000) }),
    })),
  });
}
