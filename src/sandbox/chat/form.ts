import type { SeenComponent, SeenInteraction } from './seen.ts';

type Form = NonNullable<SeenInteraction['modal']>;

/** A line of text, one of a group, a box to tick: taken as typed. Of the others several are parted by commas. */
const ONE_ANSWER: ReadonlySet<number> = new Set([4, 21, 23]);

/** Asks for each field in turn; what is left empty is not answered. */
export async function fillIn(
  form: Form,
  ask: (question: string) => Promise<string>,
): Promise<Record<string, string | string[]>> {
  const fields: Record<string, string | string[]> = {};
  for (const part of form.components) {
    const field = part.component ?? part.components?.[0];
    if (!field?.custom_id) continue;
    const given = (await ask(question(part, field))).trim();
    if (given === '') continue;
    fields[field.custom_id] = ONE_ANSWER.has(field.type) ? given : given.split(',').map((one) => one.trim());
  }
  return fields;
}

function question(part: SeenComponent, field: SeenComponent): string {
  const label = part.label ?? field.label ?? field.custom_id ?? '';
  const options = field.options?.map((one) => one.value).join(', ');
  const hint = [options && `one of ${options}`, field.required === false ? 'may be empty' : '']
    .filter(Boolean)
    .join('; ');
  return hint === '' ? label : `${label} (${hint})`;
}
