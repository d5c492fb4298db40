import type { KeySchemaElement, Projection, StoredItem, TableDescription } from '../sdk-types.ts';
import { inferClass } from './infer-class.ts';
import { type InferredTemplate, inferTemplate } from './infer-template.ts';
import { type ClassSketch, classNameOf } from './sketch.ts';

/** The key of a table or of an index: stored names. */
export interface KeySketch {
  readonly partition: readonly string[];
  readonly sort: readonly string[];
}

/** An index of a table. */
export interface IndexSketch {
  readonly name: string;
  readonly scope: 'global' | 'local';
  readonly key: KeySketch;
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly string[];
}

/** A kind of items that shares the table with others. */
export interface EntitySketch {
  readonly storedName: string;
  readonly of: ClassSketch;
  /** The template of each key attribute of the table, by stored name. */
  readonly templates: ReadonlyMap<string, InferredTemplate>;
  /** The indexes whose keys templates make. */
  readonly indexes: readonly {
    readonly index: IndexSketch;
    readonly templates: ReadonlyMap<string, InferredTemplate>;
  }[];
}

/** A table, and the classes of its items. */
export interface TableSketch {
  readonly tableName: string;
  readonly key: KeySketch;
  /** The type tags of the attributes of keys, by stored name. */
  readonly kinds: ReadonlyMap<string, string>;
  readonly indexes: readonly IndexSketch[];
  /** The only class. Undefined if entities share the table. */
  readonly only: ClassSketch | undefined;
  readonly entities: readonly EntitySketch[];
  /** The attribute with the names of the entities. */
  readonly entityAttribute: string | undefined;
}

/** Returns the classes that read the items of a table. */
export function inferTable(
  description: TableDescription,
  timeToLive: string | undefined,
  items: readonly StoredItem[],
  className?: string,
): TableSketch {
  const tableName = description.TableName ?? '';
  const key = keyOf(description.KeySchema);
  const indexes = indexesOf(description);
  const kinds = new Map(
    description.AttributeDefinitions?.map(({ AttributeName = '', AttributeType = '' }) => [
      AttributeName,
      AttributeType,
    ]),
  );
  const shared = entitiesOf({ key, indexes, timeToLive, items });
  const base = { tableName, key, kinds, indexes, ...shared };
  if (shared !== undefined) return { ...base, ...shared, only: undefined };
  const keys = new Set([...key.partition, ...key.sort]);
  const only = inferClass(className ?? classNameOf(singular(tableName)), items, { keys, timeToLive, made: new Set() });
  return { ...base, only, entities: [], entityAttribute: undefined };
}

/** A name of several things as that of one: `orders` → `order`. */
const singular = (name: string): string => (/[^s]s$/i.test(name) ? name.slice(0, -1) : name);

const keyOf = (elements: readonly KeySchemaElement[] = []): KeySketch => {
  const names = (type: string): string[] =>
    elements.filter(({ KeyType }) => KeyType === type).flatMap(({ AttributeName }) => AttributeName ?? []);
  return { partition: names('HASH'), sort: names('RANGE') };
};

function indexesOf({ GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: TableDescription): IndexSketch[] {
  const of =
    (scope: IndexSketch['scope']) =>
    (index: {
      IndexName?: string | undefined;
      KeySchema?: KeySchemaElement[] | undefined;
      Projection?: Projection | undefined;
    }): IndexSketch => ({
      name: index.IndexName ?? '',
      scope,
      key: keyOf(index.KeySchema),
      projection: projectionOf(index.Projection),
    });
  return [...GlobalSecondaryIndexes.map(of('global')), ...LocalSecondaryIndexes.map(of('local'))];
}

const projectionOf = ({ ProjectionType, NonKeyAttributes = [] }: Projection = {}): IndexSketch['projection'] =>
  ProjectionType === 'KEYS_ONLY' ? 'KEYS_ONLY' : ProjectionType === 'INCLUDE' ? NonKeyAttributes : 'ALL';

interface Shared {
  readonly key: KeySketch;
  readonly indexes: readonly IndexSketch[];
  readonly timeToLive: string | undefined;
  readonly items: readonly StoredItem[];
}

/** Attributes that hold the kind of an item: of annotable, and of other libraries. */
const kindNames = ['entity', '__edb_e__', '_et', '_type', '__en', 'entityType', 'EntityType', 'Type', 'type'];
const maxEntities = 50;

/** Returns the entities of a table, if one attribute tells them apart, and templates make the keys of all items. */
function entitiesOf(
  shared: Shared,
): { readonly entities: readonly EntitySketch[]; readonly entityAttribute: string } | undefined {
  const { items, key } = shared;
  const entityAttribute = kindNames.find((name) => items.length > 0 && items.every((item) => item[name]?.S));
  if (entityAttribute === undefined || [...key.partition, ...key.sort].includes(entityAttribute)) return undefined;
  const groups = new Map<string, StoredItem[]>();
  for (const item of items) {
    const name = item[entityAttribute]?.S ?? '';
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  if (groups.size > maxEntities) return undefined;
  const entities = [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, own]) => entityOf(name, own, shared, entityAttribute));
  const all = entities.filter((entity): entity is EntitySketch => entity !== undefined);
  return all.length === entities.length ? { entities: all, entityAttribute } : undefined;
}

function entityOf(
  storedName: string,
  items: readonly StoredItem[],
  shared: Shared,
  entityAttribute: string,
): EntitySketch | undefined {
  const { key, indexes, timeToLive } = shared;
  const keyNames = [key, ...indexes.map((index) => index.key)].flatMap(({ partition, sort }) => [
    ...partition,
    ...sort,
  ]);
  const excluded = new Set([entityAttribute, ...keyNames]);
  const templates = templatesOf(key, items, excluded);
  if (templates === undefined) return undefined;
  const made = [...indexes].flatMap((index) => {
    const own = items.filter((item) =>
      [...index.key.partition, ...index.key.sort].every((name) => item[name] !== undefined),
    );
    const found = own.length === 0 ? undefined : templatesOf(index.key, own, excluded);
    return found === undefined ? [] : [{ index, templates: found }];
  });
  const sources = [...templates.values()].flatMap((template) => template.sources);
  const written = [templates, ...made.map((index) => index.templates)].flatMap((each) => [...each.keys()]);
  const known = { keys: new Set(sources), timeToLive, made: new Set([entityAttribute, ...written]) };
  return { storedName, of: inferClass(classNameOf(storedName), items, known), templates, indexes: made };
}

/** Returns the templates of a key. Undefined if one attribute of it has none. */
function templatesOf(
  { partition, sort }: KeySketch,
  items: readonly StoredItem[],
  excluded: ReadonlySet<string>,
): ReadonlyMap<string, InferredTemplate> | undefined {
  const templates = new Map<string, InferredTemplate>();
  for (const name of [...partition, ...sort]) {
    const template = inferTemplate(name, items, excluded);
    if (template === undefined) return undefined;
    templates.set(name, template);
  }
  return templates;
}
