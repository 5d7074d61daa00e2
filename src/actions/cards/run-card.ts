import { type RichText, code, instant, person, rich, strong } from '../../base/rich-text.ts';
import type { Message, Tone } from '../../commands/message.ts';
import { durationText } from '../config/duration.ts';
import { titleOf } from '../entries/run-entries.ts';
import type { Run } from '../run.ts';
import type { RunRow } from '../runs-projection.ts';
import { short } from './deploy-blocks.ts';
import { type Place, buttonsOf } from './run-buttons.ts';
import { sentenceCase } from './sentence-case.ts';
import { sizeText } from '../../base/size-text.ts';

const TONES: Readonly<Record<RunRow['state'], Tone>> = {
  asked: 'warning',
  confirmed: 'neutral',
  running: 'neutral',
  refused: 'bad',
  declined: 'neutral',
  expired: 'neutral',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'warning',
  'timed-out': 'bad',
  unknown: 'critical',
};
const WORDS: Readonly<Record<RunRow['state'], string>> = {
  asked: 'Waits to be confirmed',
  confirmed: 'Confirmed',
  running: 'Running',
  refused: 'Refused',
  declined: 'Declined',
  expired: 'Expired: nobody confirmed it',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Ended on request',
  'timed-out': 'Ended at its deadline',
  unknown: 'Outcome unknown: check, then say what happened',
};

/** A run's one message, edited in place: progress line, tail of the output, and what can be done about it. */
export function runCard(
  row: RunRow,
  run: Run | undefined,
  live: { readonly tail: string; readonly bytes: number } | undefined,
  place: Place,
): Message {
  const { plan, state } = row;
  const tail = live?.tail ?? row.tail;
  const bytes = live?.bytes ?? row.outputBytes;
  const facts = plan.deploy
    ? rich`${strong(plan.deploy.environment)} ${short(plan.deploy.commit)}${plan.deploy.from === null ? '' : rich` from ${short(plan.deploy.from)}`}`
    : [];
  return {
    tone: TONES[state],
    title: [sentenceCase(titleOf(plan))],
    blocks: [
      { type: 'text', text: [...progressLine(row, run), ...(facts.length === 0 ? [] : [' · ', ...facts])] },
      ...(row.reason === null || state === 'confirmed' || row.reason === 'Exit status 0.'
        ? []
        : [{ type: 'text' as const, text: [row.reason] }]),
      ...(typeof plan.deploy?.reason === 'string'
        ? [{ type: 'text' as const, text: rich`${strong('What was wrong:')} ${plan.deploy.reason}` }]
        : []),
      ...(plan.overrides.length === 0
        ? []
        : [
            {
              type: 'list' as const,
              items: plan.overrides.map(({ what, detail, reason }) => rich`Passed over ${what} (${detail}): ${reason}`),
            },
          ]),
      ...(tail === '' ? [] : [{ type: 'code' as const, text: tail }]),
      { type: 'text', text: peopleLine(row) },
    ],
    ...buttonsOf(row, place),
    ...(bytes > 0 && { footer: [`${sizeText(bytes)} of output`] }),
  };
}

/** In the text, not in the small print: Discord shows no names there. */
function peopleLine({ askedBy, confirmedBy, plan }: RunRow): RichText {
  if (confirmedBy === askedBy) return rich`Asked and confirmed by ${person(askedBy)}`;
  const second =
    confirmedBy === null ? '' : rich`, ${plan.risk === 'danger' ? 'approved' : 'confirmed'} by ${person(confirmedBy)}`;
  return rich`Asked by ${person(askedBy)}${second}`;
}

function progressLine(row: RunRow, run: Run | undefined): RichText {
  if (row.state === 'confirmed' && row.plan.startAt !== null)
    return rich`${strong('Planned')} for ${instant(row.plan.startAt, 'date-time')} (${instant(row.plan.startAt, 'relative')})`;
  const word = strong(run?.state === 'queued' ? 'Waits for its turn' : WORDS[row.state]);
  if (row.state === 'running' && row.startedAt !== null) {
    const percent = run?.percent ?? null;
    const ending = run?.cancelledBy ? ', being ended' : '';
    return rich`${word}${ending} since ${instant(row.startedAt, 'relative')}${percent === null ? '' : rich` ${code(bar(percent))} ${Math.round(percent)} %`}`;
  }
  const took =
    row.startedAt !== null && row.endedAt !== null ? ` after ${durationText(row.endedAt - row.startedAt)}` : '';
  // A program's exit status stands in its reason.
  const status = row.status === null || row.reason?.startsWith('Exit status') ? '' : `, status ${row.status}`;
  return rich`${word}${took}${status}`;
}

const bar = (percent: number): string => '█'.repeat(Math.round(percent / 10)).padEnd(10, '░');
