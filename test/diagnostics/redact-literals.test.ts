import { expect, test } from 'vitest';
import { redactLiterals, redactLiteralsOf } from '../../src/diagnostics/kit/redact-literals.ts';

test.each([
  [`SELECT * FROM t WHERE a = 'x''y' AND b IN (1, 2.5, -3e4) -- secret`, 'SELECT * FROM t WHERE a = ? AND b IN (?, …)'],
  [`SELECT $tag$ it's $tag$, E'\\'', 0xff, $1 /* secret */ FROM t2`, 'SELECT ?, …   FROM t2'],
  [
    `SELECT "Order Items"."id" FROM "Order Items" WHERE "id" = "Private" ORDER BY "id"`,
    `SELECT "Order Items"."id" FROM "Order Items" WHERE "id" = ? ORDER BY "id"`,
  ],
  [
    `SELECT * FROM t WHERE n IN ("Private", "Mine") AND m LIKE "Private%"`,
    'SELECT * FROM t WHERE n IN (?, …) AND m LIKE ?',
  ],
  [`SELECT * FROM t WHERE "Private-4711" = n`, 'SELECT * FROM t WHERE ? = n'],
  ['SELECT `a` FROM `t` WHERE `a` BETWEEN "Private" AND "Mine"', 'SELECT `a` FROM `t` WHERE `a` BETWEEN ? AND ?'],
  [`SELECT 'never closed`, 'SELECT ?'],
  ['SELECT $$never closed', 'SELECT ?'],
  ['SELECT * FROM t WHERE a = "never closed', 'SELECT * FROM t WHERE a = ?'],
])('%s', (sql, expected) => {
  expect(redactLiterals(sql)).toBe(expected);
});

test('where double quotes hold values, none of them stays', () => {
  expect(redactLiterals('SELECT "Private" FROM t WHERE "Mine" = n', { doubleQuotes: 'values' })).toBe(
    'SELECT ? FROM t WHERE ? = n',
  );
});

test('an error that quotes the statement tells none of its values', () => {
  const sql = `SELECT * FROM t WHERE id = 'Private-4711' AND n = 7 AND m = $$Mine$$`;
  expect(redactLiteralsOf(sql, 'invalid input syntax for type integer: "Private-4711"')).toBe(
    'invalid input syntax for type integer: "?"',
  );
  expect(redactLiteralsOf(sql, `column "m" at 77 is no "7", nor Mine`)).toBe('column "m" at 77 is no "?", nor ?');
  expect(redactLiteralsOf(`SELECT 'Private`, `unterminated quoted string at or near "'Private"`)).toBe(
    'unterminated quoted string at or near "?"',
  );
});
