import type { Channel, Message } from '../model.ts';
import { type DiscordRefusal, invalidField, refused } from '../refused.ts';
import type { World } from '../world.ts';
import { mentionable } from './command-options.ts';
import { findChannel, findRole, findUser } from './find.ts';
import type { Resolved } from './resolved.ts';

export interface Component {
  readonly type: number;
  readonly id?: number;
  readonly custom_id?: string;
  readonly disabled?: boolean;
  readonly style?: number;
  readonly options?: readonly { readonly label: string; readonly value: string; readonly default?: boolean }[];
  readonly min_values?: number;
  readonly max_values?: number;
  readonly min_length?: number | null;
  readonly max_length?: number | null;
  readonly required?: boolean | null;
  readonly components?: readonly Component[];
  readonly accessory?: Component;
  readonly component?: Component;
}

/** Every component with what it holds, in order. */
export function* everyComponent(components: readonly unknown[]): Generator<Component> {
  for (const one of components as readonly Component[]) {
    yield one;
    if (one.components) yield* everyComponent(one.components);
    if (one.accessory) yield* everyComponent([one.accessory]);
    if (one.component) yield* everyComponent([one.component]);
  }
}

/** The component with this custom id (or, for people who read the page, this label). Refuses 50035. */
export function findComponent(
  message: Message,
  customIdOrLabel: string,
  types: readonly number[],
): Component & { custom_id: string } {
  const all = [...everyComponent(message.components)].filter((one) => types.includes(one.type));
  const found =
    all.find((one) => one.custom_id === customIdOrLabel) ??
    all.find((one) => 'label' in one && one.label === customIdOrLabel) ??
    all.find((one) => 'placeholder' in one && one.placeholder === customIdOrLabel);
  if (found?.custom_id === undefined) {
    const offered = all.map((one) => one.custom_id ?? '(a link)').join(', ') || 'none';
    throw invalidField(
      'custom_id',
      'COMPONENT_VALIDATION_FAILED',
      `The message has no "${customIdOrLabel.slice(0, 100)}". It has: ${offered}.`,
    );
  }
  if (found.disabled) throw invalidField('custom_id', 'COMPONENT_VALIDATION_FAILED', 'This component is disabled.');
  return { ...found, custom_id: found.custom_id };
}

/** Values chosen in a select of any kind, as the gateway carries them; names are understood. Refuses 50035. */
export function chosenValues(
  world: World,
  channel: Channel,
  select: Component,
  values: readonly string[],
  resolved: Resolved,
): string[] {
  const least = select.min_values ?? 1;
  const most = select.max_values ?? 1;
  if (values.length < least || values.length > most) throw bad(`Choose between ${least} and ${most}.`);
  return values.map((value) => {
    switch (select.type) {
      case 3: {
        const option = select.options?.find((one) => one.value === value || one.label === value);
        if (!option) throw bad(`"${value.slice(0, 100)}" is not offered.`);
        return option.value;
      }
      case 5: {
        const { id } = findUser(world, value);
        resolved.user(id);
        return id;
      }
      case 6: {
        const { id } = findRole(world, channel.guildId, value);
        resolved.role(id);
        return id;
      }
      case 7:
        return mentionable(world, channel, resolved, value);
      case 8: {
        const { id } = findChannel(world, value);
        resolved.channel(id);
        return id;
      }
      default:
        throw refused(50035);
    }
  });
}

const bad = (message: string): DiscordRefusal => invalidField('values', 'COMPONENT_VALIDATION_FAILED', message);
