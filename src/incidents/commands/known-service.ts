import { type Result, ok, refuse } from '../../base/result.ts';
import type { Service } from '../../catalog/services.ts';
import type { IncidentParts } from '../parts.ts';

const MOST_NAMED = 10;

/**
 * The service that is meant, by key or name. While muster.yaml names none, any words are one: an incident is not kept
 * waiting for a configuration. Refuses `service/unknown`, naming those that there are.
 */
export function knownService(
  parts: Pick<IncidentParts, 'services'>,
  named: string,
): Result<{ readonly key: string; readonly service: Service | undefined }> {
  const services = parts.services();
  const { all } = services;
  const service = services.byKey(named) ?? all.find(({ name }) => name?.toLowerCase() === named.toLowerCase());
  if (service || all.length === 0) return ok({ key: service?.key ?? named, service });
  const known = all.slice(0, MOST_NAMED).map(({ key }) => key);
  const more = all.length > MOST_NAMED ? ' and more: /service list names them' : '';
  return refuse(
    'service/unknown',
    `There is no service "${named}". Known are: ${known.join(', ')}${more}. Name one of them.`,
  );
}
