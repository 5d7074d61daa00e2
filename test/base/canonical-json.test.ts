import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, inOrder } from '../../src/base/canonical-json.ts';

const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });

test('every JSON value is written as RFC 8785 says, in whatever order its keys stand', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(value)).toBe(canonicalize(value));
    }),
    { numRuns: 500 },
  );
});

test('keys are sorted by their UTF-16 units, also inside what is in order already', () => {
  expect(canonicalJson({ b: 1, a: { z: [{ y: 1, x: 2 }], c: 3 } })).toBe('{"a":{"c":3,"z":[{"x":2,"y":1}]},"b":1}');
  expect(canonicalJson({ a: 1, b: { d: 1, c: 2 } })).toBe('{"a":1,"b":{"c":2,"d":1}}');
  expect(canonicalJson({ 10: 'a', 9: 'b', '\u{1F600}': 1, '\uFB33': 2 })).toBe(
    '{"10":"a","9":"b","\u{1F600}":1,"\uFB33":2}',
  );
});

test('a value in order is what comes back from its text', () => {
  fc.assert(
    fc.property(json, (value) => {
      const ordered = inOrder(value);
      expect(JSON.stringify(ordered)).toBe(JSON.stringify(JSON.parse(canonicalJson(value))));
    }),
  );
  expect(inOrder({ b: undefined, a: [{ d: 1, c: undefined }] })).toStrictEqual({ a: [{ d: 1 }] });
  expect(JSON.stringify(inOrder({ b: 1, a: { d: 2, c: 3 } }))).toBe('{"a":{"c":3,"d":2},"b":1}');
  const odd = inOrder(JSON.parse('{"b":1,"__proto__":{"d":1,"c":2}}'));
  expect(JSON.stringify(odd)).toBe('{"__proto__":{"c":2,"d":1},"b":1}');
});

test('what JSON leaves out is left out, and a date is its own text', () => {
  expect(canonicalJson({ a: undefined, b: new Date(0) })).toBe('{"b":"1970-01-01T00:00:00.000Z"}');
});

test.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [{ a: ['\udc00'] }], [{ '\ud800': 1 }], [undefined]])(
  'what JSON cannot say is refused: %j',
  (value) => {
    expect(() => canonicalJson(value)).toThrow();
  },
);
