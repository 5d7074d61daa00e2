import { z } from 'zod';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { whisper } from '../../commands/message.ts';
import type { DiagnosticsParts } from '../parts.ts';
import { runsFold } from '../runs-fold.ts';
import { runAndSay } from './diagnostic-command.ts';

const draftSchema = z.object({
  diagnostic: z.string(),
  given: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
// The action's own permission is only the door: what the diagnostic and its options need is checked when it runs.
const door = { permission: 'diagnostics.run', risk: 'read', pace: 'waits' } as const;

/** The buttons and forms of diagnostics. */
export function diagnosticActions(parts: DiagnosticsParts): readonly ActionDeclaration[] {
  const takeDraft = async (
    id: string | undefined,
    context: CommandContext,
  ): Promise<Result<z.infer<typeof draftSchema>>> => {
    const draft = id === undefined ? undefined : await parts.drafts.takeDraft(id, context.now);
    const parsed = draftSchema.safeParse(draft?.data);
    if (!parsed.success || draft?.owner !== context.viewer.id)
      return refuse('diagnostic/expired', 'This has expired or belongs to somebody else. Type the command again.');
    return ok(parsed.data);
  };

  return [
    {
      ...door,
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
        const given = parts.given.get(id) ?? record.given;
        const options = parts.registry.find(record.diagnostic)?.diagnostic.options ?? {};
        const redacted = Object.keys(record.given).some((name) => options[name]?.redact !== undefined);
        if (redacted && !parts.given.has(id))
          return refuse(
            'diagnostic/redacted',
            'The values in its SQL were not kept, and Muster has been restarted since. Type the command again.',
          );
        return runAndSay(parts, record.diagnostic, given, context, { compare: true, again: id });
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
      action: 'diagnostic.form',
      summary: 'Run a diagnostic with what the form says',
      async run([id], fields, context) {
        const draft = await takeDraft(id, context);
        if (!draft.ok) return draft;
        const written = Object.entries(fields).map(([name, values]) => [name, values.join('\n')] as const);
        return runAndSay(
          parts,
          draft.value.diagnostic,
          { ...draft.value.given, ...Object.fromEntries(written) },
          context,
        );
      },
    },
    {
      ...door,
      action: 'diagnostic.confirm',
      summary: 'Run a diagnostic that was confirmed',
      async run([id], _fields, context) {
        const draft = await takeDraft(id, context);
        return draft.ok ? runAndSay(parts, draft.value.diagnostic, draft.value.given, context) : draft;
      },
    },
  ];
}
