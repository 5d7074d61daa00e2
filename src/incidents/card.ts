import { type RichText, channel, instant, person, rich, strong } from '../base/rich-text.ts';
import { type Button, type Message, prose } from '../commands/message.ts';
import { linkFacts, milestoneFacts, roleFacts, serviceFacts, taskFacts } from './card-facts.ts';
import { type IncidentsConfig, updateDueAt } from './config.ts';
import { pageLinkButton } from './page-button.ts';
import { type IncidentState, isWaiting } from './state.ts';
import { NOTHING_AROUND, type Surroundings } from './surroundings.ts';
import { ACTIVE_STATUSES, SEVERITY_TONES, STATUS_LABELS, STATUS_MARKS } from './vocabulary.ts';

/** What could not be done, as the card shows it. */
export interface Trouble {
  readonly effectId: string;
  readonly what: string;
  readonly reason: string;
}

type Plain = Omit<Message, 'files'>;

/** The pinned card of an incident's channel: what somebody who comes in must know, and what they can do. */
export function statusCard(
  state: IncidentState,
  config: IncidentsConfig,
  around: Surroundings = NOTHING_AROUND,
  troubles: readonly Trouble[] = [],
): Plain {
  const active = ACTIVE_STATUSES.has(state.status);
  const due = updateDueAt(config, state);
  const { deletedAt } = around;
  const facts = [
    { name: 'Severity', value: [strong(state.severity)] },
    { name: 'Status', value: statusLine(state) },
    ...roleFacts(state, config),
    { name: 'Declared', value: rich`${instant(state.declaredAt, 'date-time')} by ${person(state.declaredBy)}` },
    ...milestoneFacts(state),
    ...serviceFacts(state, around.services),
    ...(state.voice.channelId === null ? [] : [{ name: 'Voice', value: [channel(state.voice.channelId)] }]),
    ...taskFacts(state),
    ...linkFacts(state),
    ...(due !== null && active ? [{ name: 'Next update', value: rich`due ${instant(due, 'relative')}` }] : []),
  ];
  const update = state.lastUpdate;
  return {
    tone: active ? SEVERITY_TONES[state.severity] : 'good',
    title: titleOf(state),
    blocks: [
      ...prose([strong('Summary')], state.summary),
      ...prose([strong('Impact')], state.impact),
      ...(state.summary === '' ? prose([strong('Description')], state.description) : []),
      { type: 'facts', facts },
      ...(update
        ? [
            { type: 'heading' as const, text: 'Latest update' },
            ...prose([instant(update.at, 'relative')], update.conditions),
            ...prose([strong('Actions')], update.actions),
            ...prose([strong('Needs')], update.needs),
          ]
        : []),
      ...(state.thread
        ? [
            {
              type: 'text' as const,
              text: rich`🧵 This incident runs in a thread: the server has no room for another channel.`,
            },
          ]
        : []),
      ...(deletedAt === null
        ? []
        : [
            {
              type: 'text' as const,
              text: rich`🗑️ This channel will be deleted ${instant(deletedAt, 'date-time')}, once an export of the record has been verified.`,
            },
          ]),
      ...(around.changes.length === 0
        ? []
        : [
            { type: 'heading' as const, text: 'Changed lately' },
            { type: 'list' as const, items: around.changes.map(({ line }) => line) },
          ]),
      ...around.diagnosing.flatMap(({ title, blocks }) => [
        { type: 'text' as const, text: rich`🩺 ${title}` },
        ...blocks,
      ]),
      ...troubles.map((trouble) => ({
        type: 'text' as const,
        text: rich`⚠️ ${strong(trouble.what)} could not be done: ${trouble.reason}`,
      })),
    ],
    buttons: [...cardButtons(state, deletedAt), ...lookButtons(state, around), ...troubleButtons(state, troubles)],
    footer: [
      active
        ? config.captureEverything
          ? 'Every message here is recorded.'
          : `What Muster does here is recorded. Your reaction ${config.reactions.timeline} puts a message on the timeline, too.`
        : 'The timeline stays open for notes and corrections.',
    ],
  };
}

/** `Incident 42: Database is down`; of drills and tests it says so first. */
export const titleOf = (state: Pick<IncidentState, 'kind' | 'number' | 'title' | 'private'>): RichText =>
  rich`${state.kind === 'real' ? '' : `${state.kind.toUpperCase()} · `}${state.private ? '🔒 ' : ''}Incident ${state.number}: ${state.title}`;

const statusLine = (state: IncidentState): RichText =>
  isWaiting(state)
    ? rich`⏳ ${strong('Triage')} - accept it when it is an incident, decline it when it is none`
    : lastStatus(state);

const lastStatus = (state: IncidentState): RichText =>
  rich`${STATUS_MARKS[state.status]} ${strong(STATUS_LABELS[state.status])}${state.statusReason === '' ? '' : ` - ${state.statusReason}`}`;

export const postmortemButton = (number: number): Button => ({
  label: 'Postmortem',
  action: 'incident.postmortem',
  args: [String(number)],
});

export const takeCommandButton = (number: number): Button => ({
  label: 'Take command',
  style: 'primary',
  action: 'incident.role.take',
  args: [String(number), 'commander'],
});

export const triageButtons = (number: number): readonly Button[] => [
  { label: 'Accept', style: 'success', action: 'incident.triage.accept', args: [String(number)] },
  { label: 'Decline', style: 'danger', action: 'incident.triage.decline', args: [String(number)] },
];

