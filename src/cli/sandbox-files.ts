import { existsSync } from 'node:fs';

/** What `muster start` keeps of the sandbox in the folder where it was started: deleting all of it begins anew. */
export const SANDBOX_FILES = {
  /** Muster's record. */
  record: 'sandbox.db',
  /** The local Discord. */
  guild: 'sandbox.guild.json',
  /** muster.yaml of the sandbox's company. */
  company: 'sandbox.yaml',
  /** Where it was last. */
  ports: 'sandbox.ports.json',
  /** How far a new one is with what it begins with; gone when all of that is done. */
  beginning: 'sandbox.beginning.json',
  /** What that company runs: a repository, a database, two programs. */
  shop: 'sandbox-shop',
} as const;

const NAMED = ['DISCORD_TOKEN', 'DISCORD_TOKEN_FILE', 'MUSTER_DATABASE_URL', 'MUSTER_DATABASE_URL_FILE'];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment for a command that works on a record. Where nothing names one and the sandbox has left the only one in this
 * folder, that is what is meant, and the company's muster.yaml with it: said on stderr.
 */
export function sandboxIfMeant(environment: Environment): Environment {
  const { record, company } = SANDBOX_FILES;
  if (NAMED.some((name) => (environment[name] ?? '') !== '')) return environment;
  if (existsSync('muster.db') || !existsSync(record)) return environment;
  const config =
    environment['MUSTER_CONFIG'] ?? (!existsSync('muster.yaml') && existsSync(company) ? company : undefined);
  process.stderr.write(`This is about the sandbox's record, ${record}: there is no muster.db here.\n`);
  return {
    ...environment,
    MUSTER_DATABASE_URL: `sqlite:${record}`,
    ...(config !== undefined && { MUSTER_CONFIG: config }),
  };
}
