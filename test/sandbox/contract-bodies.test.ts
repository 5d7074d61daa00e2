import { expect, test } from 'vitest';
import { type UNNAMED, validateBody } from '../../src/sandbox/validation/validate-body.ts';
import { document, hasDocument, type Schema, validatorAt, withoutDocument } from './discord-document.ts';

/** Where the bodies without a name stand in the document. */
const UNNAMED_AT: Readonly<Record<keyof typeof UNNAMED, readonly [string, string]>> = {
  BulkCommands: ['put', '/applications/{application_id}/commands'],
  BulkDelete: ['post', '/channels/{channel_id}/messages/bulk-delete'],
  PermissionOverwrite: ['put', '/channels/{channel_id}/permissions/{overwrite_id}'],
  MemberPatch: ['patch', '/guilds/{guild_id}/members/{user_id}'],
  ChannelPositions: ['patch', '/guilds/{guild_id}/channels'],
  RolePositions: ['patch', '/guilds/{guild_id}/roles'],
  Webhook: ['post', '/channels/{channel_id}/webhooks'],
};

/** Values at the bounds of a schema, and beyond: each is right or wrong in one way. */
function probesOf(schema: Schema): readonly unknown[] {
  const { $ref, oneOf, type, properties, required = [], items, pattern } = schema;
  if ($ref !== undefined) return probesOf(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
  const { minimum = 0, maximum = 5, minLength = 0, maxLength = 5, minItems = 0, maxItems = 3 } = schema;
  if (oneOf) return [...oneOf.flatMap((one) => ('const' in one ? [one.const] : probesOf(one))), 'x', {}, null];
  const types = type === undefined || typeof type === 'string' ? [type] : type;
  const odd = [null, {}, []];
  if (types.includes('object')) {
    const usual = Object.fromEntries(
      Object.entries(properties ?? {})
        .filter(([name]) => required.includes(name))
        .map(([name, one]) => [name, someOf(one)]),
    );
    const changed = Object.entries(properties ?? {}).flatMap(([name, one]) =>
      ($ref === undefined && one.properties === undefined ? probesOf(one) : [someOf(one)]).map((value) => ({
        ...usual,
        [name]: value,
      })),
    );
    const without = required.map((gone) => Object.fromEntries(Object.entries(usual).filter(([name]) => name !== gone)));
    return [usual, ...changed, ...without, null, 'x', []];
  }
  if (types.includes('array') && items) {
    const some = (count: number) => Array.from({ length: Math.max(0, count) }, (_, index) => someOf(items, index));
    const counts = [minItems - 1, minItems, maxItems, maxItems + 1].map(some);
    const inside = items.$ref?.endsWith('Request') ? [] : probesOf(items).map((value) => [...some(minItems), value]);
    return [...counts, ...inside, null, 'x', {}];
  }
  if (types.includes('integer')) return [minimum - 1, minimum, maximum, maximum + 1, 1.5, 'x', ...odd];
  if (types.includes('boolean')) return [true, false, 'x', ...odd];
  if (pattern !== undefined) return ['1', 'x', '-1', ...odd];
  return ['', 'x'.repeat(minLength), 'x'.repeat(maxLength), 'x'.repeat(maxLength + 1), ...odd];
}

/** Something that the schema allows; another one for another `index`. */
function someOf(schema: Schema, index = 0): unknown {
  const { $ref, type, properties, required = [] } = schema;
  if ($ref !== undefined) return someOf(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, index);
  const [first] = [type, schema.oneOf?.at(-1)?.type].flat().filter((one) => one !== 'null' && one !== undefined);
  if (first === 'object') {
    return Object.fromEntries(required.map((name) => [name, someOf(properties?.[name] ?? {}, index)]));
  }
  if (first === 'integer') return schema.minimum ?? index;
  if (first === 'boolean') return true;
  if (first === 'array') return [];
  return String(index + 1);
}

test.skipIf(!hasDocument).each(Object.entries(UNNAMED_AT))(
  `the body %s, which has no name there, is taken and refused as the document has it (${withoutDocument})`,
  (name, [method, path]) => {
    const { schema } = document.paths[path]?.[method]?.requestBody?.content['application/json'] ?? { schema: {} };
    const isRight = validatorAt('paths', path, method, 'requestBody', 'content', 'application/json', 'schema');
    const verdicts = probesOf(schema).map((body) => {
      let taken = true;
      try {
        validateBody(name as keyof typeof UNNAMED, body);
      } catch {
        taken = false;
      }
      return { body: JSON.stringify(body).slice(0, 200), taken, right: isRight(body) };
    });
    expect(verdicts.filter(({ taken, right }) => taken !== right)).toEqual([]);
    expect(new Set(verdicts.map(({ right }) => right))).toEqual(new Set([true, false]));
  },
);
