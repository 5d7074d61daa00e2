import type { Bot } from '../../src/testing.ts';
import type { HttpReceiver } from '../counterparts/http-receiver.ts';
import type { MailServer } from '../counterparts/mail-server.ts';
import { words } from './words.ts';

const PEOPLE = ['ada', 'ben', 'chiara', 'dmitri', 'emeka', 'fatima', 'grace'] as const;

/**
 * Everything that anybody outside of Muster hears, in the order of its clock: messages in channels and direct ones, whoever
 * they show to, mails, texts, calls, ntfy and webhooks. Nothing is filtered: what a test does not expect fails it.
 */
export function createLedger(parts: { readonly bot: Bot; readonly http: HttpReceiver; readonly mail: MailServer }) {
  const { bot, http, mail } = parts;
  const known = new Set<string>();
  let requests = 0;
  let mails = 0;
  const time = (at: number): string => new Date(at).toISOString().slice(11, 19);
  const named = (text: string): string =>
    text
      .replaceAll(/<@(\d+)>/g, (_, id: string) => `@${bot.sandbox.world.state.users.get(id)?.username ?? id}`)
      .replaceAll(/<t:(\d+):?\w?>/g, (_, seconds: string) => time(Number(seconds) * 1000))
      .replaceAll(/<#\d+>/g, '#…');

  function* chat(): Generator<[number, string]> {
    for (const name of PEOPLE) {
      const person = bot.as(name);
      for (const channel of [...person.channels(), person.directMessages()]) {
        for (const message of person.see(channel.id, { limit: 100 })) {
          if (known.has(message.id)) continue;
          known.add(message.id);
          if (message.author.bot !== true) continue;
          const said = named(words(message)).split('\n').slice(0, 2).join(' / ');
          const where = channel.name == null ? `dm ${name}` : `#${channel.name}`;
          const whisper = ((message.flags ?? 0) & 64) === 0 ? '' : ` (only ${name})`;
          yield [Date.parse(message.timestamp), `${where}${whisper}: ${said}`];
        }
      }
    }
  }

  function* requestsLines(): Generator<[number, string]> {
    for (const { at, url, body } of http.received.slice(requests)) {
      if (url.endsWith('Messages.json') || url.endsWith('Calls.json')) {
        const form = new URLSearchParams(body);
        const said = form.get('Body') ?? form.get('Twiml') ?? '';
        yield [at, `${url.endsWith('Calls.json') ? 'call' : 'sms'} ${form.get('To') ?? ''}: ${said}`];
      } else {
        const json = JSON.parse(body) as Record<string, unknown>;
        const whom = typeof json['topic'] === 'string' ? `ntfy ${json['topic']}` : `webhook ${url}`;
        yield [at, `${whom}: ${String(json['title'])} / ${String(json['message'] ?? json['text'])}`];
      }
    }
    requests = http.received.length;
  }

  function* mailLines(): Generator<[number, string]> {
    for (const [n, text] of mail.mails.slice(mails).entries()) {
      const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(text)?.[1]?.trim() ?? '';
      yield [mail.times[mails + n] ?? 0, `mail ${header('To')}: ${header('Subject')}`];
    }
    mails = mail.mails.length;
  }

  return {
    /** Since the last time: `12:00:00 dm ada: Page 1 / > Checkout fails`. */
    heard: (): string[] =>
      [...chat(), ...requestsLines(), ...mailLines()]
        .map(([at, line]) => `${time(at)} ${line.replaceAll(/https?:\/\/[^\s<"]+/g, '[link]')}`)
        .sort(),
  };
}
