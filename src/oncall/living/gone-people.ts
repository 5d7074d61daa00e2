import type { Instant } from '../../base/clock.ts';
import type { OnCallParts } from '../parts.ts';
import { overrideCancelled } from './entries.ts';
import type { LiveOverride, OnCallRegister } from './register.ts';

export type TakenBack = { readonly schedule: string; readonly override: LiveOverride };

/**
 * Overrides to come that put somebody on call who is not under `people` any more: a page would find nobody there, although
 * the layers have somebody. They are taken back, and what is past of them stays.
 */
export const overridesOfGone = (
  { people }: Pick<OnCallParts, 'people'>,
  { overrides }: Pick<OnCallRegister, 'overrides'>,
  now: Instant,
): readonly TakenBack[] =>
  Object.entries(overrides).flatMap(([schedule, list]) =>
    list.flatMap((override) =>
      override.add !== undefined && override.to > now && !people().byKey(override.add) ? [{ schedule, override }] : [],
    ),
  );

export const takeBack = ({ schedule, override }: TakenBack, at: Instant) =>
  overrideCancelled({ schedule, id: override.id, at });
