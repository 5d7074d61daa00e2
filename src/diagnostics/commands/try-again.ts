import { ok, refuse } from '../../base/result.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { DiagnosticsParts } from '../parts.ts';
import { runsFold } from '../runs-fold.ts';
import { diagnosticDraft, formFor } from './diagnostic-form.ts';

const door = { permission: 'diagnostics.run', risk: 'read', pace: 'local' } as const;

/** What opens a diagnostic's form again: after its answers were refused, and after a run that was. */
export function tryAgainActions(parts: DiagnosticsParts): readonly ActionDeclaration[] {
  return [
    {
      ...door,
      action: 'diagnostic.form.ask',
      summary: 'Open the form of a diagnostic again',
      async run([id = ''], _fields, context) {
        const draft = await diagnosticDraft.read(parts.drafts, id, context);
        const diagnostic = draft && parts.registry.find(draft.diagnostic)?.diagnostic;
        if (!diagnostic || draft.names.length === 0)
          return refuse('diagnostic/expired', 'This has expired or belongs to somebody else. Type the command again.');
        const { given, names, again } = draft;
        return ok(await formFor(parts, diagnostic, { given, names, ...(again !== undefined && { again }) }, context));
      },
    },
    {
      ...door,
      action: 'diagnostic.edit',
      summary: 'Change what a refused diagnostic was asked, and run it',
      async run([id = ''], _fields, context) {
        const record = (await parts.timeline.state(await parts.streamOf(context), runsFold)).runs[id];
        const diagnostic = record && parts.registry.find(record.diagnostic)?.diagnostic;
        const names = diagnostic ? formOptions(diagnostic.options, record.given) : [];
        if (!record || !diagnostic || names.length === 0)
          return refuse(
            'diagnostic/forgotten',
            'That run is too long ago, or belongs to another channel. Type the command again.',
          );
        // Values that the record leaves out are shown to nobody but who typed them.
        const typed = parts.given.get(id);
        const isOwn = typed?.by === context.viewer.id;
        const filled = isOwn ? typed.args : record.given;
        const given = Object.fromEntries(Object.entries(filled).filter(([name]) => !names.includes(name)));
        const why = isOwn ? {} : { why: 'Values are shown to nobody else, and not kept: write them where a ? stands' };
        return ok(await formFor(parts, diagnostic, { given, names, filled, ...why }, context));
      },
    },
  ];
}

/** The options among those given that a form asks for. */
export const formOptions = (
  options: Readonly<Record<string, { readonly form?: boolean | undefined }>>,
  given: Readonly<Record<string, unknown>>,
): readonly string[] =>
  Object.keys(options).filter((name) => options[name]?.form === true && given[name] !== undefined);
