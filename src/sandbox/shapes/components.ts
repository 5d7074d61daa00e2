import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import type { Attachment } from '../model.ts';

interface Loose {
  readonly type?: unknown;
  readonly [field: string]: unknown;
}

/** What Discord fills in when a bot leaves it out, by component type. */
const DEFAULTS: Readonly<Record<number, Readonly<Record<string, unknown>>>> = {
  3: { min_values: 1, max_values: 1 },
  5: { min_values: 1, max_values: 1 },
  6: { min_values: 1, max_values: 1 },
  7: { min_values: 1, max_values: 1 },
  8: { min_values: 1, max_values: 1 },
  11: { description: null, spoiler: false },
  13: { name: null, size: null, spoiler: false },
  14: { spacing: 1, divider: true },
  17: { accent_color: null, spoiler: false },
};

/** Components as Discord gives them back: each has an id of its own, what was null is gone, defaults are filled in. */
export function messageComponents(
  components: readonly unknown[],
  attachments: readonly Attachment[],
  newId: () => string,
): APIMessageTopLevelComponent[] {
  const taken = new Set<number>();
  collectIds(components, taken);
  let last = 0;
  const nextId = (): number => {
    do last++;
    while (taken.has(last));
    return last;
  };
  const media = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || !('url' in value)) return value;
    const { url } = value;
    const known = attachments.find((one) => typeof url === 'string' && url.includes(`/${one.id}/`));
    return {
      id: known?.id ?? newId(),
      url,
      proxy_url: url,
      ...(known && { content_type: known.contentType, attachment_id: known.id }),
    };
  };
  const walk = (component: unknown): unknown => {
    if (typeof component !== 'object' || component === null) return component;
    const given = component as Loose;
    const type = Number(given.type);
    const shaped: Record<string, unknown> = { type, id: nonZero(given['id']) ?? nextId(), ...DEFAULTS[type] };
    for (const [key, value] of Object.entries(given)) {
      if (value === null || value === undefined || key === 'type' || key === 'id') continue;
      if (key === 'components' && Array.isArray(value)) shaped[key] = value.map(walk);
      else if (key === 'accessory') shaped[key] = walk(value);
      else if (key === 'media' || key === 'file') shaped[key] = media(value);
      else if (key === 'items' && Array.isArray(value)) {
        shaped[key] = value.map((item: object) => ({
          description: null,
          spoiler: false,
          ...item,
          media: media(Reflect.get(item, 'media')),
        }));
      } else shaped[key] = value;
    }
    return shaped;
  };
  return components.map(walk) as APIMessageTopLevelComponent[]; // validated before; the walk only adds fields
}

const nonZero = (id: unknown): number | undefined => (typeof id === 'number' && id > 0 ? id : undefined);

function collectIds(part: unknown, taken: Set<number>): void {
  if (Array.isArray(part)) {
    for (const inner of part) collectIds(inner, taken);
  } else if (typeof part === 'object' && part !== null) {
    const { id, components, accessory } = part as Loose;
    const own = nonZero(id);
    if (own !== undefined) taken.add(own);
    collectIds(components, taken);
    collectIds(accessory, taken);
  }
}
