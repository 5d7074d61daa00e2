import { z } from 'zod';
import { tlsSchema } from '../tls-config.ts';
import { databaseAddress } from './database-address.ts';

/** `?sslmode=disable`, `?ssl=0`: PostgreSQL's driver obeys the URL before its own options. MySQL's does not. */
const saysTlsItself = (url: string): boolean =>
  url.startsWith('postgres') &&
  [...new URLSearchParams(url.split('?').slice(1).join('?')).keys()].some((name) => /^ssl|^uselibpqcompat$/.test(name));

/** `databases: { shop: { url: ${SHOP_DATABASE_URL} } }` */
export const databaseSchema = z
  .strictObject({
    /** `postgres://…`, `mysql://…`, `mariadb://…` or `sqlite:FILE`: of a role that may only read. */
    url: z
      .string()
      .regex(/^(postgres(ql)?|mysql|mariadb):\/\/|^sqlite:/, {
        error: 'is none of postgres://, mysql://, mariadb://, sqlite:FILE',
        abort: true,
      })
      .refine((url) => url.startsWith('sqlite:') || databaseAddress(url) !== undefined, {
        error: 'is no URL: what is special in a password is written as %40 (@), %23 (#), %2F (/) …',
      }),
    /** PostgreSQL, MySQL, MariaDB: encrypted, and never without. */
    tls: tlsSchema.optional(),
    /** The server itself stops what takes longer. */
    timeoutMs: z.int().min(100).max(60_000).default(5000),
    /** PostgreSQL: taken on before anything else. */
    role: z.string().optional(),
    /**
     * How an advised index is proven: `hypothetical` (PostgreSQL with the extension hypopg; harmless) or `rollback` (it is
     * built and rolled back: locks the table against writes while it is built; for small tables and replicas of one's own).
     */
    proof: z.enum(['none', 'hypothetical', 'rollback']).default('hypothetical'),
  })
  .refine(({ url, tls }) => tls === undefined || !saysTlsItself(url), {
    path: ['url'],
    error: 'says by itself whether to encrypt (ssl…), and that outdoes tls: leave it out of the URL',
  })
  .refine(({ url, role }) => role === undefined || url.startsWith('postgres'), {
    path: ['role'],
    error: 'is for PostgreSQL: give the user of this URL the rights that it is to have',
  })
  .refine(({ url, tls }) => tls === undefined || !url.startsWith('sqlite:'), {
    path: ['tls'],
    error: 'is for servers: SQLite is a file',
  });
export type DatabaseConfig = z.output<typeof databaseSchema>;
export const databasesSchema = z.record(z.string(), databaseSchema).default({});

export type Engine = 'postgres' | 'mysql' | 'sqlite';

export const engineOf = ({ url }: Pick<DatabaseConfig, 'url'>): Engine =>
  url.startsWith('sqlite:') ? 'sqlite' : url.startsWith('postgres') ? 'postgres' : 'mysql';
