import type { CommandContext } from '../../commands/context.ts';
import { openForm, type Reply } from '../../commands/message.ts';
import type { GivenArgs } from '../kit/plugin-args.ts';
import type { DiagnosticsParts } from '../parts.ts';
import type { DescribedDiagnostic } from '../runner/protocol.ts';

/** Drafts of forms and confirmations: a person who takes longer types it again. */
const DRAFT_MS = 15 * 60_000;

export const draftOf = (context: CommandContext) => ({
  kind: 'diagnostic',
  owner: context.viewer.id,
  expiresAt: context.now + DRAFT_MS,
});

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
  const data = { diagnostic: diagnostic.name, given, ...(again !== undefined && { again }) };
  await parts.drafts.saveDraft({ ...draftOf(context), id, data });
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
