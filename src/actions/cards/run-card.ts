import { type Inline, type RichText, code, instant, link, person, rich, strong } from '../../base/rich-text.ts';
import type { Block, Button, Message, Tone } from '../../commands/message.ts';
import { durationText } from '../config/duration.ts';
import { titleOf } from '../entries/run-entries.ts';
import type { Deploy, Plan, Run } from '../run.ts';
import type { RunRow } from '../runs-projection.ts';

const short = (commit: string): Inline => code(commit.slice(0, 10));
const MOST_LISTED = 8;

/** What a deploy brings, for previews and cards: from, to, and the commits between. */
export function deployBlocks(deploy: Deploy): readonly Block[] {
  const facts = [
    { name: 'App', value: [strong(deploy.app)] },
    { name: 'Environment', value: [strong(deploy.environment)] },
    {
      name: 'Version',
      value: rich`${deploy.ref === deploy.commit ? [] : rich`${deploy.ref} = `}${short(deploy.commit)}`,
    },
    { name: 'Now there', value: deploy.from === null ? ['nothing that Muster knows of'] : [short(deploy.from)] },
    ...(deploy.hosts.length > 0 ? [{ name: 'Hosts', value: [deploy.hosts.slice(0, 10).join(', ')] }] : []),
    ...(deploy.url === null ? [] : [{ name: 'Address', value: [link(deploy.url, deploy.url)] }]),
  ];
  const listed = deploy.commits.slice(0, MOST_LISTED);
  const more = deploy.more + deploy.commits.length - listed.length;
  return [
    { type: 'facts', facts },
    ...(listed.length === 0
      ? []
      : ([
          { type: 'heading', text: deploy.rollback ? 'Taken back' : 'Commits' },
          {
            type: 'list',
            items: [
              ...listed.map(
                ({ commit, title, author }) => rich`${short(commit)} ${title.slice(0, 100)} (${author.slice(0, 40)})`,
              ),
              ...(more > 0 ? [rich`and ${more} more`] : []),
            ],
          },
        ] satisfies Block[])),
  ];
}

function planBlocks(plan: Plan): readonly Block[] {
  const given = Object.entries(plan.arguments);
  const overrides = plan.overrides.map(
    ({ what, detail, reason }) => rich`passes over ${strong(what)} (${detail}): ${reason}`,
  );
  return [
    ...(plan.deploy ? deployBlocks(plan.deploy) : []),
    ...(given.length === 0
      ? []
      : [{ type: 'facts' as const, facts: given.map(([name, value]) => ({ name, value: [code(String(value))] })) }]),
    ...(plan.target === '' || plan.deploy ? [] : [{ type: 'text' as const, text: rich`Target: ${code(plan.target)}` }]),
    ...(overrides.length === 0 ? [] : [{ type: 'list' as const, items: overrides }]),
  ];
}

