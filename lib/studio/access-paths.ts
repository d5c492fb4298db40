import type { Part } from '../keys/part.ts';
import { AttributeCodec } from '../schema/attribute-codec.ts';
import type { KeyPart as KeyPartSchema, KeySchema } from '../schema/key-schema.ts';
import type { KeySource } from '../schema/key-source.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { Codec, Converter } from '../values/converter.ts';
import type { AccessPath, AttributeInfo, KeyPart } from './api-types.ts';

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
      const { enum: values } = enumOf(source.codec);
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

const enumOf = (codec: Codec): { readonly enum?: readonly (string | number)[] | undefined } =>
  AttributeCodec.is(codec) ? codec.rules : {};

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
export function shownType(codec: Codec): AttributeInfo['type'] {
  const { type } = AttributeCodec.is(codec) ? codec.converter : (codec as Converter);
  return (shown.has(type) ? type : 'other') as AttributeInfo['type'];
}
