import type { EffectDraft } from '../timeline/effect.ts';
import { titleOf } from './card.ts';
import type { IncidentsConfig } from './config.ts';
import { incidentEffects, isDiscordId, type PlainMessage } from './effects.ts';
import { type IncidentState, takesPart } from './state.ts';

/**
 * A reminder in the incident's channel. Where there is none (it was deleted; or it is not open yet, and the reminder comes once): to those whom it concerns (`ping`), and where it concerns nobody
 * in particular in the channel of announcements. Of a private incident those alone hear who are part of it: at the least who
 * commands or declared it.
 */
export function remind(
  state: IncidentState,
  config: IncidentsConfig,
  message: PlainMessage,
  comes: 'once' | 'again',
): readonly EffectDraft[] {
  const { stream, channelId } = state;
  if (channelId !== null) return [incidentEffects.post(stream, channelId, message)];
  if (!state.channelGone && comes === 'again') return []; // still being opened: it is asked again in there
  const { ping, ...words } = message;
  const outside: PlainMessage = { ...words, title: titleOf(state) };
  const maySee = (person: string): boolean => !state.private || takesPart(state, person);
  const concerned = (ping?.people ?? []).filter((person) => isDiscordId(person) && maySee(person));
  const commander = state.roles.find(({ role }) => role === 'commander')?.person;
  const people =
    concerned.length > 0 || !state.private ? concerned : [commander ?? state.declaredBy].filter(isDiscordId);
  if (people.length > 0 || state.private) {
    return people.map((person) => incidentEffects.direct(stream, person, outside));
  }
  return [
    {
      kind: 'message.post',
      lane: `reminders:${stream}`,
      stream,
      payload: { channel: config.announcements, message: outside },
    },
  ];
}
