import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import { plainText } from '../../base/plain-text.ts';
import type { RichText } from '../../base/rich-text.ts';
import type { EffectDraft, EffectHandlers } from '../../timeline/effect.ts';
import { mayRepeat } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import { type OwnContact, contactsOf } from './contact-list.ts';

/** What one person is told outside of any page. */
export interface PersonalWords {
  readonly title: string;
  readonly lead: RichText;
  readonly items?: readonly RichText[];
  /** Which command helps: only where there are commands. */
  readonly hint: RichText;
}

/** By direct message, or else by the first contact that takes it. Nothing for who is not under `people`. */
export function tellPerson(parts: Pick<OnCallParts, 'people'>, key: string, words: PersonalWords): EffectDraft[] {
  const { title, lead, items = [], hint } = words;
  const person = parts.people().byKey(key);
  if (!person) return [];
  if (person.discord === undefined) {
    return [{ kind: 'contact.tell', lane: null, payload: { person: key, title, lines: [lead, ...items] } }];
  }
  const message = {
    title: [title],
    blocks: [
      { type: 'text' as const, text: lead },
      ...(items.length > 0 ? [{ type: 'list' as const, items }] : []),
      { type: 'text' as const, text: hint },
    ],
  };
  // In no lane: who takes no direct messages for a while misses these alone.
  return [{ kind: 'direct-message.send', lane: null, payload: { person: person.discord, message } }];
}

/** The program's own data, kept in its store: what text consists of is trusted. */
const payloadSchema = z.object({
  person: z.string(),
  title: z.string(),
  lines: z.array(z.custom<RichText>((value) => Array.isArray(value))),
});

/** A telephone rings for pages alone: nobody is woken because a shift in three weeks is another's now. */
const isQuiet = ({ method }: OwnContact): boolean => method !== 'discord' && method !== 'mention' && method !== 'call';

/** One contact after the other until one takes it; one that may take it later is waited for. */
/** So often whoever fails for a moment is tried before the next contact is. */
const TRIES_EACH = 6;

export const tellPersonHandler = (parts: OnCallParts): EffectHandlers => ({
  async 'contact.tell'(effect, signal) {
    const { person: key, title, lines } = payloadSchema.parse(effect.payload);
    const person = parts.people().byKey(key);
    const contacts = contactsOf(parts.sections().people[key] ?? {}).filter(isQuiet);
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
