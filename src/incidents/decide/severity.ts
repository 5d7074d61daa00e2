import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { rich, strong } from '../../base/rich-text.ts';
import { sentence } from '../../commands/message.ts';
import { inPlainWords, tellAudience } from '../audience.ts';
import type { IncidentsConfig } from '../config.ts';
import { stateTimers } from '../timers.ts';
import { incidentEffects } from '../effects.ts';
import { severityChanged } from '../entries/severity-changed.ts';
import type { IncidentState } from '../state.ts';
import type { Severity } from '../vocabulary.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

export function decideSeverity(
  state: IncidentState,
  input: { readonly to: Severity; readonly reason: string },
  config: IncidentsConfig,
  context: DecideContext,
): Decided {
  const refusal = unlessOpen(state, 'change its severity');
  if (refusal) return refusal;
  if (state.severity === input.to) return refuse('severity/same', `The severity is ${input.to} already.`);
  const after = { ...state, severity: input.to, cadenceFrom: context.now, snoozedUntil: null };
  return record(severityChanged({ from: state.severity, to: input.to, reason: input.reason }), context, [
    incidentEffects.page(state.stream),
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
    ...(state.channelId ? [incidentEffects.rename(after, state.channelId)] : []),
    ...stateTimers(state, after, config, context.now),
    ...tellAudience(after, config, [
      ...sentence(
        rich`Severity ${strong(input.to)} (was ${state.severity})${input.reason === '' ? '' : `: ${input.reason}`}`,
      ),
      ...inPlainWords(config, input.to),
    ]),
  ]);
}
