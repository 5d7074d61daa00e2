import { HOUR_MS } from '../../base/durations.ts';
import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import { ok } from '../../base/result.ts';
import { instant, rich } from '../../base/rich-text.ts';
import { type Message, paragraph } from '../../commands/message.ts';
import type { EffectChange, EffectDraft, EffectHandlers } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import { type OfferedShift, requestSettled } from './entries.ts';
import { standIn } from './make-overrides.ts';
import { onCallRegister } from './register.ts';
import { requestButtons, shiftWords } from './request-message.ts';
import { redrawRequest } from './shows-request.ts';
import { shown } from './shown.ts';

/** Before the shift begins; the last is the moment itself. */
const REMINDERS_MS = [72 * HOUR_MS, 24 * HOUR_MS, 4 * HOUR_MS, HOUR_MS, 0];
const keyOf = (id: string): string => `oncall:cover:${id}`;
const payloadSchema = z.object({ id: z.string() });

/** The next reminder of a cover request; none once the shift has begun. */
export function armCoverReminder(id: string, shift: OfferedShift, now: Instant): EffectDraft[] {
  const dueAt = REMINDERS_MS.map((before) => shift.from - before).find((at) => at > now);
  if (dueAt === undefined) return [];
  return [{ kind: 'oncall.cover-reminder', lane: null, key: keyOf(id), dueAt, stream: ORGANISATION, payload: { id } }];
}

type Shown = Pick<OnCallParts, 'people' | 'nameOf'>;

/** `Who can cover?`, with the buttons that answer it: where it was asked, and where the team is. */
export const coverMessage = (parts: Shown, id: string, shift: OfferedShift, note: string): Omit<Message, 'files'> => ({
  title: ['Who can cover?'],
  blocks: [
    { type: 'text', text: rich`${shown(shift.person, parts)} asks for ${shiftWords(shift)}.` },
    ...(note === '' ? [] : [{ type: 'quote' as const, text: note }]),
  ],
  buttons: requestButtons(id),
});

/**
 * In on-call's channel, and where it was typed unless that is the same: one is known by its name, the other by its id. The
 * copy where it was typed has no lane: where Muster may not post, that one alone stays undone, and no hand-off waits for it.
 */
export function offerCover(
  parts: Shown & Pick<OnCallParts, 'config'>,
  id: string,
  shift: OfferedShift,
  note: string,
  askedIn: string | undefined,
): EffectDraft[] {
  const post = (channel: string, lane: string | null, besides?: string): EffectDraft => ({
    kind: 'message.post',
    lane,
    payload: {
      channel,
      message: coverMessage(parts, id, shift, note),
      request: id,
      ...(besides !== undefined && { besides }),
    },
  });
  const { channel } = parts.config();
  return [post(channel, `oncall:${shift.schedule}`), ...(askedIn === undefined ? [] : [post(askedIn, null, channel)])];
}

export const cancelCoverReminder = (id: string): EffectChange => ({ cancel: keyOf(id) });

/** As long as nobody covers, the team hears of it again; when the shift begins, that it is still whose it was. */
export const coverReminderHandlers = (parts: OnCallParts): EffectHandlers => ({
  async 'oncall.cover-reminder'(effect) {
    const { id } = payloadSchema.parse(effect.payload);
    const now = parts.clock.now();
    const roster = await parts.roster();
    const done = await parts.timeline.change(ORGANISATION, onCallRegister, effectCause(effect), (state) => {
      const open = state.requests[id];
      if (open?.type !== 'cover') return ok({ entries: [], answer: null });
      const { shift, note } = open;
      // By another way than this request the shift went to somebody else: then nothing is left to cover.
      const theirs = standIn(roster, state, { ...shift, from: Math.max(shift.from, now) }, 'anybody', '', id);
      if (!theirs.ok) {
        return ok({
          entries: [requestSettled({ id, outcome: 'withdrawn', by: shift.person })],
          effects: redrawRequest(
            open,
            paragraph(
              rich`${shown(shift.person, parts)} needs no cover any more for ${shiftWords(shift)}: somebody else has it.`,
            ),
          ),
          answer: null,
        });
      }
      const discord = parts.people().byKey(shift.person)?.discord;
      const whose = shown(shift.person, parts);
      const begun = shift.from <= now;
      const text = begun
        ? rich`Nobody covered for ${whose}: ${shiftWords(shift)} has begun, and ${whose} is on call. The rest can still be taken.`
        : rich`Nobody covers for ${whose} yet: ${shiftWords(shift)} begins ${instant(shift.from, 'relative')}.`;
      const post: EffectDraft = {
        kind: 'message.post',
        lane: `oncall:${shift.schedule}`,
        payload: {
          channel: parts.config().channel,
          request: id,
          message: {
            blocks: [{ type: 'text', text }, ...(note === '' ? [] : [{ type: 'quote', text: note }])],
            buttons: requestButtons(id),
            ping: { people: discord === undefined ? [] : [discord] },
          },
        },
      };
      return ok({ entries: [], effects: [post, ...armCoverReminder(id, shift, now)], answer: null });
    });
    return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
  },
});
