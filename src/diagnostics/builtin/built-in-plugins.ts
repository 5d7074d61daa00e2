import { moduleFile } from '../module-file.ts';

const file = (path: string): string => moduleFile(`builtin/${path}`);

/** The plugins that come with Muster, by name: the file of each, as `import()` takes it. */
export const BUILT_IN_PLUGINS: Readonly<Record<string, string>> = {
  dns: file('dns/dns'),
  explain: file('explain/explain'),
  query: file('query/query'),
  http: file('http/http'),
  tls: file('tls/tls'),
  host: file('host/host'),
  promql: file('promql/promql'),
  logs: file('logs/logs'),
  redis: file('redis/redis'),
};
