import { isDeepStrictEqual } from 'node:util';
import { type Document, YAMLMap, isCollection, isMap, isPair, isScalar, parseDocument, visit } from 'yaml';
import type { ImportDraft } from './draft-import.ts';

export interface AddedYaml {
  readonly text: string;
  /** `schedules.payments-primary`, in the order written. */
  readonly added: readonly string[];
  /** Written before, exactly so. */
  readonly present: readonly string[];
  /** Names that stand for something else already: nothing of them is written. */
  readonly conflicts: readonly string[];
}

/**
 * The text of muster.yaml with what an import brings. What is there stays as it is, with its comments; a name that is
 * taken is a conflict, unless what stands there is the same. A person may get a `pagerduty:` that they did not have.
 */
export function addToYaml(text: string, sections: ImportDraft['sections']): AddedYaml {
  const document = parseDocument(text);
  const added: string[] = [];
  const present: string[] = [];
  const conflicts: string[] = [];
  for (const [section, things] of Object.entries(sections)) {
    for (const [key, wanted] of Object.entries(things)) {
      const value = escaped(wanted);
      const path = `${section}.${key}`;
      const there: unknown = document.getIn([section, key]);
      if (there === undefined) {
        const node = document.createNode(value);
        visit(node, { Collection: (_key, inner) => onOneLine(inner) });
        sectionOf(document, section).set(key, node);
        added.push(path);
        continue;
      }
      const plain: unknown = isMap(there) ? there.toJS(document) : there;
      if (isDeepStrictEqual(plain, value)) present.push(path);
      else if (isMap(there) && isLink(value) && !there.has('pagerduty')) {
        there.set('pagerduty', value.pagerduty);
        added.push(`${path}.pagerduty`);
      } else conflicts.push(`${path} is there already and says something else: rename or remove one of the two.`);
    }
  }
  const written = added.length === 0 ? text : document.toString({ lineWidth: 0, indentSeq: indents(text) });
  return { text: written, added, present, conflicts };
}

/** A section that is missing, or stands there empty, becomes a block of its own. */
function sectionOf(document: Document, section: string): YAMLMap {
  const there: unknown = document.get(section, true);
  if (isMap(there)) {
    // `services: {}`: more than a few names do not fit on one line.
    if (there.items.length === 0) there.flow = false;
    return there;
  }
  if (there !== undefined && !(isScalar(there) && there.value === null))
    throw new TypeError(`${section} of muster.yaml is no section`);
  const made = new YAMLMap(document.schema);
  document.set(section, made);
  return made;
}

const isLink = (value: unknown): value is { readonly pagerduty: string } =>
  typeof value === 'object' && value !== null && 'pagerduty' in value && Object.keys(value).length === 1;

/** Lists and sections that hold nothing but a few plain values are written as `[alice, bob]`. */
function onOneLine(node: unknown): void {
  if (!isCollection(node)) return;
  const values = node.items.map((item) => (isPair(item) ? item.value : item));
  if (values.every((value) => isScalar(value)) && JSON.stringify(node.toJSON()).length < 110) node.flow = true;
}

/** Whether the file's lists stand further in than their key. */
const indents = (text: string): boolean => !/^( *)[^\s#-][^\n]*:[ \t]*\n\1- /m.test(text);

/** `${NAME}` in muster.yaml is read from the environment: a name in PagerDuty must not be. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\$\{[A-Z][A-Z0-9_]*\}/g, (found) => `$${found}`);
  if (Array.isArray(value)) return value.map(escaped);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, escaped(item)]])),
    );
  }
  return value;
}
