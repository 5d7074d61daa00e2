import type { Instant } from '../../base/clock.ts';
import { instant, joined, rich, strong } from '../../base/rich-text.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import type { OnCallParts } from '../parts.ts';
import type { Shift } from '../schedule/definition.ts';
import type { TakenBack } from './gone-people.ts';
import type { Kept } from './keep-on-call.ts';
import { shown, shownAll } from './shown.ts';

type Shows = Pick<OnCallParts, 'people' | 'nameOf' | 'config'>;

const post = (parts: Pick<OnCallParts, 'config'>, schedule: string, message: object): EffectDraft => ({
  kind: 'message.post',
  lane: `oncall:${schedule}`,
  payload: { channel: parts.config().channel, message: JSON.parse(JSON.stringify(message)) as never },
});

/** The question whether a change takes effect at once; unanswered, it does at the end of the turn. */
export function askAboutReload(parts: Shows, kept: Kept, source = 'muster.yaml'): EffectDraft {
  const { schedule, override } = kept;
  const [instead, before] = [shownAll(kept.instead, parts), shownAll(kept.before, parts)];
  const meanwhile = joined(
    [
      ...kept.stays.map((each) => rich`${shown(each.person, parts)} stays on call until ${instant(each.until, 'day')}`),
      ...kept.waits.map((each) => rich`${shown(each.person, parts)} waits until ${instant(each.until, 'day')}`),
    ],
    ', ',
  );
  return post(parts, schedule, {
    tone: 'warning',
    title: [`${source} would change who is on call now`],
    blocks: [
      {
        type: 'text',
        text: rich`In ${strong(schedule)} it has ${instead} on call this minute instead of ${before}. ${meanwhile}, the end of the shift, unless you apply the change now.`,
      },
    ],
    buttons: [
      [
        {
          label: 'Keep until the shift ends',
          action: 'oncall.reload.keep',
          args: [schedule, override],
          style: 'primary',
        },
        { label: 'Apply now', action: 'oncall.reload.apply', args: [schedule, override], style: 'danger' },
      ],
    ],
  });
}

/** Somebody who was on call is not known any more: nobody can keep their place. */
export const tellLost = (parts: Shows, schedule: string, key: string, stands: readonly string[]): EffectDraft =>
  post(parts, schedule, {
    tone: 'bad',
    title: ['Who was on call is gone from muster.yaml'],
    blocks: [
      {
        type: 'text',
        text: rich`${strong(key)} was on call for ${strong(schedule)} and is no longer under people:. On call now: ${shownAll(stands, parts)}. /oncall override puts somebody else on call.`,
      },
    ],
  });

/** A schedule is not in the file any more: nobody is on call where these were. */
export const tellTakenOut = (parts: Shows, schedule: string, here: readonly Shift[]): EffectDraft =>
  post(parts, schedule, {
    tone: 'bad',
    title: ['A schedule is gone from muster.yaml'],
    blocks: [
      {
        type: 'text',
        text: rich`${strong(schedule)} is not under schedules: any more, so nobody is on call for it and no page goes through it. On call until now: ${joined(
          here.map(({ user, to }) => rich`${shown(user, parts)} (meant until ${instant(to, 'day')})`),
          ', ',
        )}. If that was not meant, put it back: the rotation goes on.`,
      },
    ],
  });

const MOST_LISTED = 10;

/** Somebody who was to come on call by an override is not known any more: whoever stood there has it again. */
export function tellTakenBack(
  parts: Pick<OnCallParts, 'config'>,
  taken: readonly TakenBack[],
  now: Instant,
): EffectDraft {
  const items = taken
    .slice(0, MOST_LISTED)
    .map(
      ({ schedule, override: { add = '', from, to } }) =>
        rich`${strong(schedule)}: ${strong(add)}, ${instant(Math.max(from, now), 'day')} to ${instant(to, 'day')}`,
    );
  if (taken.length > items.length) items.push([`and ${taken.length - items.length} more`]);
  return post(parts, taken[0]?.schedule ?? '', {
    tone: 'warning',
    title: ['Overrides of people who are gone from muster.yaml are taken back'],
    blocks: [
      { type: 'list', items },
      {
        type: 'text',
        text: ['Who would have been on call without them is. /oncall override puts somebody else on call.'],
      },
    ],
  });
}
