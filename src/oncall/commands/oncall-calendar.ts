import { type Result, ok, refuse } from '../../base/result.ts';
import { type RichText, code, rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration, Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Button, type Message, paragraph, whisper } from '../../commands/message.ts';
import { OWN_SHIFTS } from '../living/calendar-feeds.ts';
import type { OnCallParts } from '../parts.ts';
import { findSchedule, scheduleOption } from './named.ts';

/** So many schedules have their addresses listed at once; of more, one is asked for by name. */
const MOST_LISTED = 8;

/** Under answers about shifts. Pressed, it whispers addresses that are its presser's own. */
export const subscribeButton = (schedule?: string): Button => ({
  label: 'Subscribe in your calendar',
  action: 'oncall.calendar',
  args: schedule === undefined ? [] : [schedule],
});

/** The reader's own addresses; where Muster has none, their shifts as a file. */
async function addresses(
  parts: OnCallParts,
  { viewer }: CommandContext,
  schedule: string | undefined,
): Promise<Result<Message>> {
  const { schedules } = await parts.roster();
  const found = schedule === undefined ? undefined : findSchedule(schedules, schedule);
  if (found && !found.ok) return found;
  const named = found ? [found.value.name] : schedules.map(({ name }) => name);
  const generation = await parts.feeds.generation(viewer.id);
  const listed = (name: string, label: RichText): readonly RichText[] => {
    const address = parts.calendarAddress(name, viewer.id, generation);
    return address === undefined ? [] : [rich`${label}: ${code(address)}`];
  };
  const items = [
    ...(parts.people().byId(viewer.id) ? listed(OWN_SHIFTS, [strong('Your shifts'), ', in all schedules']) : []),
    ...named.slice(0, MOST_LISTED).flatMap((name) => listed(name, [strong(name), ', everybody’s shifts'])),
  ];
  if (items.length === 0) {
    const file = found ? found.value.name : OWN_SHIFTS;
    const text =
      parts.calendarAddress(file, viewer.id, '') === undefined
        ? await parts.feeds.calendar(file, viewer.id)
        : undefined;
    if (text === undefined)
      return refuse('calendar/none', 'There are no schedules yet: add some under schedules: in muster.yaml.');
    return ok({
      ...paragraph([
        'Nobody outside can reach Muster here, so that a calendar program cannot follow it: an operator sets MUSTER_PUBLIC_URL. This file is how things are now.',
      ]),
      files: [{ name: `${found ? file : 'my-shifts'}.ics`, contentType: 'text/calendar', content: Buffer.from(text) }],
    });
  }
  const more = named.length - MOST_LISTED;
  if (more > 0) items.push([`and ${more} more: name one by schedule:`]);
  return ok({
    title: ['On call in your calendar'],
    blocks: [
      { type: 'list', items },
      {
        type: 'text',
        text: [
          'Give an address to your calendar program (Google: From URL; Apple: New Calendar Subscription; Outlook: Subscribe from web). It follows overrides and swaps. The addresses are yours: whoever has one reads what you may read.',
        ],
      },
    ],
    buttons: [[{ label: 'Make new addresses', action: 'oncall.calendar.renew', style: 'danger' }]],
  });
}

/** `/oncall calendar`: what a calendar program subscribes to. */
export const calendarCommand = (parts: OnCallParts): Command =>
  defineCommand({
    name: 'oncall calendar',
    summary: 'Addresses for your calendar program: your own shifts, and each schedule',
    details: 'An address is a secret of yours; new ones are made by a button, and then the old ones stop working.',
    examples: ['/oncall calendar', '/oncall calendar schedule:primary'],
    permission: 'oncall.read',
    risk: 'read',
    visibility: 'private',
    options: { schedule: scheduleOption(parts, false) },
    async run({ schedule }, context) {
      const message = await addresses(parts, context, schedule);
      return message.ok ? ok(whisper(message.value)) : message;
    },
  });

export const calendarActions = (parts: OnCallParts): readonly ActionDeclaration[] => [
  {
    action: 'oncall.calendar',
    summary: 'Your addresses of the on-call calendars',
    permission: 'oncall.read',
    risk: 'read',
    visibility: 'private',
    async run([schedule], _fields, context) {
      const message = await addresses(parts, context, schedule);
      return message.ok ? ok(whisper(message.value)) : message;
    },
  },
  {
    action: 'oncall.calendar.renew',
    summary: 'Make new addresses of your on-call calendars: the old ones stop working',
    permission: 'oncall.read',
    risk: 'record',
    visibility: 'private',
    async run(_args, _fields, context) {
      const renewed = await parts.feeds.renew(context.viewer.id, context.cause);
      if (!renewed.ok) return renewed;
      const message = await addresses(parts, context, undefined);
      if (!message.ok) return message;
      return ok(
        whisper({ ...message.value, title: ['New addresses: the old ones do not work any more'], tone: 'good' }),
      );
    },
  },
];
