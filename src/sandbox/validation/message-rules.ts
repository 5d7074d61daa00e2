import { type FormErrors, addFieldError, invalidForm, refused } from '../refused.ts';

/** What a message may be made of, as far as the rules over several fields read it. */
export interface MessageBody {
  readonly content?: string | null | undefined;
  readonly embeds?: readonly EmbedBody[] | null | undefined;
  readonly components?: readonly unknown[] | null | undefined;
  readonly sticker_ids?: readonly string[] | null | undefined;
  readonly poll?: unknown;
}

export interface EmbedBody {
  readonly title?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly footer?: { readonly text?: string | null | undefined } | null | undefined;
  readonly author?: { readonly name?: string | null | undefined } | null | undefined;
  readonly fields?: readonly { readonly name?: string; readonly value?: string }[] | null | undefined;
}

export const COMPONENTS_V2 = 1 << 15;
const LONGEST_CONTENT = 2000;
const LONGEST_EMBEDS = 6000;
const MOST_ROWS = 5;
const MOST_V2_COMPONENTS = 40;
const LONGEST_V2_TEXT = 4000;

/**
 * The rules that Discord's document does not know. `flags` are those that the message will have, `files` how many come along.
 * Refuses 50035; 50006 for a message with nothing in it.
 */
export function checkMessage(body: MessageBody, flags: number, files: number): void {
  const errors: FormErrors = {};
  let faulty = false;
  const fault = (path: readonly PropertyKey[], code: string, message: string): void => {
    faulty = true;
    addFieldError(errors, path, { code, message });
  };
  const { content, embeds, components } = body;
  if (content && content.length > LONGEST_CONTENT && [...content].length > LONGEST_CONTENT) {
    fault(['content'], 'BASE_TYPE_MAX_LENGTH', `Must be ${LONGEST_CONTENT} or fewer in length.`);
  }
  if (embeds && embeds.length > 0) checkEmbeds(embeds, fault);
  if (components && components.length > 0) checkComponents(components, (flags & COMPONENTS_V2) !== 0, fault);
  if (flags & COMPONENTS_V2) {
    const why = "The 'IS_COMPONENTS_V2' message flag excludes this field.";
    for (const [field, given] of [
      ['content', content],
      ['embeds', embeds?.length],
      ['poll', body.poll],
      ['sticker_ids', body.sticker_ids?.length],
    ] as const) {
      if (given) fault([field], 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', why);
    }
  }
  if (faulty) throw invalidForm(errors);
  if (isBlank(content) && !embeds?.length && !components?.length && !files && !body.poll && !body.sticker_ids?.length) {
    throw refused(50006);
  }
}

const isBlank = (content: string | null | undefined): boolean => !content || content.trim() === '';

type Fault = (path: readonly PropertyKey[], code: string, message: string) => void;

function checkEmbeds(embeds: readonly EmbedBody[], fault: Fault): void {
  let total = 0;
  const length = (text: string | null | undefined): number => (text ? [...text.trim()].length : 0);
  embeds.forEach((embed, index) => {
    total += length(embed.title) + length(embed.description) + length(embed.footer?.text) + length(embed.author?.name);
    embed.fields?.forEach((field, at) => {
      total += length(field.name) + length(field.value);
      for (const part of ['name', 'value'] as const) {
        if (length(field[part]) === 0)
          fault(['embeds', index, 'fields', at, part], 'BASE_TYPE_REQUIRED', 'This field is required');
      }
    });
    if (!Object.values(embed).some((part) => part !== null && part !== undefined && part !== '')) {
      fault(['embeds', index], 'MODEL_TYPE_EMPTY', 'Embed is empty.');
    }
  });
  if (total > LONGEST_EMBEDS) {
    fault(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${LONGEST_EMBEDS}`);
  }
}

interface AnyComponent {
  readonly type: number;
  readonly custom_id?: string | null;
  readonly style?: number;
  readonly url?: string | null;
  readonly sku_id?: string | null;
  readonly label?: string | null;
  readonly emoji?: unknown;
  readonly content?: string;
  readonly components?: readonly AnyComponent[];
  readonly accessory?: AnyComponent;
  readonly component?: AnyComponent;
  readonly options?: readonly { readonly value: string; readonly default?: boolean | null }[];
  readonly min_values?: number | null;
  readonly max_values?: number | null;
}

/** Only rows go without the V2 flag; ids are unique; a row holds five buttons or one select. */
function checkComponents(components: readonly unknown[], v2: boolean, fault: Fault): void {
  const seen = new Set<string>();
  let count = 0;
  let text = 0;
  const walk = (component: AnyComponent, path: readonly PropertyKey[]): void => {
    count++;
    text += component.type === 10 ? [...(component.content ?? '')].length : 0;
    checkOne(component, path, fault);
    if (component.custom_id) {
      if (seen.has(component.custom_id)) {
        fault([...path, 'custom_id'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
      }
      seen.add(component.custom_id);
    }
    component.components?.forEach((inner, index) => {
      walk(inner, [...path, 'components', index]);
    });
    if (component.accessory) walk(component.accessory, [...path, 'accessory']);
  };
  (components as readonly AnyComponent[]).forEach((component, index) => {
    if (!v2 && component.type !== 1) {
      fault(['components', index, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (1,).');
    }
    walk(component, ['components', index]);
  });
  if (!v2 && components.length > MOST_ROWS) {
    fault(['components'], 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${MOST_ROWS} in length.`);
  }
  if (v2 && count > MOST_V2_COMPONENTS) {
    fault(
      ['components'],
      'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
      `The total number of components may not exceed ${MOST_V2_COMPONENTS}.`,
    );
  }
  if (v2 && text > LONGEST_V2_TEXT) {
    fault(
      ['components'],
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      `The displayable text exceeds ${LONGEST_V2_TEXT} characters.`,
    );
  }
}

function checkOne(component: AnyComponent, path: readonly PropertyKey[], fault: Fault): void {
  if (component.type === 1 && component.components) {
    const buttons = component.components.filter((inner) => inner.type === 2).length;
    const width = component.components.reduce((sum, inner) => sum + (inner.type === 2 ? 1 : 5), 0);
    if (width > 5) {
      fault(
        [...path, 'components'],
        'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
        'The specified component exceeds the maximum width',
      );
    }
    if (buttons > 0 && buttons < component.components.length) {
      fault([...path, 'components'], 'COMPONENT_TYPE_INVALID', 'A row holds buttons or one select.');
    }
  }
  if (component.type === 2) checkButton(component, path, fault);
  if (component.type >= 3 && component.type <= 8 && component.type !== 4) checkSelect(component, path, fault);
}

function checkButton(button: AnyComponent, path: readonly PropertyKey[], fault: Fault): void {
  if (button.style === 5) {
    if (!button.url) fault([...path, 'url'], 'BASE_TYPE_REQUIRED', 'A url is required');
    if (button.custom_id)
      fault(
        [...path],
        'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
  } else if (button.style !== 6) {
    if (!button.custom_id) fault([...path, 'custom_id'], 'BASE_TYPE_REQUIRED', 'A custom id is required');
    if (button.url)
      fault(
        [...path],
        'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
  }
  if (button.style !== 6 && !button.label && !button.emoji) {
    fault([...path, 'label'], 'BUTTON_COMPONENT_INVALID', 'A button needs a label or an emoji.');
  }
}

export function checkSelect(select: AnyComponent, path: readonly PropertyKey[], fault: Fault): void {
  const most = select.max_values ?? 1;
  if ((select.min_values ?? 1) > most) {
    fault([...path, 'min_values'], 'SELECT_COMPONENT_INVALID_MIN_VALUES', 'min_values must not exceed max_values.');
  }
  const { options } = select;
  if (!options) return;
  if (most > options.length) {
    fault(
      [...path, 'max_values'],
      'SELECT_COMPONENT_INVALID_MAX_VALUES',
      'max_values must not exceed the number of options.',
    );
  }
  const values = new Set<string>();
  options.forEach((option, index) => {
    if (values.has(option.value)) {
      fault(
        [...path, 'options', index, 'value'],
        'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        'The specified option value is already used',
      );
    }
    values.add(option.value);
  });
  if (options.filter((option) => option.default).length > most) {
    fault(
      [...path, 'options'],
      'SELECT_COMPONENT_MAX_DEFAULT_VALUES',
      'More options are selected by default than may be.',
    );
  }
}
