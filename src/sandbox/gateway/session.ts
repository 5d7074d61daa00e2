import type { WebSocket } from 'ws';

/** What was sent, for a RESUME: Discord keeps some minutes' worth. */
const MOST_REPLAYED = 2_000;
export const RESUMABLE_MS = 300_000;

/** One IDENTIFY and everything since, over as many connections as it is resumed on. */
export interface Session {
  readonly id: string;
  readonly intents: number;
  seq: number;
  socket: WebSocket | undefined;
  lostAt: number | undefined;
  readonly sent: { readonly seq: number; readonly text: string }[];
}

/** Numbers, keeps and sends one dispatch. `d` is JSON text, so that one event is written once for all sessions. */
export function dispatch(session: Session, t: string, d: string): string {
  const seq = ++session.seq;
  const text = `{"op":0,"s":${seq},"t":"${t}","d":${d}}`;
  session.sent.push({ seq, text });
  if (session.sent.length > 2 * MOST_REPLAYED) session.sent.splice(0, MOST_REPLAYED);
  session.socket?.send(text);
  return text;
}

/** What a client that has seen `seq` missed; undefined when that is no longer known. */
export function missedSince(session: Session, seq: number): string[] | undefined {
  const first = session.sent[0]?.seq ?? session.seq + 1;
  if (seq > session.seq || seq < first - 1) return undefined;
  return session.sent.filter((one) => one.seq > seq).map((one) => one.text);
}
