import { expect, test } from 'vitest';
import {
  type CapturedMessages,
  capturedAs,
  groupsOf,
  messageCapturedBy,
  withCaptured,
} from '../../src/incidents/captured-messages.ts';

test('one message more copies few of those that were captured, and each is found by its id and by its entry', () => {
  const ids = Array.from({ length: 3000 }, (_, index) => String(300000000000000000n + (BigInt(index) << 22n)));
  const markOf = (id: string, seq: number) => ({ entry: `entry-${id}`, seq, gone: false, textHash: '' });
  const before = ids.reduce((all: CapturedMessages, id, seq) => withCaptured(all, id, markOf(id, seq)), {});
  const after = withCaptured(before, '300000000000000007', markOf('300000000000000007', 3000));
  const kept = new Set(groupsOf(before));
  const copied = groupsOf(after).filter((marks) => !kept.has(marks));
  expect(copied).toHaveLength(1);
  expect(copied.flatMap((marks) => Object.keys(marks)).length).toBeLessThan(10);
  for (const [seq, id] of ids.entries()) expect(capturedAs(after, id)?.seq).toBe(seq);
  const [first = ''] = ids;
  // Corrected from the menu its revision names no message, or another one.
  for (const likely of [first, undefined, 'a command', '300000000000000007'])
    expect(messageCapturedBy(after, `entry-${first}`, likely)).toMatchObject([first, { seq: 0 }]);
  expect(messageCapturedBy(after, 'of a note', undefined)).toBeUndefined();
});
