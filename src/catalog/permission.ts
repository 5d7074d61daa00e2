/** A named right. Whoever has it may use the commands and buttons that name it. */
export interface Permission {
  readonly name: string;
  /** Completes "lets people …". */
  readonly summary: string;
  /**
   * Who holds it as long as muster.yaml grants nothing: `everybody`; `listed` - whom muster.yaml knows under `people`;
   * `involved` - who declared, holds a role in or was added to the incident at hand; `granted` - nobody but those to whom
   * it was given. `muster.admin` holds all.
   */
  readonly heldBy: 'everybody' | 'listed' | 'involved' | 'granted';
  /** What one can do oneself to get it, as a sentence: said to who was refused. */
  readonly remedy?: string;
}

export const MUSTER_ADMIN = 'muster.admin';

export const musterPermissions: readonly Permission[] = [
  { name: 'muster.read', summary: 'ask for help, their own rights and Muster’s condition', heldBy: 'everybody' },
  { name: MUSTER_ADMIN, summary: 'do everything, and administer Muster itself', heldBy: 'granted' },
];

/** From muster.yaml: `permissions: { deploy.start: { roles: [SRE], people: [alice] } }`, or the word `everybody`. */
export interface Grant {
  readonly permission: string;
  readonly everybody: boolean;
  /** Ids of roles, or their names (which whoever manages roles can change: ids are safer). */
  readonly roles: ReadonlySet<string>;
  /** Opaque ids of people. */
  readonly people: ReadonlySet<string>;
}

export interface RoleHolder {
  readonly id: string;
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  /** Whether Discord lets them manage the server. */
  readonly managesServer: boolean;
}

/**
 * What somebody holds anywhere (`listed`: muster.yaml knows them); rights that come with an incident are asked for separately. A permission that muster.yaml
 * mentions is held by exactly those it names; the built-in holders count for the others only.
 */
export function permissionsOf(
  person: RoleHolder,
  known: readonly Permission[],
  grants: readonly Grant[],
  listed: boolean,
): ReadonlySet<string> {
  const configured = new Map(grants.map((grant) => [grant.permission, grant]));
  const held = new Set<string>();
  for (const { name, heldBy } of known) {
    const grant = configured.get(name);
    const holds = grant
      ? grant.everybody ||
        grant.people.has(person.id) ||
        person.roles.some((role) => grant.roles.has(role.id) || grant.roles.has(role.name))
      : heldBy === 'everybody' || (heldBy === 'listed' && listed);
    if (holds) held.add(name);
  }
  // Until somebody is named as administrator, whoever may manage the server is one.
  if (person.managesServer && !configured.has(MUSTER_ADMIN)) held.add(MUSTER_ADMIN);
  return held;
}
