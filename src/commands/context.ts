import type { Cause } from '../timeline/cause.ts';
import type { Instant } from '../base/clock.ts';
import type { Viewer } from '../catalog/viewer.ts';
import type { Message } from './message.ts';

/** Everything that is scoped to one call of a command, a button or a form: who, where, through what, as of when. */
export interface CommandContext {
  readonly cause: Cause;
  readonly viewer: Viewer;
  readonly now: Instant;
  /** Where it was called; null on the command line. A thread's parent stands in `parentId`. */
  readonly place: { readonly channelId: string; readonly parentId?: string } | null;
  /** BCP 47, as Discord knows it of the person. */
  readonly locale: string;
  /** The person's IANA zone: what their profile in muster.yaml says, else the organisation's. */
  readonly timeZone: string;
  /** Nobody said in which zone this person thinks: `timeZone` is the organisation's. */
  readonly zoneAssumed?: true;
  /** Shows `message` while the work goes on; the handler's reply takes its place. At most once a second gets through. */
  progress(message: Message): void;
  /** Aborts when the answer can no longer be given (15 minutes) or Muster stops. */
  readonly signal: AbortSignal;
}
