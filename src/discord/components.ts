import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInMessageActionRow,
  type APISelectMenuComponent,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import { encodeCustomId } from '../commands/custom-id.ts';
import type { Button, Menu, Message } from '../commands/message.ts';
import { fit, fitLabel } from './fit.ts';
import { LIMITS } from './limits.ts';
import { webAddress } from './markdown.ts';

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

const STYLES = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  success: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
} as const;

/**
 * The message's buttons and menus in Discord's rows: five buttons a row, one menu a row, five rows. What is beyond that
 * is left out and counted. Custom ids are unique within the message.
 */
export function drawComponents(message: Message): { readonly rows: Row[]; readonly leftOut: number } {
  const unique = uniqueIds();
  const rows: Row[] = [];
  for (const buttons of message.buttons ?? []) {
    const drawn = buttons.map((button) => drawButton(button, unique)).filter((button) => button !== undefined);
    for (let at = 0; at < drawn.length; at += LIMITS.buttonsInRow) {
      rows.push({ type: ComponentType.ActionRow, components: drawn.slice(at, at + LIMITS.buttonsInRow) });
    }
  }
  for (const menu of message.menus ?? []) {
    const drawn = drawMenu(menu, unique);
    if (drawn) rows.push({ type: ComponentType.ActionRow, components: [drawn] });
  }
  const leftOut = rows.slice(LIMITS.rows).reduce((count, row) => count + row.components.length, 0);
  return { rows: rows.slice(0, LIMITS.rows), leftOut };
}

type UniqueId = (action: string, args: readonly string[]) => string;

function uniqueIds(): UniqueId {
  const seen = new Set<string>();
  return (action, args) => {
    let id = encodeCustomId({ action, args });
    for (let copy = 1; seen.has(id); copy++) id = encodeCustomId({ action, args }, copy);
    seen.add(id);
    return id;
  };
}

function drawButton(button: Button, unique: UniqueId): APIButtonComponent | undefined {
  const emoji = button.emoji === undefined ? {} : { emoji: { name: button.emoji } };
  const face = {
    type: ComponentType.Button as const,
    label: fitLabel(button.label, LIMITS.buttonLabel),
    ...emoji,
    ...(button.disabled && { disabled: true }),
  };
  if ('url' in button) {
    const url = webAddress(button.url);
    return url === undefined || url.length > 512 ? undefined : { ...face, style: ButtonStyle.Link, url };
  }
  const style = STYLES[button.style ?? 'secondary'];
  return { ...face, style, custom_id: unique(button.action, button.args ?? []) };
}

function drawMenu(menu: Menu, unique: UniqueId): APISelectMenuComponent | undefined {
  const most = (available: number): number => Math.max(1, Math.min(menu.most ?? 1, available));
  const face = (available: number) => ({
    custom_id: unique(menu.action, menu.args ?? []),
    placeholder: fit(menu.placeholder, LIMITS.selectPlaceholder),
    min_values: Math.min(menu.least ?? 1, most(available)),
    max_values: most(available),
  });
  if (menu.choose === 'people') return { type: ComponentType.UserSelect, ...face(25) };
  if (menu.choose === 'roles') return { type: ComponentType.RoleSelect, ...face(25) };
  if (menu.choose === 'channels') return { type: ComponentType.ChannelSelect, ...face(25) };
  const options = menu.choose.slice(0, LIMITS.selectOptions).map(drawOption);
  return options.length === 0 ? undefined : { type: ComponentType.StringSelect, ...face(options.length), options };
}

/** A choice of a menu or a form. `value` is ours and comes back as it is: it is never shortened. */
export const drawOption = (option: {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
  readonly selected?: true;
}) => {
  if (option.value.length > LIMITS.selectText) throw new RangeError(`The choice ${option.value} is too long`);
  return {
    label: fitLabel(option.label, LIMITS.selectText),
    value: option.value,
    ...(option.description && { description: fitLabel(option.description, LIMITS.selectText) }),
    ...(option.selected && { default: true }),
  };
};
