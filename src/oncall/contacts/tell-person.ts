import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import { plainText } from '../../base/plain-text.ts';
import { type RichText, rich, strong } from '../../base/rich-text.ts';
import type { Block } from '../../commands/message.ts';
import type { EffectDraft, EffectHandlers } from '../../timeline/effect.ts';
import { mayRepeat } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import { poolOf } from './pool-of.ts';
import { type OwnContact, contactsOf, takesWords } from './contact-list.ts';

/** What one person is told outside of any page. */
export interface PersonalWords {
  readonly title: string;
  readonly lead: RichText;
  readonly items?: readonly RichText[];
  /** Which command helps: only where there are commands. */
  readonly hint: RichText;
}

type Parts = Pick<OnCallParts, 'people' | 'sections' | 'config'>;

/** By direct message, or else as `tellByContact` does; of whom nothing can be written to, on-call's channel hears. Nothing for who is not under `people`. */
export function tellPerson(parts: Parts, key: string, words: PersonalWords): EffectDraft[] {
  const { title, lead, items = [], hint } = words;
  const person = parts.people().byKey(key);
  if (!person) return [];
  const list: Block[] = items.length > 0 ? [{ type: 'list', items }] : [];
  if (person.discord !== undefined) {
    const message = { title: [title], blocks: [text(lead), ...list, text(hint)] };
    // In no lane: who takes no direct messages for a while misses these alone.
    return [{ kind: 'direct-message.send', lane: null, payload: { person: person.discord, message } }];
  }
  if (writtenContacts(parts, key).length > 0) return tellByContact(parts, key, words);
  const blocks = [
    text(rich`Nothing can be written to ${strong(person.name)}. Tell them: “${title}”.`),
    text(lead),
    ...list,
  ];
  const message = { tone: 'warning', title: [`${person.name} has to be told`], blocks };
  return [{ kind: 'message.post', lane: null, payload: { channel: parts.config().channel, message } }];
}

/** To who has no Discord account and is told where others are mentioned: by the first contact that takes words. Nothing where there is none. */
export function tellByContact(
  parts: Omit<Parts, 'config'>,
  key: string,
  { title, lead, items = [] }: Omit<PersonalWords, 'hint'>,
): EffectDraft[] {
  const person = parts.people().byKey(key);
  const [first] = writtenContacts(parts, key);
  if (person?.discord !== undefined || first === undefined) return [];
  const payload = { person: key, title, lines: [lead, ...items] };
  return [{ kind: 'contact.tell', pool: poolOf(first.method), lane: null, payload }];
}

const text = (words: RichText): Block => ({ type: 'text', text: words });

const writtenContacts = ({ people, sections }: Omit<Parts, 'config'>, key: string): readonly OwnContact[] =>
  people().byKey(key) === undefined ? [] : contactsOf(sections().people[key] ?? {}).filter(takesWords);

/** The program's own data, kept in its store: what text consists of is trusted. */
const payloadSchema = z.object({
  person: z.string(),
  title: z.string(),
  lines: z.array(z.custom<RichText>((value) => Array.isArray(value))),
});

/** So often whoever fails for a moment is tried before the next contact is. */
const TRIES_EACH = 6;

/** One contact after the other until one takes it; one that may take it later is waited for. */
export const tellPersonHandler = (parts: OnCallParts): EffectHandlers => ({
  async 'contact.tell'(effect, signal) {
    const { person: key, title, lines } = payloadSchema.parse(effect.payload);
    const person = parts.people().byKey(key);
    const contacts = writtenContacts(parts, key);
    if (!person || contacts.length === 0) return { outcome: 'done' };
    const names = { nameOf: parts.nameOf, momentOf: (at: Instant) => momentIn(person.timeZone, at) };
    const words = {
      id: effect.id,
      title: `Muster: ${title}${mayRepeat(effect) ? ' (possibly a repeat)' : ''}`,
      text: lines.map((line) => plainText(line, names)).join('\n'),
    };
    const failures: string[] = [];
    for (const contact of contacts) {
      const sent = await parts.tell(contact, words, signal);
      if (sent.sent) return { outcome: 'done' };
      failures.push(`${contact.method}: ${sent.reason}`);
      if (sent.transient && effect.attempts < TRIES_EACH)
        return { outcome: 'retry', reason: unheard(person.name, title, failures) };
    }
    return { outcome: 'park', reason: unheard(person.name, title, failures) };
  },
});

const unheard = (name: string, title: string, failures: readonly string[]): string =>
  `${name} could not be told “${title}” (${failures.join('; ')})`;

/** `Tue, 24 Nov 2026, 21:00 CET`: with the zone's short name, which tells two equal readings of one night apart. */
const momentIn = (timeZone: string, at: Instant): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
