import { ok } from '../../base/result.ts';
import type { RichText } from '../../base/rich-text.ts';
import type { Command } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Block, type Menu, paragraph, say } from '../../commands/message.ts';
import { type OpenRequest, onCallRegister } from '../living/register.ts';
import type { OnCallParts } from '../parts.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { findSchedule, scheduleOption } from './named.ts';
import { overrideLabel, overrideWords, overridesAhead, requestLabel, requestWords, spanWords } from './change-words.ts';

/** What one menu of Discord's holds; as many are listed. */
const MOST_LISTED = 25;

const stillOpen = (request: OpenRequest, now: number): boolean =>
  request.type === 'cover' ? request.shift.to > now : Math.min(request.mine.from, request.theirs.from) > now;
const schedulesOf = (request: OpenRequest): readonly string[] =>
  request.type === 'cover' ? [request.shift.schedule] : [request.mine.schedule, request.theirs.schedule];

/** `/oncall changes`: what was changed by hand and is still to come, and what waits for somebody's yes. */
export const changesCommand = (parts: OnCallParts): Command =>
  defineCommand({
    name: 'oncall changes',
    summary: 'Overrides to come, and swaps and cover requests that wait for an answer',
    details:
      'A menu takes an override back, another accepts what waits. Overrides in muster.yaml are taken back there.',
    permission: 'oncall.read',
    risk: 'read',
    options: { schedule: scheduleOption(parts, false) },
    async run({ schedule }, context) {
      const roster = await parts.roster();
      const found = schedule === undefined ? undefined : findSchedule(roster.schedules, schedule);
      if (found && !found.ok) return found;
      const schedules = found ? [found.value] : roster.schedules;
      const names = schedules.map(({ name }) => name);
      const register = await parts.timeline.state(ORGANISATION, onCallRegister);
      const overrides = overridesAhead(schedules, register, context.now);
      const requests = Object.values(register.requests).filter(
        (request) => stillOpen(request, context.now) && schedulesOf(request).some((name) => names.includes(name)),
      );
      if (overrides.length === 0 && requests.length === 0) {
        return ok(say(paragraph(['Nothing was changed by hand, and nothing waits for an answer.'], { tone: 'good' })));
      }
      const listed = overrides.slice(0, MOST_LISTED);
      const asked = requests.slice(0, MOST_LISTED);
      const more = (all: number, shownHere: number): RichText[] =>
        all > shownHere ? [[`and ${all - shownHere} more`]] : [];
      const blocks: Block[] = [
        ...(listed.length === 0
          ? []
          : [
              { type: 'heading' as const, text: 'Overrides' },
              {
                type: 'list' as const,
                items: [...listed.map((one) => overrideWords(one, parts)), ...more(overrides.length, listed.length)],
              },
            ]),
        ...(asked.length === 0
          ? []
          : [
              { type: 'heading' as const, text: 'Waiting for an answer' },
              {
                type: 'list' as const,
                items: [...asked.map((one) => requestWords(one, parts)), ...more(requests.length, asked.length)],
              },
            ]),
      ];
      const live = listed.filter(({ override }) => override.reason !== undefined);
      const menus = [
        menuOf(
          'oncall.override.cancel',
          'Take an override back …',
          live.map((one) => ({
            label: overrideLabel(one, parts),
            value: one.override.id,
            description: spanWords(one.override, context.timeZone),
          })),
        ),
        menuOf(
          'oncall.request.accept',
          'Accept one that waits …',
          asked.map((one) => ({
            label: requestLabel(one, parts),
            value: one.id,
            description: spanWords(one.type === 'cover' ? one.shift : one.mine, context.timeZone),
          })),
        ),
      ].flatMap((menu) => menu ?? []);
      return ok(say({ title: [found ? `Changes: ${found.value.name}` : 'Changes on call'], blocks, menus }));
    },
  });

const menuOf = (
  action: string,
  placeholder: string,
  choose: readonly { label: string; value: string; description: string }[],
): Menu | undefined =>
  choose.length === 0
    ? undefined
    : { action, placeholder, choose: choose.map((one) => ({ ...one, label: fitted(one.label) })) };

/** What a menu takes in one line. */
const fitted = (text: string): string => ([...text].length > 95 ? `${[...text].slice(0, 94).join('')}…` : text);
