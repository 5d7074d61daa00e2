import type { Effect } from '../../timeline/effect.ts';

/** The run that an effect is about; empty when its payload names none. */
export function runIdOf(effect: Effect): string {
  const { payload } = effect;
  return payload !== null && typeof payload === 'object' && 'run' in payload && typeof payload['run'] === 'string'
    ? payload['run']
    : '';
}
