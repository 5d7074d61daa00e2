import { type Result, ok, refuse } from '../../base/result.ts';
import { type RichText, rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration, Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Button, type Message, type Reply, openForm, paragraph, whisper } from '../../commands/message.ts';
import { text } from '../../commands/options.ts';
import { type OwnContact, claimOf, contactsOf, stateOf } from '../contacts/contact-list.ts';
import type { OnCallParts } from '../parts.ts';

const MARKS = { verified: '✅', 'code sent': '✉️', 'code could not be sent': '❌', unverified: '⚠️' } as const;
const ENTER: Button = { label: 'Enter a code', action: 'oncall.verify.enter', style: 'primary' };
const MOST_BUTTONS = 20;

const shownContact = ({ method, address }: OwnContact): string =>
  method === 'discord' ? 'discord' : `${method} ${address}`;

/** `/oncall verify`: shows by a code that pages arrive. Only oneself sees one's addresses. */
export function verifyCommand(parts: OnCallParts): Command {
  return defineCommand({
    name: 'oncall verify',
    summary: 'Show by a code that your contacts reach you',
    details:
      'A code of six digits is sent to the contact, good for 15 minutes. Contacts themselves stand under your name in muster.yaml; one that changes there is to be verified again.',
    examples: ['/oncall verify', '/oncall verify contact:sms +4930123456', '/oncall verify code:123456'],
    permission: 'oncall.read',
    risk: 'record',
    visibility: 'private',
    options: {
      contact: text({
        description: 'Where to send a code',
        most: 300,
        suggest: (typed, context) =>
          own(parts, context.viewer.id)
            .map(shownContact)
            .filter((name) => name !== 'discord' && name.toLowerCase().includes(typed.trim().toLowerCase()))
            .map((name) => ({ name: name.slice(0, 100), value: name.slice(0, 100) })),
      }),
      code: text({ description: 'The code that you were sent', most: 20 }),
    },
    async run({ contact, code }, context) {
      const contacts = own(parts, context.viewer.id);
      if (contacts.length === 0) return noContacts;
      if (code !== undefined) return confirm(parts, code, context);
      if (contact === undefined) return ok(whisper(await overview(parts, context)));
      const wanted = contact.toLowerCase();
      const found = contacts.find(
        (each) => shownContact(each).slice(0, 100).toLowerCase() === wanted || each.method === wanted,
      );
      if (!found) {
        const names = contacts.map(shownContact).join(', ');
        return refuse('contact/unknown', `You have no contact ${contact}. There are: ${names}.`);
      }
      return send(parts, found, context);
    },
  });
}

export const verifyActions = (parts: OnCallParts): readonly ActionDeclaration[] => [
  {
    action: 'oncall.verify.send',
    summary: 'Send a code to a contact',
    permission: 'oncall.read',
    risk: 'record',
    async run([place = ''], _fields, context) {
      const contact = own(parts, context.viewer.id)[Number(place)];
      if (!contact) return refuse('contact/unknown', 'Your contacts have changed: /oncall verify lists them anew.');
      return send(parts, contact, context);
    },
  },
  {
    action: 'oncall.verify.enter',
    openedBy: 'oncall.verify.enter',
    summary: 'Enter a code',
    permission: 'oncall.read',
    risk: 'record',
    async run(_args, fields, context) {
      const typed = fields['code']?.[0];
      if (typed !== undefined) return confirm(parts, typed, context);
      return ok(
        openForm({
          action: 'oncall.verify.enter',
          title: 'Enter the code',
          fields: [{ name: 'code', label: 'Code', type: 'text', required: true, most: 20, placeholder: '123456' }],
        }),
      );
    },
  },
];

const noContacts = refuse(
  'page/no-contact',
  'There is no way to reach you: ask for contacts under your name in muster.yaml.',
);

function own(parts: OnCallParts, id: string): readonly OwnContact[] {
  const key = parts.people().byId(id)?.key;
  const person = key === undefined ? undefined : parts.sections().people[key];
  return person ? contactsOf(person) : [];
}

async function send(parts: OnCallParts, contact: OwnContact, context: CommandContext): Promise<Result<Reply>> {
  const claim = claimOf(context.viewer.id, contact);
  if (!claim) return ok(whisper(paragraph(['Discord needs no code: you are using it.'], { tone: 'good' })));
  const sent = await parts.verifications.send(claim, context.cause);
  if (!sent.ok) return sent;
  const words = rich`A code is on its way by ${strong(contact.method)}. Enter it within 15 minutes, here or by /oncall verify code:…`;
  return ok(whisper(paragraph(words, { buttons: [[ENTER]] })));
}

async function confirm(parts: OnCallParts, typed: string, context: CommandContext): Promise<Result<Reply>> {
  const code = typed.replace(/\s/g, '');
  const done = await parts.verifications.confirm(context.viewer.id, code, context.cause, 'contact.');
  if (!done.ok) return done;
  const shown = await overview(parts, context);
  const method = done.value.kind.replace('contact.', '');
  const thanks: RichText = rich`${strong(method)} is verified: pages reach you there.`;
  return ok(whisper({ ...shown, tone: 'good', blocks: [{ type: 'text', text: thanks }, ...shown.blocks] }));
}

async function overview(parts: OnCallParts, context: CommandContext): Promise<Message> {
  const state = await parts.verifications.state();
  const contacts = own(parts, context.viewer.id).map((contact, place) => ({
    contact,
    place,
    state: stateOf(state, claimOf(context.viewer.id, contact), context.now),
  }));
  const items = contacts.map(({ contact, state: is }): RichText => [`${MARKS[is]} `, shownContact(contact), `: ${is}`]);
  const open = contacts.filter((each) => each.state !== 'verified');
  const sends = open.slice(0, MOST_BUTTONS).map(({ contact, place, state: is }): Button => {
    const same = open.filter((other) => other.contact.method === contact.method).length > 1;
    const which = same ? `${contact.method} ${contact.address.slice(-12)}` : contact.method;
    return {
      label: `${is === 'code sent' ? 'Send again' : 'Send a code'}: ${which}`,
      action: 'oncall.verify.send',
      args: [String(place)],
    };
  });
  const waits = open.some((each) => each.state === 'code sent');
  const buttons = [...(waits ? [ENTER] : []), ...sends];
  const rows = Array.from({ length: Math.ceil(buttons.length / 5) }, (_, n) => buttons.slice(n * 5, n * 5 + 5));
  return { title: ['Your contacts'], blocks: [{ type: 'list', items }], ...(rows.length > 0 && { buttons: rows }) };
}
