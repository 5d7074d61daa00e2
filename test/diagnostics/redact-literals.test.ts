import { expect, test } from 'vitest';
import { redactLiterals, redactLiteralsOf } from '../../src/diagnostics/kit/redact-literals.ts';

test.each([
  [`SELECT * FROM t WHERE a = 'x''y' AND b IN (1, 2.5, -3e4) -- secret`, 'SELECT * FROM t WHERE a = ? AND b IN (?, …)'],
  [`SELECT $tag$ it's $tag$, E'\\'', 0xff, $1 /* secret */ FROM t2`, 'SELECT ?, …   FROM t2'],
  [
    `SELECT "Order Items"."id" FROM "Order Items" WHERE "John Smith" = id AND id = "Private" ORDER BY "id"`,
    `SELECT "Order Items"."id" FROM "Order Items" WHERE ? = id AND id = ? ORDER BY ?`,
  ],
  ["SELECT * FROM t WHERE a = 'C:\\' AND b = 'Private' AND c = 'C:\\'", 'SELECT * FROM t WHERE a = ?'],
  [`SELECT * FROM t WHERE a = 5 # 'Private\n AND b = 'Mine'`, 'SELECT * FROM t WHERE a = ? ?'],
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

test.each([
  ['mysql', 'SELECT "Private" FROM t WHERE "Mine" = n', 'SELECT ? FROM t WHERE ? = n'],
  ['mysql', String.raw`SELECT 'a\'Private', "b\"Private" FROM t`, 'SELECT ?, … FROM t'],
  ['mysql', `SELECT 5--1, 'a\nPrivate'`, 'SELECT ?-?, …'],
  ['mysql', `SELECT a$$, 'Mine $$ Private' # Private`, 'SELECT a$$, ?'],
  [
    'postgres',
    `SELECT "Order Items"."id" FROM "Order Items" WHERE "id" = "Private" ORDER BY "id"`,
    `SELECT "Order Items"."id" FROM "Order Items" WHERE "id" = ? ORDER BY "id"`,
  ],
  ['postgres', String.raw`SELECT 'C:\', 'Private' FROM t WHERE a = E'\'Private'`, 'SELECT ?, … FROM t WHERE a = ?'],
  ['postgres', `SELECT $q1$ it's Private $q1$, 1_000_000, 0b101 FROM t`, 'SELECT ?, … FROM t'],
  ['postgres', `SELECT a$$ 'Mine $$ Private' FROM t`, 'SELECT a$$ ? FROM t'],
  ['postgres', 'SELECT 1 /* a /* b */ Private */ FROM t', 'SELECT ?   FROM t'],
  [
    'sqlite',
    String.raw`SELECT [a'b], "n" FROM "t" WHERE "n" = 'C:\' AND m = 'Private'`,
    `SELECT [a'b], "n" FROM "t" WHERE "n" = ? AND m = ?`,
  ],
] as const)('in %s: %s', (dialect, sql, expected) => {
  expect(redactLiterals(sql, { dialect })).toBe(expected);
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
  expect(redactLiteralsOf(`SELECT 'it''s Private'`, `invalid input: "it's Private"`)).toBe('invalid input: "?"');
  expect(
    redactLiteralsOf(
      `SELECT * FRM t WHERE a = "John Smith of Private Road"`,
      `near 'FRM t WHERE a = "John Smith of Pri' at line 1`,
      {
        dialect: 'mysql',
      },
    ),
  ).toBe(`near 'FRM t WHERE a = ?' at line 1`);
  expect(redactLiteralsOf(`SELECT "total" FROM t`, 'column "total" does not exist', { dialect: 'postgres' })).toBe(
    'column "total" does not exist',
  );
});
