import { leafToJson } from '../json/json-leaf.ts';
import type { Part } from '../keys/part.ts';
import { AttributeCodec } from '../schema/attribute-codec.ts';
import type { KeyPart as KeyPartSchema, KeySchema } from '../schema/key-schema.ts';
import type { KeySource } from '../schema/key-source.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { Codec, Converter } from '../values/converter.ts';
import { Issues } from '../values/issues.ts';
import type { AccessPath, Json, KeyPart, ValueType } from './api-types.ts';

/** Returns what queries can use: the table's key first, then the indexes. */
export const accessPaths = ({ key, indexes }: Schema): readonly AccessPath[] => [
  { scope: 'table', projection: 'all', ...keyParts(key) },
  ...Object.values(indexes).map(({ name, scope, key: indexKey, projection }) => ({
    index: name,
    scope,
    projection: extentOf(projection),
    ...keyParts(indexKey),
  })),
];

const extentOf = (projection: IndexSchema['projection']): AccessPath['projection'] =>
  projection === 'ALL' ? 'all' : projection === 'KEYS_ONLY' ? 'keys' : 'some';

function keyParts({ partition, sort }: KeySchema): Pick<AccessPath, 'partition' | 'sort' | 'text'> {
  const partitionParts = partition.flatMap((part) => partsOf(part, () => ['eq']));
  const needed = new Set(partitionParts.map(({ property }) => property));
  return {
    partition: partitionParts,
    sort: sort.flatMap((part) => partsOf(part, operatorsOf)).filter(({ property }) => !needed.has(property)),
    text: [...partition, ...sort].map(textOf).join(' / '),
  };
}

const textOf = ({ template, attribute, sources: [source] }: KeyPartSchema): string =>
  template?.template.text ?? source?.path ?? attribute.name;

type OperatorsOf = (source: KeySource, part: Part | undefined) => readonly string[];

/** Returns the properties of a part of a key that a query can give. */
function partsOf({ sources, template, fixed }: KeyPartSchema, operators: OperatorsOf): KeyPart[] {
  return sources
    .filter(({ path }) => fixed?.has(path) !== true && template?.isShardOnly(path) !== true)
    .map((source) => {
      const part = template?.parts.find(({ path, shards }) => path === source.path && shards === undefined);
      const values = enumJson(source.codec);
      return {
        property: source.path,
        type: shownType(source.codec),
        ...(values && { enum: values }),
        operators: operators(source, template === undefined ? undefined : part),
      };
    });
}

const comparisons = ['lt', 'lte', 'gt', 'gte', 'between'] as const;

/** Returns the operators that a key condition can have on a part of a sort key. */
function operatorsOf({ codec, attribute }: KeySource, part: Part | undefined): readonly string[] {
  const isText = shownType(codec) === 'string';
  const isOrdered = part?.isOrdered !== false && attribute.encryption === undefined;
  return ['eq', ...(isOrdered ? comparisons : []), ...(isOrdered && isText ? ['beginsWith'] : [])];
}

/**
 * Returns the values of an enum in the form of JSON. Undefined if there is none, or if they are stored as another type
 * than text and numbers.
 */
export function enumJson(codec: Codec): readonly (string | number)[] | undefined {
  if (!AttributeCodec.is(codec)) return undefined;
  const { converter, rules } = codec;
  if (rules.convert === undefined) return rules.enum;
  const issues = new Issues();
  const values = rules.enum?.map((value) => leafToJson(converter.type, codec.convertedTo(value, issues)));
  return issues.list.length === 0 && values?.every(isChoice) ? values : undefined;
}

const isChoice = (value: Json): value is string | number => typeof value === 'string' || typeof value === 'number';

/** Types that the page shows in a form of their own. */
const shown: ReadonlySet<string> = new Set([
  'string',
  'number',
  'bigint',
  'decimal',
  'boolean',
  'date',
  'bytes',
  'set',
  'list',
  'map',
  'document',
  'vector',
]);

/** Returns the type by which the page shows a value. */
export const shownType = (codec: Codec): ValueType => typeOf(converterOf(codec).type);

/** Returns the type of the elements of a set or a list. Undefined for other types. */
export function elementType(codec: Codec): ValueType | undefined {
  const { type, elementType: ofSet, element } = converterOf(codec);
  const found = type === 'list' ? element?.type : ofSet;
  return found && typeOf(found);
}

const converterOf = (codec: Codec): Converter => (AttributeCodec.is(codec) ? codec.converter : (codec as Converter));

const typeOf = (type: string): ValueType => (shown.has(type) ? type : 'other') as ValueType;
