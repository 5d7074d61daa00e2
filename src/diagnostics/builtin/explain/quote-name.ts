import type { Engine } from '../sql/database-config.ts';
import type { Table } from '../sql/statement.ts';

/** Always in quotes: which words are reserved differs between servers and versions, and only PostgreSQL's quotes keep the case. */
export const quoteName = (name: string, engine: Engine): string =>
  engine === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;

export const quoteTable = ({ schema, name }: Pick<Table, 'schema' | 'name'>, engine: Engine): string =>
  [...(schema === undefined ? [] : [schema]), name].map((part) => quoteName(part, engine)).join('.');
