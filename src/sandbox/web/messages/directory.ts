import { type APISelectMenuComponent, ComponentType } from 'discord-api-types/v10';
import type { Choosable } from '../overlays/choosable.ts';

/** The people, roles and channels that selects offer. */
export interface Directory {
  readonly people: readonly Choosable[];
  readonly roles: readonly Choosable[];
  readonly channels: readonly (Choosable & { readonly type: number })[];
}

/** What a select lists, and what it starts with. */
export function choicesOf(
  select: APISelectMenuComponent,
  directory: Directory,
): { options: readonly Choosable[]; defaults: readonly string[] } {
  if (select.type === ComponentType.StringSelect) {
    return {
      options: select.options.map((option) => ({
        value: option.value,
        label: option.label,
        description: option.description,
        mark: option.emoji?.name ?? undefined,
      })),
      defaults: select.options.filter((option) => option.default).map((option) => option.value),
    };
  }
  const defaults = (select.default_values ?? []).map((value) => value.id);
  if (select.type === ComponentType.UserSelect) return { options: directory.people, defaults };
  if (select.type === ComponentType.RoleSelect) return { options: directory.roles, defaults };
  if (select.type === ComponentType.MentionableSelect)
    return { options: [...directory.people, ...directory.roles], defaults };
  const types: readonly number[] | undefined = select.channel_types;
  return {
    options: types?.length ? directory.channels.filter((channel) => types.includes(channel.type)) : directory.channels,
    defaults,
  };
}
