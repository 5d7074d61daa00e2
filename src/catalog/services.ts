import { z } from 'zod';

const webAddress = z.url({ protocol: /^https?$/, error: 'is no http(s) address' });

/** What everybody needs of a service; domains add their own fields (policy, diagnostics, environments). */
export const serviceFields = {
  name: z.string().min(1).max(80).optional(),
  summary: z.string().max(300).optional(),
  /** A team, or a person's key. */
  owner: z.string().min(1).max(80).optional(),
  runbook: webAddress.optional(),
  dashboards: z.array(webAddress).max(20).optional(),
  repository: z.string().max(300).optional(),
  /** What an incident of it starts with when nobody says. */
  severity: z.string().max(20).optional(),
};
export const serviceSchema = z.strictObject(serviceFields);

export interface Service extends z.infer<typeof serviceSchema> {
  readonly key: string;
}

export interface Services {
  readonly all: readonly Service[];
  byKey(key: string): Service | undefined;
}

export function createServices(config: Readonly<Record<string, z.infer<typeof serviceSchema>>>): Services {
  const all = Object.entries(config).map(([key, service]): Service => ({ ...service, key }));
  const byKey = new Map(all.map((service) => [service.key, service]));
  return { all, byKey: (key) => byKey.get(key) };
}
