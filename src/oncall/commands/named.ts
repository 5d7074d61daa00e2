import { type Result, ok, refuse } from '../../base/result.ts';
import type { Person } from '../../catalog/people.ts';
import type { CommandContext } from '../../commands/context.ts';
import type { FormField } from '../../commands/message.ts';
import type { Suggestion } from '../../commands/option.ts';
import { parsedText, text } from '../../commands/options.ts';
import type { Addressee } from '../paging/pages.ts';
import type { OnCallParts } from '../parts.ts';
import type { Schedule } from '../schedule/schedule.ts';

const matching = (names: readonly Suggestion[], typed: string): readonly Suggestion[] => {
  const wanted = typed.trim().toLowerCase();
  const fits = (text: string): boolean => text.toLowerCase().includes(wanted);
  return names.filter(({ name, value }) => fits(name) || fits(String(value))).slice(0, 25);
};

/** A schedule's name, suggested from muster.yaml. */
export const scheduleOption = <const R extends boolean>(parts: OnCallParts, required: R) =>
  text({
    description: 'The schedule',
    required,
    most: 40,
    suggest: (typed) =>
      matching(
        Object.keys(parts.sections().schedules).map((name) => ({ name, value: name })),
        typed,
      ),
  });

/** The schedule of that name; without a name, the only one there is. Refuses `schedule/unknown`. */
export function findSchedule<S extends Pick<Schedule, 'name'>>(
  schedules: readonly S[],
  name: string | undefined,
): Result<S> {
  const found =
    name === undefined && schedules.length === 1
      ? schedules[0]
      : schedules.find((schedule) => schedule.name.toLowerCase() === name?.toLowerCase());
  if (found) return ok(found);
  const names = schedules.map((schedule) => schedule.name).join(', ');
  if (schedules.length === 0) {
    return refuse('schedule/unknown', 'There are no schedules yet: add some under schedules: in muster.yaml.');
  }
  return refuse(
    'schedule/unknown',
    `${name === undefined ? 'Which schedule?' : `There is no schedule called ${name}.`} There are: ${names}.`,
  );
}

/** A person by their key, or by their name in whatever letters. Refuses `page/ambiguous` where several bear it. */
function findPerson(written: string, parts: OnCallParts): Result<Addressee> | undefined {
  const known = parts.people().byKey(written);
  const wanted = written.toLowerCase();
  const called = known ? [known] : parts.people().all.filter((one) => isCalled(one, wanted));
  const [person, ...others] = called;
  if (!person) return undefined;
  if (others.length === 0) return ok({ type: 'person', key: person.key });
  const keys = called.map(({ key }) => `person:${key}`).join(', ');
  return refuse('page/ambiguous', `Several people are called ${written}. Say which one: ${keys}.`);
}

const isCalled = ({ key, name }: Person, wanted: string): boolean =>
  name.toLowerCase() === wanted || key.toLowerCase() === wanted;

/** Nobody of muster.yaml has that Discord account: who asks, or whom they named. */
export const unknownPerson = (id: string, parts: OnCallParts, { viewer }: Pick<CommandContext, 'viewer'>) =>
  refuse(
    'person/unknown',
    id === viewer.id
      ? 'Muster does not know you: ask for your Discord id under people: in muster.yaml.'
      : `Muster does not know ${parts.nameOf(id)}: their Discord id is missing under people: in muster.yaml.`,
  );

/** `policy:checkout`, `schedule:primary`, `alice`, a mention, a person's name, or a service's (its policy). */
export function parseAddressee(written: string, parts: OnCallParts): Result<Addressee> {
  const { policies, schedules, services } = parts.sections();
  const mention = /^<@!?(\d{17,20})>$|^(\d{17,20})$/.exec(written.trim());
  if (mention)
    return ok({
      type: 'person',
      key: parts.people().byId(mention[1] ?? mention[2] ?? '')?.key ?? mention[1] ?? mention[2] ?? '',
    });
  const [, prefix, key = ''] = /^(?:(policy|schedule|person|service):\s*)?@?(.+)$/i.exec(written.trim()) ?? [];
  const type = prefix?.toLowerCase();
  const policyOf = Object.hasOwn(services, key) ? services[key]?.policy : undefined;
  if ((type === undefined || type === 'policy') && Object.hasOwn(policies, key)) return ok({ type: 'policy', key });
  if ((type === undefined || type === 'service') && policyOf !== undefined)
    return ok({ type: 'policy', key: policyOf });
  if ((type === undefined || type === 'schedule') && Object.hasOwn(schedules, key))
    return ok({ type: 'schedule', key });
  const person = type === undefined || type === 'person' ? findPerson(key, parts) : undefined;
  if (person) return person;
  return refuse(
    'page/nobody',
    `Nobody is called ${written}: there is no such person, schedule, policy or service in muster.yaml. Choose one of the suggestions.`,
  );
}

/** Everything that can be paged, as it is suggested. */
export function addressees(parts: OnCallParts): readonly Suggestion[] {
  const { policies, schedules, services } = parts.sections();
  const of = (type: string, keys: readonly string[]) =>
    keys.map((key) => ({ name: `${type}: ${key}`, value: `${type}:${key}` }));
  return [
    ...of('policy', Object.keys(policies)),
    ...of('schedule', Object.keys(schedules)),
    ...of(
      'service',
      Object.keys(services).filter((key) => services[key]?.policy !== undefined),
    ),
    ...parts.people().all.map((person) => ({ name: `person: ${person.name}`, value: `person:${person.key}` })),
  ];
}

/** What is asked who is on call for it: a service (its policy), a policy or a schedule. */
export const pagedOption = (parts: OnCallParts, description: string) =>
  parsedText(
    {
      description,
      suggest: (typed: string) =>
        matching(
          addressees(parts).filter(({ value }) => !value.startsWith('person:')),
          typed,
        ),
    },
    (written): Result<Addressee> => {
      const { services } = parts.sections();
      const service = written.replace(/^service:\s*/i, '');
      const found = parseAddressee(written, parts);
      if (!found.ok && Object.hasOwn(services, service))
        return refuse(
          'policy/none',
          `${service} has no escalation policy in muster.yaml: nobody is paged for it. Give it one: services: { ${service}: { policy: … } }.`,
        );
      if (found.ok && found.value.type === 'person')
        return refuse('oncall/person', 'That is a person: /oncall me person: says when somebody is on call.');
      return found;
    },
  );

/** As many choices a menu of Discord's holds. */
export const MOST_CHOICES = 25;

/** A form's field for the same: chosen where there is room for all, else typed. */
export function whomField(parts: OnCallParts, name: string, label: string): FormField {
  const choices = addressees(parts);
  return choices.length > 0 && choices.length <= MOST_CHOICES
    ? {
        type: 'choice',
        name,
        label,
        required: true,
        choices: choices.map(({ name: shown, value }) => ({ label: shown.slice(0, 100), value: String(value) })),
      }
    : { type: 'text', name, label, required: true, placeholder: 'alice, schedule:primary, policy:checkout' };
}

export const addresseeOption = (parts: OnCallParts, description: string) =>
  parsedText(
    {
      description,
      required: true,
      suggest: (typed: string) => matching(addressees(parts), typed),
    },
    (written) => parseAddressee(written, parts),
  );
