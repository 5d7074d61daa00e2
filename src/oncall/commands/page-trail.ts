import { type RichText, code, rich, strong } from '../../base/rich-text.ts';
import type { Entry } from '../../timeline/entry.ts';
import { effectParked } from '../../timeline/kinds.ts';
import {
  type WHY,
  pageAcknowledged,
  pageAlertSaid,
  pageEscalated,
  pageExhausted,
  pageNotified,
  pagePosted,
  pageReassigned,
  pageRearmed,
  pageResolved,
  pageRaised,
  pageResponderAdded,
  pageReworded,
  pageShown,
  pageSnoozed,
} from '../paging/entries.ts';
import { pageMerged, pageNoted } from '../pagerduty/entries.ts';

export interface TrailWords {
  readonly time: (at: number) => string;
  readonly nameOf: (id: string) => string;
}

/** When, who, how, with what result, how fast. */
export type TrailLine = readonly [string, string, string, string, string];

/** As it is read in the chat, where a table of five columns fits no phone: `12:02:00 ada, ntfy: sent (0.4 s)`. */
export function trailWords([when, who, how, result, took]: TrailLine): RichText {
  const outcome = [result, took === '' ? '' : `(${took})`].filter((part) => part !== '').join(' ');
  return rich`${code(when)} ${strong(who)}, ${how}${outcome === '' ? '' : `: ${outcome}`}`;
}

type Told = {
  readonly result: 'sent' | 'failed';
  readonly detail: string | null;
  readonly latencyMs: number;
  readonly possibleRepeat: boolean;
  readonly retryAt: number | null;
};

const WORDS: Readonly<Record<string, string>> = {
  [pageExhausted.kind]: 'nobody answered',
  [pageReworded.kind]: 'says now',
  [pageRaised.kind]: 'is urgent now',
  [pageRearmed.kind]: 'goes on',
  [effectParked.kind]: 'could not be done',
};

const ASKED: Readonly<Record<(typeof WHY)[number], string>> = {
  opened: 'asked first',
  'no-answer': 'asked now: nobody answered before',
  asked: 'asked now, as somebody wanted',
  'nobody-there': 'asked now: nobody was on call before',
  unreachable: 'asked now: nobody before could be reached',
  declined: 'asked now: who was asked before cannot take it',
  'acknowledgement-expired': 'asked again: the acknowledgement ran out',
  reassigned: 'asked now: the page was reassigned',
  woken: 'asked again: the snooze is over',
  again: 'asked again: nobody has answered',
  'taken-back': 'asked now, instead of by PagerDuty',
  raised: 'asked now: it is of high urgency',
};

/** One line of a page's trail; undefined for what only Muster needs to know. */
export function trailLine(entry: Entry, { time, nameOf }: TrailWords): TrailLine | undefined {
  const at = time(entry.recordedAt);
  const outcome = ({ result, detail, latencyMs, possibleRepeat, retryAt }: Told): [string, string] => [
    `${result === 'sent' ? `sent${possibleRepeat ? ', maybe twice' : ''}` : `failed: ${detail ?? ''}`}${retryAt === null ? '' : `; again ${time(retryAt)}`}`,
    `${(latencyMs / 1000).toFixed(1)} s`,
  ];
  switch (entry.kind) {
    case pageShown.kind:
      return undefined;
    case pageNotified.kind: {
      const told = pageNotified.schema.parse(entry.data);
      return [at, nameOf(told.person), told.method, ...outcome(told)];
    }
    case pagePosted.kind: {
      const told = pagePosted.schema.parse(entry.data);
      const name = told.target.type === 'channel' ? `#${told.target.name}` : told.target.name;
      return [at, name, told.target.type, ...outcome(told)];
    }
    case pageEscalated.kind: {
      const { people, channels, webhooks, why, step, unanswered } = pageEscalated.schema.parse(entry.data);
      const hosts = webhooks.map((url) => (URL.canParse(url) ? new URL(url).host : 'webhook'));
      const whom = [...people.map(({ id }) => nameOf(id)), ...channels.map((name) => `#${name}`), ...hosts].join(', ');
      const result = unanswered ? `asked now: ${unanswered.map(nameOf).join(', ')} did not answer` : ASKED[why];
      return [at, whom || 'nobody', `step ${step + 1}`, whom === '' ? 'there is nobody to ask' : result, ''];
    }
    default: {
      const who = entry.actor.kind === 'person' ? nameOf(entry.actor.id) : 'Muster';
      return [
        at,
        who,
        WORDS[entry.kind] ?? entry.kind.replace(/^page\./, '').replaceAll('-', ' '),
        detailOf(entry, { time, nameOf }),
        '',
      ];
    }
  }
}

function detailOf(entry: Entry, { time, nameOf }: TrailWords): string {
  switch (entry.kind) {
    case pageAcknowledged.kind:
    case pageResolved.kind: {
      const { via } = pageResolved.schema.parse(entry.data);
      return ['button', 'command', 'link', 'call', 'alert', 'pagerduty'].includes(via) ? `by ${via}` : via;
    }
    case pageResponderAdded.kind:
      return pageResponderAdded.schema
        .parse(entry.data)
        .people.map(({ id }) => nameOf(id))
        .join(', ');
    case pageRearmed.kind:
      return pageRearmed.schema.parse(entry.data).why === undefined
        ? 'it had stopped; please report that'
        : 'the machine’s clock was put back';
    case pageRaised.kind:
      return pageRaised.schema.parse(entry.data).message;
    case pageReworded.kind:
      return pageReworded.schema.parse(entry.data).message;
    case pageSnoozed.kind:
      return `until ${time(pageSnoozed.schema.parse(entry.data).until)}`;
    case pageReassigned.kind:
      return `to ${pageReassigned.schema.parse(entry.data).to}`;
    case pageMerged.kind:
      return `page ${pageMerged.schema.parse(entry.data).page} into it`;
    case pageNoted.kind:
      return pageNoted.schema.parse(entry.data).text;
    case pageAlertSaid.kind: {
      const { source, says, others } = pageAlertSaid.schema.parse(entry.data);
      return `${source}: ${says === 'again' ? 'it is back' : others ? 'one of its alerts has ended' : 'it has ended'}`;
    }
    default:
      return '';
  }
}
