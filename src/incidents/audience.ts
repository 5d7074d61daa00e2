import type { EffectChange } from '../timeline/effect.ts';
import { type RichText, rich, strong } from '../base/rich-text.ts';
import { titleOf } from './card.ts';
import type { IncidentsConfig } from './config.ts';
import type { PlainMessage } from './effects.ts';
import type { IncidentState } from './state.ts';

/**
 * Those who want to know without taking part: subscribers by direct message, and the stakeholders' channel in plain
 * words. Of a private incident the stakeholders hear nothing.
 */
export function tellAudience(
  state: IncidentState,
  config: IncidentsConfig,
  text: RichText,
  details: readonly RichText[] = [],
): readonly EffectChange[] {
  const message: PlainMessage = {
    title: titleOf(state),
    blocks: [
      { type: 'text', text },
      ...details.map((detail) => ({ type: 'text' as const, text: detail })),
      ...(state.impact === '' ? [] : [{ type: 'text' as const, text: rich`${strong('Impact')} ${state.impact}` }]),
    ],
    footer: [`${state.severity}, ${state.status}`],
  };
  return [
    ...state.subscribers.map((person) => ({
      kind: 'direct-message.send',
      lane: `dm:${person}`,
      stream: state.stream,
      payload: { person, message },
    })),
    ...(state.private || config.stakeholders === undefined || state.kind !== 'real'
      ? []
      : [
          {
            kind: 'message.post',
            lane: 'stakeholders',
            stream: state.stream,
            payload: { channel: config.stakeholders, message },
          },
        ]),
  ];
}
