import type ICAL from 'ical.js';

/** A person as calendars may name them. */
export type Named = { readonly key: string; readonly names: readonly string[]; readonly emails: readonly string[] };

const same = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');

const mailOf = (value: unknown): string => (typeof value === 'string' ? same(value.replace(/^mailto:/i, '')) : '');

/** `On call: Alice`, `Alice on call: primary`, `Alice (primary)`, `Primary | Alice`: the pieces that a title is made of. */
const piecesOf = (title: string): string[] =>
  [title, ...title.split(/[:|(),;[\]]|\s[-–—/]\s|\bon[ -]?call\b/i)].map(same).filter((piece) => piece !== '');

/**
 * Whom an event puts on call: who is invited and did not decline, or the one person that its title names. Nobody is
 * guessed: a title that fits no one, or two, names nobody.
 */
export function whoIsMeant(
  component: ICAL.Component,
  people: readonly Named[],
  names: Readonly<Record<string, string>>,
): readonly string[] {
  const invited = component
    .getAllProperties('attendee')
    .filter((property) => String(property.getFirstParameter('partstat')).toUpperCase() !== 'DECLINED')
    .map((property) => mailOf(property.getFirstValue()));
  const byMail = people.filter((person) => person.emails.some((mail) => invited.includes(same(mail))));
  if (byMail.length > 0) return byMail.map((person) => person.key);

  const pieces = piecesOf(String(component.getFirstPropertyValue('summary') ?? ''));
  const called = Object.entries(names).flatMap(([name, key]) => (pieces.includes(same(name)) ? [key] : []));
  const byName = people.flatMap(({ key, names: own, emails }) =>
    [key, ...own, ...emails].some((name) => pieces.includes(same(name))) ? [key] : [],
  );
  const meant = new Set(called.length > 0 ? called : byName);
  return meant.size === 1 ? [...meant] : [];
}
