import { type Result, ok } from '../../../base/result.ts';
import { rich, strong } from '../../../base/rich-text.ts';
import { type FormField, prose } from '../../../commands/message.ts';
import { decideDescribe } from '../../decide/describe-incident.ts';
import { incidentFold } from '../../fold.ts';
import { changeIncident, type IncidentParts } from '../../parts.ts';
import { formAbout } from '../ask-about.ts';
import { knownService } from '../known-service.ts';
import { answered } from '../../../commands/answers.ts';
import { recordedReply } from '../replies.ts';

const LONGEST = 4000;
/** What a choice of Discord's holds. With more services their names are typed. */
const MOST_OFFERED = 25;

/** Title, summary, impact and services as they are, to be kept current in one go. */
export const describeForm = (parts: IncidentParts) =>
  formAbout(parts, {
    name: 'incident.describe',
    summary: 'Keep title, summary, impact and services current',
    title: ({ number }) => `What incident ${number} is about`,
    async fields({ stream }) {
      const { title, summary, impact, services } = await parts.timeline.state(stream, incidentFold);
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
    },
    async answer(row, fields, context) {
      const { services: now } = await parts.timeline.state(row.stream, incidentFold);
      const services = wantedServices(parts, now, fields['services'] ?? []);
      if (!services.ok) return services;
      const wanted = {
        title: answered(fields, 'title'),
        summary: answered(fields, 'summary').slice(0, LONGEST),
        impact: answered(fields, 'impact').slice(0, LONGEST),
        services: services.value,
      };
      const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
        decideDescribe(state, wanted, parts.secrets, decideContext),
      );
      if (!recorded.ok) return recorded;
      const { title, summary, impact, services: after } = await parts.timeline.state(row.stream, incidentFold);
      const fact = (name: string, value: string) => (value === '' ? [] : [{ name, value: [value] }]);
      const facts = [...fact('Title', title === row.title ? '' : title), ...fact('Services', after.join(', '))];
      return recordedReply(recorded.value, rich`This is what incident ${row.number} is about now:`, {
        after: [
          ...(facts.length === 0 ? [] : [{ type: 'facts' as const, facts }]),
          ...prose([strong('Summary')], summary),
          ...prose([strong('Impact')], impact),
        ],
      });
    },
  });

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
