import type { Directory } from '../messages/directory.ts';
import { EMOJI } from '../messages/emoji-list.ts';
import { type Invocable, matching } from './invocable.ts';

export interface Suggestion {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly mark: string;
  readonly take: { readonly command: Invocable } | { readonly insert: string; readonly from: number };
}

/** Whom a message can call at once. */
const ALL = [
  { value: 'everyone', label: 'everyone', description: 'everybody who sees this channel' },
  { value: 'here', label: 'here', description: 'who of them is online' },
] as const;

/** What fits at the cursor: commands after a leading slash, people and roles after @, channels after #, emoji after : and two letters. */
export function suggestionsAt(
  text: string,
  cursor: number,
  invocables: readonly Invocable[],
  directory: Directory,
): readonly Suggestion[] {
  if (text.startsWith('/') && !text.includes('\n')) {
    return matching(text.slice(1), invocables).map((command) => ({
      key: command.path,
      label: `/${command.path}`,
      hint: command.description,
      mark: '/',
      take: { command },
    }));
  }
  const before = text.slice(0, cursor);
  const emoji = /(^|\s):(\p{L}[\p{L}\p{N}_]{1,30})$/u.exec(before);
  if (emoji) {
    const wanted = (emoji[2] ?? '').toLowerCase();
    return EMOJI.filter(([, words]) => words.split(' ').some((word) => word.startsWith(wanted)))
      .slice(0, 10)
      .map(([sign, words]) => ({
        key: sign,
        label: sign,
        hint: words,
        mark: ':',
        take: { insert: sign, from: cursor - wanted.length - 1 },
      }));
  }
  const match = /(^|\s)([@#])([\p{L}\p{N}_.-]{0,32})$/u.exec(before);
  if (!match) return [];
  const from = cursor - (match[3] ?? '').length - 1;
  const wanted = (match[3] ?? '').toLowerCase();
  // Written out in full there is nothing to suggest, and Enter sends.
  const names = match[2] === '#' ? directory.channels : [...directory.people, ...directory.roles, ...ALL];
  if (names.some((choice) => choice.label.toLowerCase() === wanted)) return [];
  const fits = (label: string): boolean =>
    label
      .toLowerCase()
      .split(/[\s_-]+/)
      .some((word) => word.startsWith(wanted)) || label.toLowerCase().startsWith(wanted);
  if (match[2] === '#') {
    return directory.channels
      .filter((channel) => channel.type !== 4 && fits(channel.label))
      .slice(0, 10)
      .map((channel) => ({
        key: channel.value,
        label: `#${channel.label}`,
        hint: '',
        mark: '#',
        take: { insert: `#${channel.label}`, from },
      }));
  }
  return [
    ...directory.people
      .filter((person) => fits(person.label) || fits(person.description ?? ''))
      .map((person) => ({ ...person, kind: '@' })),
    ...directory.roles.filter((role) => fits(role.label)).map((role) => ({ ...role, kind: '@&' })),
    ...ALL.filter(({ label }) => fits(label)).map((all) => ({ ...all, kind: '@' })),
  ]
    .slice(0, 10)
    .map((choice) => ({
      key: choice.value,
      label: `@${choice.label}`,
      hint: choice.description ?? (choice.kind === '@&' ? 'role' : ''),
      mark: '@',
      take: { insert: `@${choice.label}`, from },
    }));
}

/** `@Alice Ng` and `#general` as Discord writes them; the longest name wins. */
export function withMentions(text: string, directory: Directory): string {
  const known = [
    ...directory.people.map((person) => ({ name: `@${person.label}`, as: `<@${person.value}>` })),
    ...directory.roles.map((role) => ({ name: `@${role.label}`, as: `<@&${role.value}>` })),
    ...directory.channels
      .filter((channel) => channel.type !== 4)
      .map((channel) => ({ name: `#${channel.label}`, as: `<#${channel.value}>` })),
  ].sort((a, b) => b.name.length - a.name.length);
  let result = '';
  for (let at = 0; at < text.length;) {
    const sign = text[at];
    const free = at === 0 || /[\s(]/.test(text[at - 1] ?? '');
    const found =
      free && (sign === '@' || sign === '#')
        ? known.find(({ name }) => text.startsWith(name, at) && !/[\p{L}\p{N}_]/u.test(text[at + name.length] ?? ''))
        : undefined;
    result += found?.as ?? sign ?? '';
    at += found?.name.length ?? 1;
  }
  return result;
}
