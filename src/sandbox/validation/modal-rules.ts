import { type FormErrors, addFieldError, invalidForm } from '../refused.ts';

interface ModalBody {
  readonly components: readonly ModalPart[];
}

interface ModalPart {
  readonly type: number;
  readonly custom_id?: string;
  readonly components?: readonly ModalPart[];
  readonly component?: ModalPart;
  readonly options?: readonly { readonly value: string }[];
  readonly min_length?: number | null;
  readonly max_length?: number | null;
  readonly value?: string | null;
  readonly min_values?: number | null;
  readonly max_values?: number | null;
}

const MOST_COMPONENTS = 5;
/** Component type to how many options it takes: radio group, checkbox group (Discord's documentation). */
const OPTIONS: Readonly<Record<number, readonly [number, number]>> = { 21: [2, 10], 22: [1, 10] };

/** Five parts, ids unique, bounds that fit each other: what Discord checks beyond its document. Refuses 50035. */
export function checkModal(modal: ModalBody): void {
  const errors: FormErrors = {};
  let faulty = false;
  const fault = (path: readonly PropertyKey[], code: string, message: string): void => {
    faulty = true;
    addFieldError(errors, ['data', ...path], { code, message });
  };
  if (modal.components.length < 1 || modal.components.length > MOST_COMPONENTS) {
    fault(['components'], 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${MOST_COMPONENTS} in length.`);
  }
  const seen = new Set<string>();
  modal.components.forEach((part, index) => {
    const path = ['components', index];
    const [field, where] = part.component
      ? [part.component, [...path, 'component']]
      : [part.components?.[0], [...path, 'components', 0]];
    if (part.type === 1 && part.components && part.components.length > 1) {
      fault(
        [...path, 'components'],
        'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
        'The specified component exceeds the maximum width',
      );
    }
    if (field) checkField(field, where, seen, fault);
  });
  if (faulty) throw invalidForm(errors);
}

function checkField(
  field: ModalPart,
  path: readonly PropertyKey[],
  seen: Set<string>,
  fault: (path: readonly PropertyKey[], code: string, message: string) => void,
): void {
  if (field.custom_id !== undefined) {
    if (seen.has(field.custom_id)) {
      fault([...path, 'custom_id'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
    }
    seen.add(field.custom_id);
  }
  const longest = field.max_length ?? 4000;
  if ((field.min_length ?? 0) > longest) {
    fault([...path, 'min_length'], 'TEXT_INPUT_INVALID', 'min_length must not exceed max_length.');
  }
  if ((field.value?.length ?? 0) > longest) {
    fault([...path, 'value'], 'BASE_TYPE_MAX_LENGTH', `Must be ${longest} or fewer in length.`);
  }
  const bounds = OPTIONS[field.type];
  const count = field.options?.length ?? 0;
  if (bounds && (count < bounds[0] || count > bounds[1])) {
    fault([...path, 'options'], 'BASE_TYPE_BAD_LENGTH', `Must be between ${bounds[0]} and ${bounds[1]} in length.`);
  }
  if (field.options && new Set(field.options.map((option) => option.value)).size < count) {
    fault(
      [...path, 'options'],
      'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
      'The specified option value is already used',
    );
  }
  if ((field.min_values ?? 0) > (field.max_values ?? Math.max(count, 25))) {
    fault([...path, 'min_values'], 'SELECT_COMPONENT_INVALID_MIN_VALUES', 'min_values must not exceed max_values.');
  }
}