function cardButtons(state: IncidentState, deletedAt: number | null): readonly (readonly Button[])[] {
  const args = [String(state.number)];
  const look: readonly Button[] = [
    { label: 'Timeline', action: 'incident.timeline', args },
    { label: 'Export', action: 'incident.export', args },
  ];
  if (isWaiting(state)) return [[...triageButtons(state.number), ...look]];
  if (state.status === 'closed' || state.status === 'cancelled') {
    const keep: readonly Button[] =
      deletedAt === null ? [] : [{ label: 'Keep the channel', action: 'incident.keep', args }];
    return [[{ label: 'Reopen', action: 'incident.reopen.ask', args }, ...keep, ...look]];
  }
  if (state.status === 'resolved') {
    return [
      [
        { label: 'Close', style: 'success', action: 'incident.close.ask', args },
        { label: 'Reopen', action: 'incident.reopen.ask', args },
        { label: 'Note', action: 'incident.note.ask', args },
        ...look,
      ],
    ];
  }
  const commanded = state.roles.some((holder) => holder.role === 'commander');
  return [
    [
      { label: 'Update', style: 'primary', action: 'incident.update.ask', args },
      { label: 'Note', action: 'incident.note.ask', args },
      { label: 'Severity', action: 'incident.severity.ask', args },
      { label: 'Status', action: 'incident.status.ask', args },
      { label: 'Resolve', style: 'success', action: 'incident.resolve.ask', args },
    ],
    [
      {
        label: commanded ? 'Take over command' : 'Take command',
        action: 'incident.role.take',
        args: [...args, 'commander'],
        ...(commanded ? {} : { style: 'primary' as const }),
      },
      { label: 'Join', action: 'incident.join', args },
      { label: 'Tasks', action: 'incident.tasks', args },
      { label: 'Timeline', action: 'incident.timeline', args },
      { label: 'More …', action: 'incident.more', args },
    ],
  ];
}

/** What helps to see more: not for those who decide, for those who look. */
function lookButtons(state: IncidentState, { services }: Surroundings): readonly (readonly Button[])[] {
  const active = ACTIVE_STATUSES.has(state.status);
  const diagnosable = services.filter((service) => service.diagnosable);
  const run = diagnosable.slice(0, 3).map((service): Button => ({
    label: diagnosable.length === 1 ? 'Run diagnostics' : `Diagnose ${service.name ?? service.key}`.slice(0, 80),
    emoji: '🩺',
    action: 'diagnostic.preset',
    args: [service.key],
  }));
  const picture: Button = { label: 'Picture', action: 'incident.picture', args: [String(state.number)] };
  const over = state.status === 'resolved' || state.status === 'closed';
  const postmortem = over ? [postmortemButton(state.number)] : [];
  const more: readonly Button[] = active
    ? []
    : [{ label: 'More …', action: 'incident.more', args: [String(state.number)] }];
  return [[...(active ? run : []), ...postmortem, picture, pageLinkButton(state.number), ...more]];
}

const troubleButtons = (state: IncidentState, troubles: readonly Trouble[]): readonly (readonly Button[])[] =>
  troubles.length === 0
    ? []
    : [[{ label: 'Try again', style: 'danger', emoji: '🔁', action: 'incident.retry', args: [String(state.number)] }]];

/** On every announcement: whoever looks for where to say that something is wrong comes here first. */
const DECLARE_ANOTHER: Button = { label: 'Declare another', emoji: '🚨', action: 'incident.declare.ask' };

const channelFact = ({ channelId, channelGone, endedAt }: IncidentState): RichText => {
  if (channelId !== null) return [channel(channelId)];
  return [channelGone && endedAt !== null ? 'was deleted' : 'is being opened …'];
};

/** What stands in the channel where incidents are announced. Of a private one, its number alone. */
export function announcementCard(state: IncidentState, config: IncidentsConfig): Plain {
  if (state.private) {
    return {
      tone: 'neutral',
      title: [`🔒 Private incident ${state.number}`],
      blocks: [{ type: 'text', text: ['Only those who take part in it know more.'] }],
      buttons: [[DECLARE_ANOTHER]],
    };
  }
  const active = ACTIVE_STATUSES.has(state.status);
  const args = [String(state.number)];
  const waiting = isWaiting(state);
  const taking: readonly Button[] = [
    ...(waiting ? triageButtons(state.number) : []),
    { label: 'Join', ...(waiting ? {} : { style: 'primary' as const }), action: 'incident.join', args },
    { label: 'Subscribe', action: 'incident.subscribe', args },
    { label: 'Timeline', action: 'incident.timeline', args },
  ];
  return {
    tone: active ? SEVERITY_TONES[state.severity] : 'good',
    title: titleOf(state),
    blocks: [
      {
        type: 'facts',
        facts: [
          { name: 'Severity', value: [strong(state.severity)] },
          { name: 'Status', value: statusLine(state) },
          ...roleFacts(state, config).slice(0, 1),
          {
            name: 'Channel',
            value: channelFact(state),
          },
          { name: 'Declared', value: rich`${instant(state.declaredAt, 'relative')} by ${person(state.declaredBy)}` },
        ],
      },
      ...prose([strong('Impact')], state.impact),
      ...prose([strong('Update')], state.lastUpdate?.conditions ?? ''),
    ],
    buttons: [[...(active ? taking : []), DECLARE_ANOTHER]],
  };
}
