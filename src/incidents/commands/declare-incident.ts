import { code, rich, strong } from '../../base/rich-text.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { isAtTerminal } from '../../commands/at-terminal.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type Button, type Reply, say, whisper } from '../../commands/message.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { decideDeclare, type Declaring } from '../decide/declare.ts';
import { type IncidentParts, personOf } from '../parts.ts';
import { registerFold } from '../register.ts';
import { SEVERITIES, SEVERITY_TONES, type Severity } from '../vocabulary.ts';
import { takeCommandButton, triageButtons } from '../card.ts';
import { knownService } from './known-service.ts';
import { namedChannel } from './named-channel.ts';

export const LONGEST_DESCRIPTION = 4000;
export const LONGEST_SERVICE = 80;

/** What somebody says who declares one, by command or by form. */
export type DeclareInput = Omit<Declaring, 'declarer'>;

/** What the service means for a declaration: without one, nothing. */
export function meantService(
  parts: IncidentParts,
  named: string | undefined,
): Result<{ services: readonly string[]; severity: Severity }> {
  if (named === undefined) return ok({ services: [], severity: 'unknown' });
  const known = knownService(parts, named);
  if (!known.ok) return refuse(known.refusal.code, `${known.refusal.message} Leave it out if unsure.`);
  const { key, service } = known.value;
  return ok({ services: [key], severity: SEVERITIES.find((one) => one === service?.severity) ?? 'unknown' });
}

/** Commits the declaration, then answers with the number. */
export async function declareIncident(
  parts: IncidentParts,
  input: DeclareInput,
  context: CommandContext,
): Promise<Result<Reply>> {
  const declaring: Declaring = { ...input, declarer: personOf(context) };
  const committed = await parts.timeline.change(ORGANISATION, registerFold, context.cause, (register, decideContext) =>
    decideDeclare(register, declaring, { config: parts.config(), secrets: parts.secrets }, decideContext),
  );
  if (!committed.ok) return committed;
  const { number } = committed.value.answer;
  const args = [String(number)];
  const kind = input.kind === 'real' ? '' : `, ${input.kind}`;
  const place = isAtTerminal(context)
    ? rich`Its channel is opened in Discord when that can be reached. ${code('muster list')} shows what is open, ${code(`muster export ${number}`)} its timeline.`
    : input.private
      ? rich`Its channel is for you and those you add.`
      : rich`${namedChannel(parts.config().announcements)} leads to its channel.`;
  const message = {
    tone: SEVERITY_TONES[input.severity],
    title: rich`${input.private ? '🔒 ' : ''}Incident ${number} ${input.triage ? 'waits for triage' : 'declared'}`,
    blocks: [
      { type: 'text' as const, text: rich`${strong(input.title)} (${input.severity}${kind})` },
      ...(input.triage
        ? [{ type: 'text' as const, text: rich`Nobody is paged until somebody accepts it as an incident.` }]
        : []),
      { type: 'text' as const, text: place },
      ...(input.severity === 'unknown' && !input.triage
        ? [{ type: 'text' as const, text: rich`Set the severity as soon as you know more.` }]
        : []),
    ],
    buttons: [
      [
        ...(input.triage ? triageButtons(number) : firstSteps(number)),
        { label: 'Show', action: 'incident.show', args },
      ],
    ],
  };
  return ok(input.private ? whisper(message) : say(message));
}

const firstSteps = (number: number): readonly Button[] => [
  takeCommandButton(number),
  { label: 'Severity', action: 'incident.severity.ask', args: [String(number)] },
];
