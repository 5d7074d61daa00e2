import { type Result, ok, refuse } from '../../base/result.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { whisper } from '../../commands/message.ts';
import type { DiagnosticsParts } from '../parts.ts';
import { runsFold } from '../runs-fold.ts';
import type { GivenArgs } from '../kit/plugin-args.ts';
import type { DescribedDiagnostic } from '../runner/protocol.ts';
import { askOrRun, runAndSay } from './diagnostic-command.ts';
import { CONFIRM_MS, type DiagnosticDraft, diagnosticDraft, formFor } from './diagnostic-form.ts';
import { tryAgainActions } from './try-again.ts';

// The action's own permission is only the door: what the diagnostic and its options need is checked when it runs.
const door = { permission: 'diagnostics.run', risk: 'read', pace: 'waits' } as const;

/** The buttons and forms of diagnostics. */
export function diagnosticActions(parts: DiagnosticsParts): readonly ActionDeclaration[] {
  const takeDraft = async (id: string | undefined, context: CommandContext): Promise<Result<DiagnosticDraft>> => {
    const draft = await diagnosticDraft.take(parts.drafts, id, context);
    if (!draft)
      return refuse('diagnostic/expired', 'This has expired or belongs to somebody else. Type the command again.');
    return ok(draft);
  };

  return [
    ...tryAgainActions(parts),
    {
      ...door,
      // Answered at once when it can be: it may have to open a form. What takes longer defers itself.
      pace: 'local',
      action: 'diagnostic.again',
      summary: 'Run a diagnostic again and compare',
      async run([id = ''], _fields, context) {
        const record = (await parts.timeline.state(await parts.streamOf(context), runsFold)).runs[id];
        if (!record)
          return refuse(
            'diagnostic/forgotten',
            'That run is too long ago, or belongs to another channel. Type the command again.',
          );
        if (record.masked)
          return refuse(
            'diagnostic/masked',
            'A secret in its arguments was masked and is not known any more. Type the command again.',
          );
        const given = parts.given.get(id)?.args ?? record.given;
        const diagnostic = parts.registry.find(record.diagnostic)?.diagnostic;
        const lost = diagnostic && !parts.given.has(id) ? valuesLost(diagnostic, record.given) : [];
        if (diagnostic && lost.length > 0)
          return ok(await formFor(parts, diagnostic, againForm(id, given, lost), context));
        return askOrRun(parts, record.diagnostic, given, context, { compare: true, again: id });
      },
    },
    {
      ...door,
      pace: 'local',
      action: 'diagnostic.stop',
      summary: 'Stop a running diagnostic',
      async run([id = '']) {
        const running = parts.running.get(id);
        running?.abort();
        return ok(
          whisper({ blocks: [{ type: 'text', text: [running ? 'It is being stopped.' : 'It has ended already.'] }] }),
        );
      },
    },
    {
      ...door,
      // As above: it may have to ask first, which only who pressed sees.
      pace: 'local',
      action: 'diagnostic.form',
      summary: 'Run a diagnostic with what the form says',
      openedBy: 'diagnostic.form.ask',
      typedIsNotKept: true,
      async run([id = ''], fields, context) {
        const draft = await takeDraft(id, context);
        if (!draft.ok) return draft;
        const written = Object.entries(fields).map(([name, values]) => [name, values.join('\n')] as const);
        const ran = await askOrRun(
          parts,
          draft.value.diagnostic,
          { ...draft.value.given, ...Object.fromEntries(written) },
          context,
          repeating(draft.value),
        );
        // Nothing ran: the form can be opened again.
        if (!ran.ok) await diagnosticDraft.keep(parts.drafts, id, draft.value, context, CONFIRM_MS);
        return ran;
      },
    },
    {
      ...door,
      action: 'diagnostic.confirm',
      summary: 'Run a diagnostic that was confirmed',
      async run([id], _fields, context) {
        const draft = await takeDraft(id, context);
        if (!draft.ok) return draft;
        return runAndSay(parts, draft.value.diagnostic, draft.value.given, context, repeating(draft.value));
      },
    },
  ];
}

const repeating = ({ again }: DiagnosticDraft) => (again === undefined ? {} : { compare: true, again });

/** Options whose values were left out of the record: `?` stands where they were. */
const valuesLost = ({ options }: DescribedDiagnostic, kept: GivenArgs): readonly string[] =>
  Object.entries(kept)
    .filter(([name, value]) => options[name]?.redact === 'literals' && String(value).includes('?'))
    .map(([name]) => name);

/** The statement as it is known, to be completed by whoever pressed. */
const againForm = (again: string, given: GivenArgs, names: readonly string[]) => ({
  again,
  names,
  given: Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name))),
  filled: given,
  why: 'Values are never kept, and Muster was restarted since: write them where a ? stands',
});
