import type { Instant } from '../../base/clock.ts';
import { instant, joined, rich, strong } from '../../base/rich-text.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import type { OnCallParts } from '../parts.ts';
import type { Shift } from '../schedule/definition.ts';
import { DAY_MS } from '../schedule/zone.ts';
import { shown, shownAll } from './shown.ts';

/** Who stays on call by an override, because the file would change it this minute. People are keys. */
export type Kept = {
  readonly schedule: string;
  readonly person: string;
  readonly until: Instant;
  readonly override: string;
  /** Who would be on call by the file. */
  readonly instead: readonly string[];
};

/** Nobody is held to a turn for longer than this by a change of the file or of a calendar. */
export const LONGEST_KEPT_MS = 7 * DAY_MS;

const post = (parts: OnCallParts, schedule: string, message: object): EffectDraft => ({
  kind: 'message.post',
  lane: `oncall:${schedule}`,
  payload: { channel: parts.config().channel, message: JSON.parse(JSON.stringify(message)) as never },
});

/** The question whether a changed file takes effect at once; unanswered, it does at the end of the turn. */
export function askAboutReload(parts: OnCallParts, kept: Kept, source = 'muster.yaml'): EffectDraft {
  const { schedule, until, override } = kept;
  const who = shown(kept.person, parts);
  const instead = shownAll(kept.instead, parts);
  return post(parts, schedule, {
    tone: 'warning',
    title: [`${source} would change who is on call now`],
    blocks: [
      {
        type: 'text',
        text: rich`In ${strong(schedule)} it has ${instead} on call this minute instead of ${who}. ${who} stays on call until ${instant(until, 'day')}, the end of the shift, unless you apply the change now.`,
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
export const tellLost = (parts: OnCallParts, schedule: string, key: string, stands: readonly string[]): EffectDraft =>
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
export const tellTakenOut = (parts: OnCallParts, schedule: string, here: readonly Shift[]): EffectDraft =>
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
