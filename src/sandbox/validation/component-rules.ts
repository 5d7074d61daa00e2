const MOST_ROWS = 5;
const MOST_V2_COMPONENTS = 40;
const LONGEST_V2_TEXT = 4000;

/** Tells of what is wrong, and where. */
export type Fault = (path: readonly PropertyKey[], code: string, message: string) => void;

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
export function checkComponents(components: readonly unknown[], v2: boolean, fault: Fault): void {
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

function checkSelect(select: AnyComponent, path: readonly PropertyKey[], fault: Fault): void {
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
