import { createPeople, type People } from '../catalog/people.ts';
import { MUSTER_ADMIN } from '../catalog/permission.ts';
import { createServices, type Services } from '../catalog/services.ts';
import type { Config } from '../config.ts';

/** What muster.yaml says now. Parts ask at each use, because it reloads. */
export interface Current {
  readonly config: Config;
  readonly people: People;
  readonly services: Services;
}

export const currentOf = (config: Config, nameInChat: (id: string) => string | undefined): Current => ({
  config,
  people: createPeople(config.people, config.organisation.timeZone, nameInChat),
  services: createServices(config.services),
});

/** The Discord ids of those whom muster.yaml names for `muster.admin`. */
export function operatorsOf({ config, people }: Current): readonly string[] {
  const admins = config.permissions[MUSTER_ADMIN];
  return admins === undefined || admins === 'everybody'
    ? []
    : (admins.people ?? []).flatMap((key) => people.byKey(key)?.discord ?? []);
}

/** Who can help somebody who was refused, in words. */
export function whoGrants({ config, people }: Current, permission: string): string {
  const admins = config.permissions[MUSTER_ADMIN];
  const named =
    admins === undefined || admins === 'everybody'
      ? []
      : [...(admins.roles ?? []), ...(admins.people ?? []).map((key) => people.byKey(key)?.name ?? key)];
  const who = named.length > 0 ? named.join(', ') : 'Whoever manages this server';
  return `${who} can grant it, under permissions: ${permission} in muster.yaml.`;
}
