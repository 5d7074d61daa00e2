import type { Message } from '../../commands/message.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import { pageMessage } from './page-message.ts';
import type { PageState } from './page-state.ts';
import type { Shown } from './shown.ts';

/** Brings those messages up to date. One after the other for each message, and only the latest when several wait. */
export const redraw = (stream: string, shown: readonly Shown[]): EffectDraft[] =>
  shown.map((each) => ({
    kind: 'page.redraw',
    lane: `page:${stream}:shown:${each.message}`,
    key: `page:${stream}:shown:${each.message}`,
    stream,
    payload: each,
  }));

/** Which of them change: everything when the page has come to rest, alarms stay while it has not. */
export const redrawAll = (stream: string, state: PageState, atRest: boolean): EffectDraft[] =>
  redraw(
    stream,
    state.shown.filter(({ as }) => atRest || as !== 'alarm'),
  );

/** Undefined when it stays as it is: an alarm about a page that is open again. */
export const redrawn = (stream: string, state: PageState, { as, person, repeat }: Shown): Message | undefined =>
  as === 'alarm' && state.status === 'open'
    ? undefined
    : pageMessage(stream, state, { possibleRepeat: repeat === true, ...(person !== null && { to: person }) });
