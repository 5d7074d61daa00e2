import type { Control } from './control.ts';
import { type EventStream, openEventStream, type StreamEvent } from './event-stream.ts';

export function connectTo(
  me: string,
  after: number,
  on: { event: (event: StreamEvent) => void; state: (state: 'connecting' | 'open' | 'lost') => void },
): EventStream {
  const base = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sandbox/events`;
  return openEventStream((last) => `${base}?as=${me}&after=${last}`, after, on);
}

export function httpControl(_me: string): Control {
  throw new Error('not yet');
}
