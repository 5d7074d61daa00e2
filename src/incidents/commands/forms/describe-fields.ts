import { type Result, ok } from '../../../base/result.ts';
import { type Answers, answered } from '../../../commands/answers.ts';
import type { FormField } from '../../../commands/message.ts';
import { changedSince, markOf, type ShownMarks, shownIn } from '../../../commands/shown-marks.ts';
import type { Description } from '../../decide/describe-incident.ts';
import type { IncidentParts } from '../../parts.ts';
import { knownService } from '../known-service.ts';

const LONGEST = 4000;
/** What a choice of Discord's holds. With more services their names are typed. */
const MOST_OFFERED = 25;

export type Field = keyof Description;
export const SHOWS = ['title', 'summary', 'impact', 'services'] as const satisfies readonly Field[];

export function fieldsOf(
  parts: IncidentParts,
  { title, summary, impact, services }: Description,
): readonly FormField[] {
  const said = (name: string, label: string, description: string, value: string): FormField => ({
    type: 'text',
    name,
    label,
    description,
    lines: 'many',
    required: false,
    most: LONGEST,
    ...(value !== '' && { value }),
  });
  return [
    { type: 'text', name: 'title', label: 'Title', required: true, most: 200, value: title },
    said('summary', 'Summary', 'What this is about, in a few sentences', summary),
    said('impact', 'Impact', 'Who is affected, and how', impact),
    servicesField(parts, services),
  ];
}

/** What was typed, and what it makes of the services. */
export function wantedOf(parts: IncidentParts, state: Description, fields: Answers): Result<Partial<Description>> {
  const services = fields['services'] && wantedServices(parts, state.services, fields['services']);
  if (services && !services.ok) return services;
  return ok({
    ...(fields['title'] && { title: answered(fields, 'title') }),
    ...(fields['summary'] && { summary: answered(fields, 'summary').slice(0, LONGEST) }),
    ...(fields['impact'] && { impact: answered(fields, 'impact').slice(0, LONGEST) }),
    ...(services && { services: services.value }),
  });
}

/** What was typed where something else stands by now than the form showed; two who typed the same do not differ. */
export const changedFields = (
  parts: IncidentParts,
  state: Description,
  wanted: Partial<Description>,
  marks: ShownMarks,
): readonly Field[] => {
  const now = fieldsOf(parts, state);
  return SHOWS.filter((name) => {
    const given = wanted[name];
    const shown = shownIn(now.find((field) => field.name === name));
    return (
      given !== undefined && markOf([given].flat()) !== markOf([state[name]].flat()) && changedSince(marks, name, shown)
    );
  });
};

const offered = (parts: IncidentParts) => {
  const { all } = parts.services();
  return all.length > 0 && all.length <= MOST_OFFERED ? all : undefined;
};

function servicesField(parts: IncidentParts, named: readonly string[]): FormField {
  const all = offered(parts);
  const face = { name: 'services', label: 'Which services are affected?', required: false };
  return all === undefined
    ? { ...face, type: 'text', description: 'With commas between', most: 1000, value: named.join(', ') }
    : {
        ...face,
        type: 'choice',
        most: all.length,
        choices: all.map(({ key, name, summary }) => ({
          label: name ?? key,
          value: key,
          ...(summary !== undefined && { description: summary }),
          ...(named.includes(key) && { selected: true as const }),
        })),
      };
}

/** The services as the form says; what it could not offer stays. */
function wantedServices(
  parts: IncidentParts,
  now: readonly string[],
  given: readonly string[],
): Result<readonly string[]> {
  const all = offered(parts);
  const known = parts.services();
  const names = all === undefined ? (given[0] ?? '').split(',').map((name) => name.trim().slice(0, 80)) : given;
  const kept = all === undefined ? [] : now.filter((key) => known.byKey(key) === undefined);
  const keys: string[] = [];
  for (const name of names.filter((one) => one !== '')) {
    const service = now.includes(name) ? ok({ key: name }) : knownService(parts, name);
    if (!service.ok) return service;
    keys.push(service.value.key);
  }
  return ok([...new Set([...kept, ...keys])]);
}
