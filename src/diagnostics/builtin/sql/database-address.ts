/** Where a database's URL leads. */
export interface DatabaseAddress {
  /** A name, an address without brackets, or (beginning with `/`) the folder of a server's socket file. */
  readonly host: string;
  readonly port: string;
}

const PORTS: Readonly<Record<string, string>> = {
  'postgres:': '5432',
  'postgresql:': '5432',
  'mysql:': '3306',
  'mariadb:': '3306',
};

/**
 * As the drivers read it; undefined where it is no URL. PostgreSQL's takes a user without a host (`postgres://ann@/shop`),
 * escapes in the host (`%2Frun%2Fpostgresql`), and `?host=` and `?port=`, which outdo what stands in front:
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS. mysql2 has `?socketPath=` instead.
 */
export function databaseAddress(address: string): DatabaseAddress | undefined {
  const isPostgres = address.startsWith('postgres');
  try {
    // The host is missing on purpose: one that nobody reads stands in for it, as in pg-connection-string.
    const hostless = isPostgres && !URL.canParse(address);
    const url = new URL(hostless ? address.replace('@/', '@hostless/') : address);
    const written = hostless ? '' : decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1');
    const asked = (name: string): string => (isPostgres ? (url.searchParams.get(name) ?? '') : '');
    const socket = isPostgres ? '' : (url.searchParams.get('socketPath') ?? '');
    return {
      host: asked('host') || socket || written || 'localhost',
      port: asked('port') || url.port || (PORTS[url.protocol] ?? ''),
    };
  } catch {
    return undefined;
  }
}
