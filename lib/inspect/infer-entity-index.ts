import type { StoredItem } from '../sdk-types.ts';
import { isIdentifier } from '../values/literals.ts';
import { type InferredTemplate, inferTemplate } from './infer-template.ts';
import type { IndexSketch, KeySketch } from './table-sketch.ts';

/** An attribute of the key of an index: made by a template, part of the key of the table, or one of the item itself. */
export interface EntityIndexPart {
  readonly name: string;
  readonly kind: 'template' | 'tableKey' | 'own';
  readonly template?: InferredTemplate | undefined;
}

/** An index of an entity. */
export interface EntityIndexSketch {
  readonly index: IndexSketch;
  readonly partition: readonly EntityIndexPart[];
  readonly sort: readonly EntityIndexPart[];
  /** The value of the items that are in the index, if others are not: `['state', 'OPEN']`. */
  readonly when: readonly [name: string, value: string | boolean] | undefined;
  /** Stored names that templates make. */
  readonly made: readonly string[];
}

/** The items of one entity. */
export interface EntityItems {
  readonly items: readonly StoredItem[];
  /** Stored names that can't be placeholders. */
  readonly excluded: ReadonlySet<string>;
  readonly tableKey: KeySketch;
}

/** Returns an index as the class declares it. Undefined if no item is in it, and a text for another reason why not. */
export function inferEntityIndex(index: IndexSketch, entity: EntityItems): EntityIndexSketch | string | undefined {
  const { items, excluded, tableKey } = entity;
  const names = [...index.key.partition, ...index.key.sort];
  const [inside, outside] = [items.filter(hasAll(names)), items.filter((item) => !hasAll(names)(item))];
  if (inside.length === 0) return undefined;
  const partOf = (name: string): EntityIndexPart => {
    if ([...tableKey.partition, ...tableKey.sort].includes(name)) return { name, kind: 'tableKey' };
    const template = inferTemplate(name, inside, excluded);
    return template === undefined ? { name, kind: 'own' } : { name, kind: 'template', template };
  };
  const partition = index.scope === 'local' ? [] : index.key.partition.map(partOf);
  const sort = index.key.sort.map(partOf);
  if ([partition, sort].some((parts) => parts.length > 1 && parts.some(({ kind }) => kind !== 'own')))
    return 'its key has several attributes, and not all of them are attributes of the class';
  const templates = [...partition, ...sort].flatMap(({ template }) => template ?? []);
  const made = [...partition, ...sort].filter(({ kind }) => kind === 'template').map(({ name }) => name);
  const sketch = { index, partition, sort, made, when: undefined };
  const sources = templates.flatMap((template) => template.sources);
  if (templates.length === 0 || outside.every((item) => !hasAll(sources)(item))) return sketch;
  const when = sharedOnlyBy(inside, outside, excluded);
  return when === undefined ? 'no attribute tells which items have its key' : { ...sketch, when };
}

const hasAll =
  (names: readonly string[]) =>
  (item: StoredItem): boolean =>
    names.every((name) => item[name] !== undefined);

/** Returns the text or Boolean that some items have in common, and no other item has. */
function sharedOnlyBy(
  inside: readonly StoredItem[],
  outside: readonly StoredItem[],
  excluded: ReadonlySet<string>,
): EntityIndexSketch['when'] {
  for (const name of Object.keys(inside[0] ?? {}).sort()) {
    const value = plainValue(inside[0]?.[name]);
    if (value === undefined || excluded.has(name) || !isIdentifier(name)) continue;
    const has = (item: StoredItem): boolean => plainValue(item[name]) === value;
    if (inside.every(has) && !outside.some(has)) return [name, value];
  }
  return undefined;
}

const plainValue = ({ S, BOOL }: StoredItem[string] = { NULL: true }): string | boolean | undefined => S ?? BOOL;
