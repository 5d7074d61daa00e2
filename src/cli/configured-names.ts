import { actionsPermissionsOf } from '../actions/permissions.ts';
import { musterPermissions } from '../catalog/permission.ts';
import type { Config } from '../config.ts';
import { diagnosticsPermissionsOf } from '../diagnostics/permissions.ts';
import type { Registered } from '../diagnostics/registry.ts';
import { incidentPermissions } from '../incidents/permissions.ts';
import { SEVERITIES } from '../incidents/vocabulary.ts';
import { onCallPermissions } from '../oncall/permissions.ts';

export interface NameFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Names in muster.yaml that a domain alone cannot know for wrong: permissions, severities, diagnostics, people who hold something. */
export function* unknownNames(config: Config, diagnostics: readonly Registered[]): Generator<NameFault> {
  yield* permissionFaults(config, diagnostics);
  const severities = new Set<string>(SEVERITIES);
  const severity = (path: readonly PropertyKey[], name: string): NameFault[] =>
    severities.has(name)
      ? []
      : [{ path, message: `there is no severity ${name}: it is one of ${SEVERITIES.join(', ')}` }];
  for (const [n, name] of config.oncall.autoPage.entries()) yield* severity(['oncall', 'autoPage', n], name);
  const known = new Set(diagnostics.map(({ diagnostic }) => diagnostic.name));
  for (const [key, service] of Object.entries(config.services)) {
    if (service.severity !== undefined) yield* severity(['services', key, 'severity'], service.severity);
    for (const [n, { diagnostic }] of (service.diagnostics ?? []).entries()) {
      if (known.has(diagnostic)) continue;
      const message = `there is no diagnostic ${diagnostic}: it is one of ${[...known].sort().join(', ')}`;
      yield { path: ['services', key, 'diagnostics', n], message };
    }
  }
}

function* permissionFaults(config: Config, diagnostics: readonly Registered[]): Generator<NameFault> {
  const known = new Set(
    [
      ...musterPermissions,
      ...incidentPermissions,
      ...onCallPermissions,
      ...actionsPermissionsOf(config),
      ...diagnosticsPermissionsOf(diagnostics),
    ].map(({ name }) => name),
  );
  for (const [permission, holders] of Object.entries(config.permissions)) {
    const path = ['permissions', permission];
    if (!known.has(permission)) {
      const [domain = ''] = permission.split('.');
      const near = [...known].filter((name) => name.startsWith(`${domain}.`));
      const choice = near.length > 0 ? `it is one of ${near.join(', ')}` : 'docs/configuration.md lists them';
      yield { path, message: `there is no such permission: ${choice}` };
    }
    for (const [n, key] of (holders === 'everybody' ? [] : (holders.people ?? [])).entries()) {
      if (key in config.people) continue;
      const message = `${key} is not under \`people\`: add them there, or correct the name`;
      yield { path: [...path, 'people', n], message };
    }
  }
}
