import type { GivenArgs } from './kit/plugin-args.ts';
import type { DescribedDiagnostic } from './runner/protocol.ts';

/** The first that is not held: the diagnostic's own permission, or that of an option which was given. */
export function lackingPermission(
  diagnostic: Pick<DescribedDiagnostic, 'permission' | 'options'>,
  given: GivenArgs,
  may: (permission: string) => boolean,
): string | undefined {
  const needed = [
    diagnostic.permission,
    ...Object.entries(diagnostic.options).flatMap(([name, { permission }]) =>
      permission !== undefined && given[name] !== undefined && given[name] !== false ? [permission] : [],
    ),
  ];
  return needed.find((permission) => !may(permission));
}
