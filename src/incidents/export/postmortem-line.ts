import type { IncidentState } from '../state.ts';
import { utc } from './plain-text.ts';

/** `draft, owner Ann, due 2026-12-07` */
export function postmortemLine({ postmortem }: IncidentState, name: (id: string) => string): string {
  const { state: stage, owner, dueAt } = postmortem;
  return [
    stage === 'none' ? 'not begun' : stage,
    ...(owner === null ? [] : [`owner ${name(owner)}`]),
    ...(dueAt === null ? [] : [`due ${utc(dueAt).slice(0, 10)}`]),
  ].join(', ');
}
