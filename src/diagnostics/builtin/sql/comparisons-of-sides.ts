import type { ColumnName, Comparison } from './statement.ts';

/** How a grammar's tree is read: what is a column, what stands around one, what is a literal. */
export interface ExpressionReader {
  column(node: unknown): ColumnName | undefined;
  wrapped(node: unknown): { readonly by: string; readonly column: ColumnName } | undefined;
  literal(node: unknown): { readonly type: 'text' | 'number'; readonly text: string } | undefined;
}

/** What `left OP right` says of the columns on both sides, whatever grammar the tree is of. */
export function comparisonsOfSides(
  operator: Comparison['operator'],
  left: unknown,
  right: unknown,
  read: ExpressionReader,
): readonly Comparison[] {
  const sides: readonly (readonly [unknown, unknown])[] = [
    [left, right],
    [right, left],
  ];
  return sides.flatMap(([side, other]): Comparison[] => {
    const plain = read.column(side);
    const wrapped = plain ? undefined : read.wrapped(side);
    const found = plain ?? wrapped?.column;
    if (!found) return [];
    const literal = read.literal(other);
    return [
      {
        ...found,
        operator,
        ...(wrapped && { wrappedIn: wrapped.by }),
        ...(literal && { literal: literal.type }),
        ...(operator === 'like' && literal?.text.startsWith('%') === true && { leadingWildcard: true as const }),
        ...(read.column(other) && { join: true as const }),
      },
    ];
  });
}
