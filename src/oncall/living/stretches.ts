import type { Span } from '../schedule/definition.ts';

export type Stretch = Span & { readonly user: string };

/**
 * Shifts as their people see them, in the order of time: what one person has without a break is one stretch, by whichever
 * layers and overrides they have it.
 */
export function stretches(shifts: readonly Stretch[]): readonly Stretch[] {
  const whole: Stretch[] = [];
  for (const { user, from, to } of [...shifts].sort((a, b) => a.from - b.from)) {
    const place = whole.findLastIndex((stretch) => stretch.user === user && stretch.to >= from);
    const before = whole[place];
    if (before) whole[place] = { ...before, to: Math.max(before.to, to) };
    else whole.push({ user, from, to });
  }
  return whole;
}
