import type { EntryKind } from '../../timeline/entry-kind.ts';
import { lockReleased, lockReminded, lockTaken, queueJoined, queueLeft } from './lock-entries.ts';
import {
  cancellationRequested,
  restrictionOverridden,
  runAccepted,
  runAccounted,
  runCalled,
  runCardPosted,
  runConfirmed,
  runDeclined,
  runExpired,
  runFinished,
  runProgressed,
  runQueued,
  runRefused,
  runRequested,
  runStarted,
} from './run-entries.ts';

/** Every kind of entry that actions and deploys write. */
export const actionsKinds: readonly EntryKind[] = [
  runRequested,
  runRefused,
  runConfirmed,
  runDeclined,
  runExpired,
  runQueued,
  runCalled,
  runStarted,
  runAccepted,
  runProgressed,
  cancellationRequested,
  runFinished,
  runAccounted,
  runCardPosted,
  restrictionOverridden,
  lockTaken,
  lockReleased,
  lockReminded,
  queueJoined,
  queueLeft,
];
