import type { StoredItem } from '../sdk-types.ts';
import { inferClass, type KnownAttributes } from './infer-class.ts';
import { type EntityIndexSketch, inferEntityIndex } from './infer-entity-index.ts';
import { type InferredTemplate, inferTemplate } from './infer-template.ts';
import type { ClassNames, ClassSketch } from './sketch.ts';
import { type IndexSketch, type KeySketch, projectedBy } from './table-sketch.ts';
import type { UniqueFinder } from './unique-finder.ts';

/** A kind of items that shares the table with others. */
export interface EntitySketch {
  readonly storedName: string;
  readonly of: ClassSketch;
  /** The template of each key attribute of the table, by stored name. */
  readonly templates: ReadonlyMap<string, InferredTemplate>;
  readonly indexes: readonly EntityIndexSketch[];
  /** The indexes that the class doesn't declare, with the reason. */
  readonly left: readonly (readonly [index: string, reason: string])[];
}

/** A table that entities can share. */
export interface SharedTable {
  readonly key: KeySketch;
  readonly indexes: readonly IndexSketch[];
  /** The numbers of each vector of an index, by stored name. */
  readonly vectors: ReadonlyMap<string, number>;
  readonly timeToLive: string | undefined;
  readonly items: readonly StoredItem[];
  readonly uniques: UniqueFinder;
}

/** Attributes that hold the kind of an item: of annotable, and of other libraries. */
const kindNames = ['entity', '__edb_e__', '_et', '_type', '__en', 'entityType', 'EntityType', 'Type', 'type'];
const maxEntities = 50;

/** Returns the entities of a table, if one attribute tells them apart, and templates make the keys of all items. */
export function inferEntities(
  shared: SharedTable,
  names: ClassNames,
): { readonly entities: readonly EntitySketch[]; readonly entityAttribute: string } | undefined {
  const { items, key } = shared;
  const entityAttribute = kindNames.find((name) => items.length > 0 && items.every((item) => item[name]?.S));
  if (entityAttribute === undefined || [...key.partition, ...key.sort].includes(entityAttribute)) return undefined;
  const groups = new Map<string, StoredItem[]>();
  for (const item of items) {
    const name = item[entityAttribute]?.S ?? '';
    const group = groups.get(name) ?? [];
    group.push(item);
    groups.set(name, group);
  }
  if (groups.size > maxEntities) return undefined;
  const entities = [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, own]) => entityOf({ name, own }, shared, entityAttribute, names));
  const all = entities.filter((entity): entity is EntitySketch => entity !== undefined);
  return all.length === entities.length ? { entities: all, entityAttribute } : undefined;
}

function entityOf(
  { name: storedName, own: items }: { readonly name: string; readonly own: readonly StoredItem[] },
  { key, indexes, vectors: ofTable, timeToLive, uniques }: SharedTable,
  entityAttribute: string,
  names: ClassNames,
): EntitySketch | undefined {
  const keyNames = [key, ...indexes.map((index) => index.key)].flatMap(namesOf);
  const excluded = new Set([entityAttribute, ...keyNames]);
  const templates = new Map<string, InferredTemplate>();
  for (const name of namesOf(key)) {
    const template = inferTemplate(name, items, excluded);
    if (template === undefined) return undefined;
    templates.set(name, template);
  }
  const inferred = indexes.map((index) => inferEntityIndex(index, { items, excluded, tableKey: key }));
  const declared = inferred.filter((index) => typeof index === 'object');
  const sources = [...templates.values()].flatMap((template) => template.sources);
  const made = new Set([entityAttribute, ...templates.keys(), ...declared.flatMap((index) => index.made)]);
  const left = indexes.flatMap(({ name }, place) => {
    const reason = inferred[place];
    return typeof reason === 'string' ? [[name, reason] as const] : [];
  });
  const vectors = new Map([...ofTable].filter(([name]) => items.some((item) => item[name] !== undefined)));
  const uniqueScope: KnownAttributes['uniqueScope'] = (name, values) => uniques.scopeOf(name, values, storedName);
  const projected = new Set([...projectedBy(declared.map(({ index }) => index))].filter((name) => !excluded.has(name)));
  const expires = timeToLive !== undefined && items.some((item) => item[timeToLive] !== undefined);
  const known: KnownAttributes = {
    keys: new Set(sources),
    vectors,
    kinds: new Map(),
    timeToLive: expires ? timeToLive : undefined,
    uniqueScope,
    projected,
    made,
  };
  return { storedName, of: inferClass(storedName, items, names, known), templates, indexes: declared, left };
}

const namesOf = ({ partition, sort }: KeySketch): string[] => [...partition, ...sort];
