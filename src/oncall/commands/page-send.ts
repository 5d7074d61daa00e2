import { type Result, ok, refuse } from '../../base/result.ts';
import { code, joined, rich, strong } from '../../base/rich-text.ts';
import { answered } from '../../commands/answers.ts';
import { isAtTerminal } from '../../commands/at-terminal.ts';
import type { ActionDeclaration, Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Block, type Button, type Reply, openForm, say, whisper } from '../../commands/message.ts';
import { choice, text } from '../../commands/options.ts';
import { URGENCIES } from '../config/person.ts';
import { unverifiedInPolicy } from '../contacts/contact-list.ts';
import { pageFold } from '../paging/page-state.ts';
import type { Addressee } from '../paging/pages.ts';
import type { OnCallParts } from '../parts.ts';
import { addresseeOption, parseAddressee, whomField } from './named.ts';
import { who } from './page-deeds.ts';

type Urgency = (typeof URGENCIES)[number];
interface Sent {
  readonly to: Addressee;
  readonly message: string;
  readonly urgency: Urgency;
  /** The incident's stream; null: the page stands for itself. */
  readonly incident: string | null;
  readonly channel: string | null;
}

const MOST_WORDS = 2000;

export const sendCommand = (parts: OnCallParts): Command =>
  defineCommand({
    name: 'page send',
    summary: 'Page a person, whoever is on call, or an escalation policy',
    details:
      'Goes on until somebody acknowledges: by the policy’s steps; a person, or who is on call in a schedule, is asked three times five minutes apart, and again half an hour after. In an incident’s channel the page belongs to the incident; of a private one it says the number alone.',
    examples: [
      '/page send who:policy:checkout message:Payments fail since 14:05',
      '/page send who:alice message:Please call in urgency:low',
    ],
    permission: 'page.send',
    risk: 'change',
    options: {
      who: addresseeOption(parts, 'A person, schedule, policy or service'),
      message: text({ description: 'What they should know', required: true, most: MOST_WORDS }),
      urgency: choice(URGENCIES, { description: 'high rings through, low waits for quiet hours to end' }),
    },
    async run({ who: to, message, urgency = 'high' }, context) {
      const incident = (await parts.incidentOf(context)) ?? null;
      return send(parts, { to, message, urgency, incident, channel: context.place?.channelId ?? null }, context);
    },
  });

/** `page.ask` with an incident's number, or without one: the same by a form, for who knows no command. */
export const sendActions = (parts: OnCallParts): readonly ActionDeclaration[] => [
  {
    action: 'page.ask',
    summary: 'Page somebody',
    permission: 'page.send',
    risk: 'read',
    async run([number], _fields, context) {
      const about = await aboutOf(parts, number, context);
      if (!about.ok) return about;
      return ok(
        openForm({
          action: 'page.ask.submit',
          args: number === undefined ? [] : [number],
          title: number === undefined ? 'Page somebody' : `Page somebody for incident ${number}`.slice(0, 45),
          fields: [
            whomField(parts, 'whom', 'Whom?'),
            {
              type: 'text',
              name: 'message',
              label: 'What should they know?',
              lines: 'many',
              required: true,
              most: MOST_WORDS,
              placeholder: 'Payments fail since 14:05; we need somebody who knows the ledger.',
            },
            {
              type: 'choice',
              name: 'urgency',
              label: 'How urgent is it?',
              required: false,
              choices: [
                { label: 'high', value: 'high', description: 'Rings through', selected: true },
                { label: 'low', value: 'low', description: 'Waits for quiet hours to end' },
              ],
            },
          ],
        }),
      );
    },
  },
  {
    action: 'page.ask.submit',
    openedBy: 'page.ask',
    summary: 'Page somebody',
    permission: 'page.send',
    risk: 'change',
    async run([number], fields, context) {
      const about = await aboutOf(parts, number, context);
      if (!about.ok) return about;
      const given = (name: string): string => answered(fields, name);
      const to = parseAddressee(given('whom'), parts);
      if (!to.ok) return to;
      const message = given('message').slice(0, MOST_WORDS);
      if (message === '') return refuse('page/message', 'Nobody was paged: say what they should know.');
      const urgency = URGENCIES.find((one) => one === given('urgency')) ?? 'high';
      const own = about.value === null ? undefined : await parts.channelOfIncident(about.value);
      const channel = own ?? context.place?.channelId ?? null;
      return send(parts, { to: to.value, message, urgency, incident: about.value, channel }, context);
    },
  },
];

/** The stream of the incident that a button names. */
async function aboutOf(
  parts: OnCallParts,
  number: string | undefined,
  context: CommandContext,
): Promise<Result<string | null>> {
  if (number === undefined) return ok(null);
  const stream = /^\d{1,9}$/.test(number) ? await parts.incidentOf(context, Number(number)) : undefined;
  return stream === undefined ? refuse('incident/unknown', 'There is no such incident that you can see.') : ok(stream);
}

async function send(parts: OnCallParts, sent: Sent, context: CommandContext): Promise<Result<Reply>> {
  const { to, message, incident } = sent;
  const facts = incident === null ? undefined : await parts.incidentFacts(incident);
  // Phones, mails and PagerDuty are told its number: what was said stands where only those read who take part.
  const hidden = facts?.private === true;
  const said = hidden ? `Private incident ${facts.number}` : message;
  const opened = await parts.pages.open({ ...sent, message: said }, context.cause);
  if (!opened.ok) return opened;
  const { number, stream } = opened.value;
  const { people, exhausted } = await parts.timeline.state(stream, pageFold);
  const asked = people.map(({ id }) => who(id, parts));
  const whom = asked.length === 0 ? [] : rich` to ${joined(asked, ', ')}`;
  // The page itself stands in the channel, with buttons that are kept current.
  const words = exhausted
    ? rich`⚠️ Page ${number} reached nobody: nobody there can be asked now. Send it to somebody else by ${code(isAtTerminal(context) ? 'muster page' : `/page reassign page:${number}`)}.`
    : isAtTerminal(context)
      ? rich`Page ${number}${whom} is recorded. ${code('muster list')} shows who answered, ${code(`muster ack ${number}`)} acknowledges it.`
      : rich`Page ${number} is on its way${whom}. /page status shows how it goes.`;
  const warning = await unverified(parts, to);
  if (!hidden) return ok(whisper({ blocks: [{ type: 'text', text: words }, ...warning] }));
  const add: Button = { label: 'Bring people in', action: 'incident.people.ask', args: [String(facts.number)] };
  const answer = {
    blocks: [
      { type: 'text' as const, text: words },
      { type: 'quote' as const, text: message },
      {
        type: 'text' as const,
        text: rich`They are told ${strong(said)} and nothing more: your words stand here alone. Who is not in this incident yet is let in by answering the page, or when you bring them in.`,
      },
      ...warning,
    ],
    buttons: [[add]],
  };
  return ok((await parts.incidentOf(context)) === incident ? say(answer) : whisper(answer));
}

async function unverified(parts: OnCallParts, to: Addressee): Promise<readonly Block[]> {
  if (to.type !== 'policy') return [];
  const ends = unverifiedInPolicy(parts.sections(), to.key, await parts.verifications.state());
  const names = ends.map(({ key, contact }) => `${parts.nameOf(key)} (${contact.method})`).join(', ');
  return names === ''
    ? []
    : [{ type: 'text', text: [`⚠️ Its last step relies on contacts that are unverified: ${names}.`] }];
}
