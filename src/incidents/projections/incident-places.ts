import type { Projection } from '../../timeline/projection.ts';
import { incidentFold } from '../fold.ts';
import { type IncidentState, NO_INCIDENT } from '../state.ts';

/** Where an incident stands in Discord, as far as something there changes without a command. */
export type IncidentPlace = Pick<
  IncidentState,
  'declared' | 'stream' | 'number' | 'private' | 'responderRoles' | 'channelId' | 'thread' | 'voice'
>;

/** A private thread holds people, not roles: who is in it has to follow who has them, also when the incident is over. */
export const followsRoles = (place: IncidentPlace): boolean =>
  place.private && place.thread && place.channelId !== null && place.responderRoles.length > 0;

const KINDS = [
  'incident.declared',
  'declaration.kept',
  'incident.absorbed',
  'responder.added',
  'channel.opened',
  'channel.name-erased',
  'channel.deleted',
  'channel.lost',
  'voice.requested',
  'voice.opened',
  'voice.refused',
  'voice.closed',
];

/** In the bucket `kept` while something of it is to be kept in step with Discord: few are. */
export const incidentPlaces: Projection<IncidentPlace> = {
  name: 'incident-places',
  version: 1,
  kinds: new Set(KINDS),
  hearsErased: true,
  apply(entry, get) {
    const before = { ...NO_INCIDENT, ...get(entry.stream) };
    const after = incidentFold.evolve(before, entry);
    if (after === before || !after.declared) return [];
    const { declared, stream, number, responderRoles, channelId, thread, voice } = after;
    const row = {
      declared,
      stream,
      number,
      private: after.private,
      responderRoles,
      channelId,
      thread,
      voice,
    };
    const bucket = voice.channelId !== null || followsRoles(row) ? 'kept' : 'other';
    return [{ key: stream, row, bucket, sort: number }];
  },
};
