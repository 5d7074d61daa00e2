import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCustomId, encodeCustomId } from '../../src/commands/custom-id.ts';

test('a custom id leads back to its action and arguments', () => {
  expect(encodeCustomId({ action: 'incident.resolve', args: ['42'] })).toBe('v1:incident.resolve:42');
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 12 }),
      fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
      fc.nat(4),
      (action, args, copy) => {
        const id = encodeCustomId({ action, args }, copy);
        expect(id.length).toBeLessThanOrEqual(100);
        expect(decodeCustomId(id)).toEqual({ action, args });
      },
    ),
  );
});

test.each(['', 'v1', 'v1:', 'v2:incident.resolve', 'other-bot', 'v1:a:%zz'])('%j is none of ours', (id) => {
  expect(decodeCustomId(id)).toBeUndefined();
});

test('an id that Discord would refuse is refused where it is made', () => {
  expect(() => encodeCustomId({ action: 'a', args: ['x'.repeat(100)] })).toThrow(RangeError);
});
