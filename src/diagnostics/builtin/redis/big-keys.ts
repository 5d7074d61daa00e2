import { counted } from '../counted.ts';
import { type Finding, ok, type PluginContext } from '../../plugin.ts';

interface Asking {
  sendCommand(args: readonly string[]): Promise<unknown>;
}

const SHOWN = 25;

/** A sample of keys by SCAN (never KEYS), each asked for its size: what takes most room among them. */
export async function bigKeys(
  client: Asking,
  sample: number,
  context: Pick<PluginContext, 'progress' | 'signal'>,
): Promise<readonly Finding[]> {
  const found = new Map<string, number>();
  let cursor = '0';
  do {
    const [next, keys] = (await client.sendCommand(['SCAN', cursor, 'COUNT', '500'])) as [string, string[]];
    cursor = next;
    const sizes = await Promise.all(keys.map((key) => client.sendCommand(['MEMORY', 'USAGE', key, 'SAMPLES', '5'])));
    keys.forEach((key, index) => found.set(key, Number(sizes[index] ?? 0)));
    context.progress(`${found.size} keys`);
    context.signal.throwIfAborted();
  } while (cursor !== '0' && found.size < sample);
  const biggest = [...found].sort((a, b) => b[1] - a[1]).slice(0, SHOWN);
  const rows = await Promise.all(
    biggest.map(async ([key, bytes]) => {
      const [type, ttl] = await Promise.all([client.sendCommand(['TYPE', key]), client.sendCommand(['TTL', key])]);
      return [key.slice(0, 200), String(type), bytes, Number(ttl) === -1 ? 'never' : `${Number(ttl)} s`];
    }),
  );
  const whole = cursor === '0';
  return [
    ok(`${counted(found.size, 'key')} looked at${whole ? ', which is all' : ', a sample'}.`),
    {
      id: 'bigkeys',
      title: 'Biggest keys',
      type: 'table',
      columns: [
        { name: 'key', key: true },
        { name: 'type' },
        { name: 'bytes', align: 'right', volatile: true },
        { name: 'expires', volatile: true },
      ],
      rows,
    },
  ];
}