/** What would happen, and the buttons to say yes or no. */
export function previewCard(
  run: Pick<Run, 'id' | 'plan' | 'needs' | 'expiresAt' | 'askedBy'>,
  notes: readonly string[] = [],
): Message {
  const { plan, needs } = run;
  const ask: RichText =
    needs === 'approval'
      ? rich`Somebody else than ${person(run.askedBy)} must approve this, with ${code(plan.permission)} and ${code('actions.approve')}.`
      : rich`Nothing has been done yet. Is this what you want?`;
  return {
    tone: plan.risk === 'danger' ? 'critical' : 'warning',
    title: [titleOf(plan)],
    blocks: [
      {
        type: 'text',
        text:
          plan.startAt === null
            ? rich`${ask} It expires ${instant(run.expiresAt, 'relative')}.`
            : rich`${ask} It starts ${instant(plan.startAt, 'date-time')} (${instant(plan.startAt, 'relative')}), and can be confirmed until then.`,
      },
      ...(notes.length === 0
        ? []
        : [
            { type: 'heading' as const, text: 'In its way if it were due now' },
            { type: 'list' as const, items: notes.map((note) => [note]) },
          ]),
      ...planBlocks(plan),
    ],
    buttons: [
      [
        needs === 'approval'
          ? { label: 'Approve', style: 'danger', action: 'run.confirm', args: [run.id] }
          : {
              label:
                plan.startAt !== null
                  ? 'Plan it'
                  : plan.deploy
                    ? plan.deploy.rollback
                      ? 'Roll back'
                      : 'Deploy'
                    : 'Run it',
              style: 'primary',
              action: 'run.confirm',
              args: [run.id],
            },
        { label: 'No', style: 'secondary', action: 'run.decline', args: [run.id] },
      ],
    ],
    footer: ['What is confirmed is exactly this; it is checked again before it runs.'],
  };
}

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
): Message {
  const { plan, state } = row;
  const tail = live?.tail ?? row.tail;
  const bytes = live?.bytes ?? row.outputBytes;
  const facts = plan.deploy
    ? rich`${strong(plan.deploy.environment)} ${short(plan.deploy.commit)}${plan.deploy.from === null ? '' : rich` from ${short(plan.deploy.from)}`}`
    : [];
  return {
    tone: TONES[state],
    title: [titleOf(plan)],
    blocks: [
      { type: 'text', text: [...progressLine(row, run), ...(facts.length === 0 ? [] : [' · ', ...facts])] },
      ...(row.reason === null || state === 'confirmed' ? [] : [{ type: 'text' as const, text: [row.reason] }]),
      ...(plan.overrides.length === 0
        ? []
        : [
            {
              type: 'list' as const,
              items: plan.overrides.map(({ what, detail, reason }) => rich`Passed over ${what} (${detail}): ${reason}`),
            },
          ]),
      ...(tail === '' ? [] : [{ type: 'code' as const, text: tail }]),
    ],
    ...buttonsOf(row),
    footer: rich`Asked by ${person(row.askedBy)}${row.confirmedBy === null ? '' : rich`, ${row.plan.risk === 'danger' ? 'approved' : 'confirmed'} by ${person(row.confirmedBy)}`}${bytes > 0 ? ` · ${sizeText(bytes)} of output` : ''}`,
  };
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
  return rich`${word}${took}${row.status === null ? '' : `, status ${row.status}`}`;
}

const bar = (percent: number): string => '█'.repeat(Math.round(percent / 10)).padEnd(10, '░');

function buttonsOf(row: RunRow): { buttons?: readonly (readonly Button[])[] } {
  const button = (
    label: string,
    action: string,
    style: 'primary' | 'secondary' | 'danger' | 'success',
    ...more: readonly string[]
  ): Button => ({
    label,
    style,
    action,
    args: [row.run, ...more],
  });
  const output = row.outputBytes > 0 || row.state === 'running' ? [button('Output', 'run.output', 'secondary')] : [];
  switch (row.state) {
    case 'confirmed':
      return row.plan.startAt === null ? {} : { buttons: [[button('Take it back', 'run.cancel', 'secondary')]] };
    case 'running':
      return { buttons: [[button('End it', 'run.cancel', 'danger'), ...output]] };
    case 'unknown':
      return {
        buttons: [
          [
            button('It succeeded', 'run.account', 'success', 'succeeded'),
            button('It failed', 'run.account', 'danger', 'failed'),
            ...output,
          ],
        ],
      };
    case 'failed':
    case 'cancelled':
    case 'timed-out':
      return {
        buttons: [
          [
            button('Again', 'run.retry', 'primary'),
            ...(row.plan.deploy && !row.plan.deploy.rollback ? [button('Roll back', 'run.roll-back', 'danger')] : []),
            ...output,
          ],
        ],
      };
    case 'succeeded':
      return output.length > 0 ? { buttons: [output] } : {};
    default:
      return {};
  }
}

export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
