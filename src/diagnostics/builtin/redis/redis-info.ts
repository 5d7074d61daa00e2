import { bad, type Fact, type Finding, ok, warn } from '../../plugin.ts';

export type Info = ReadonlyMap<string, string>;

/** https://redis.io/docs/latest/commands/info/ */
export const parseInfo = (text: string): Info =>
  new Map(
    text
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const),
  );

export function healthOf(info: Info): readonly Finding[] {
  const number = (key: string): number => Number(info.get(key) ?? 0);
  const findings: Finding[] = [];
  const used = number('used_memory');
  const limit = number('maxmemory');
  if (limit > 0 && used / limit > 0.9)
    findings.push(
      bad(
        `Memory is ${Math.round((used / limit) * 100)} % full (${info.get('used_memory_human') ?? ''} of ${info.get('maxmemory_human') ?? ''}).`,
        `Its policy is ${info.get('maxmemory_policy') ?? '?'}: see view:bigkeys for what takes the room.`,
      ),
    );
  if (number('mem_fragmentation_ratio') > 1.5 && used > 100 * 1024 * 1024)
    findings.push(
      warn(
        `Memory is fragmented (ratio ${info.get('mem_fragmentation_ratio') ?? ''}).`,
        'activedefrag yes gives it back slowly.',
      ),
    );
  if (number('evicted_keys') > 0)
    findings.push(
      warn(
        `${number('evicted_keys')} keys were evicted since the start.`,
        'The cache is too small for what is put in.',
      ),
    );
  if (number('rejected_connections') > 0)
    findings.push(bad(`${number('rejected_connections')} connections were refused: maxclients is reached.`));
  if (number('blocked_clients') > 0)
    findings.push(warn(`${number('blocked_clients')} clients wait in a blocking command.`));
  if (info.get('rdb_last_bgsave_status') === 'err')
    findings.push(bad('The last snapshot (BGSAVE) failed.', 'Look at the disk and at the memory that a fork needs.'));
  if (info.get('aof_last_write_status') === 'err')
    findings.push(bad('The last write of the append-only file failed.', 'Look at the disk.'));
  if (info.get('role') === 'slave' && info.get('master_link_status') !== 'up')
    findings.push(bad('This replica has lost its master.'));
  const hits = number('keyspace_hits');
  const asked = hits + number('keyspace_misses');
  if (asked > 1000 && hits / asked < 0.5)
    findings.push(warn(`Only ${Math.round((hits / asked) * 100)} % of look-ups find something.`));
  if (findings.length === 0) findings.push(ok('Nothing stands out.'));

  const fact = (name: string, key: string, volatile = true): Fact => ({ name, value: info.get(key) ?? null, volatile });
  return [
    ...findings,
    {
      id: 'info',
      type: 'facts',
      facts: [
        fact('version', 'redis_version', false),
        fact('role', 'role', false),
        fact('memory', 'used_memory_human'),
        { name: 'limit', value: limit === 0 ? 'none' : (info.get('maxmemory_human') ?? null) },
        fact('policy', 'maxmemory_policy', false),
        fact('clients', 'connected_clients'),
        fact('commands/s', 'instantaneous_ops_per_sec'),
        {
          name: 'hits',
          value: asked === 0 ? 'nothing was looked up yet' : `${Math.round((hits / asked) * 100)} %`,
          volatile: true,
        },
        fact('replicas', 'connected_slaves', false),
        { name: 'up', value: upFor(number('uptime_in_seconds')), volatile: true },
        ...[...info]
          .filter(([key]) => /^db\d+$/.test(key))
          .map(([name, value]): Fact => ({ name, value, volatile: true })),
      ],
    },
  ];
}

/** `3 d 4 h`, `12 min` */
function upFor(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours > 0 ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min` : `${Math.floor(seconds / 60)} min`;
}
