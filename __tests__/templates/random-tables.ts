import fc from 'fast-check';
import {
  defineSchema,
  epochSeconds,
  type IndexSettings,
  type LocalIndexSettings,
  type Schema,
  type VectorIndexDefinition,
  vector,
  vectorIndex,
} from '../../lib/index.ts';

/** Names of key attributes, by property. Each property has one type. */
const keys = {
  text1: String,
  text2: String,
  text3: String,
  number1: Number,
  number2: Number,
  bytes1: Uint8Array,
} as const;
type KeyName = keyof typeof keys;
const keyNames = Object.keys(keys) as KeyName[];

/** Stored names with everything that a template language could misread. */
const storedName = fc.oneof(
  fc.constantFrom(
    ...['$', '%', '$$', '%%'].map((sign) => `${sign}{x}`),
    'a.b',
    'it"s',
    "it's",
    'back\\slash',
    'two\nlines',
    'tab\t',
    '\b\f',
    'é✓𝒳',
    '#',
  ),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((name) => name.normalize())
    .filter((name) => name.trim() !== ''),
);

const units = fc.integer({ min: 1, max: 4_000 });
const capacity = fc.record({ read: units, write: units });
const tagText = fc.stringMatching(/^[A-Za-z0-9_.:/=+@-]{1,20}$/);

const policy = fc.constantFrom(
  {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:role/reader' },
        Action: ['dynamodb:GetItem'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalTag/tenant': `$${'{aws:ResourceTag/tenant}'}` } },
      },
    ],
  },
  { Version: '2012-10-17', Statement: [] },
);

const present = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });

/** Options of a table with any settings. Only tables on demand can have vector indexes and replicas. */
const options = fc.record({
  billing: fc.oneof(
    fc.constant('onDemand' as const),
    capacity,
    fc.record({ onDemand: fc.record({ maxRead: units, maxWrite: present(units) }) }),
  ),
  stream: present(fc.constantFrom('KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES')),
  deletionProtection: fc.boolean(),
  pointInTimeRecovery: fc.oneof(fc.boolean(), fc.record({ days: fc.integer({ min: 1, max: 35 }) })),
  tags: fc.dictionary(tagText, tagText, { maxKeys: 4 }),
  warmThroughput: present(
    fc.record({ read: fc.integer({ min: 12_000, max: 40_000 }), write: fc.integer({ min: 4_000, max: 40_000 }) }),
  ),
  tableClass: present(fc.constantFrom('standard', 'infrequentAccess')),
  encryption: present(
    fc.constantFrom('owned', 'aws', {
      kmsKey: 'arn:aws:kms:eu-west-3:123456789012:key/12345678-1234-1234-1234-123456789012',
    }),
  ),
  resourcePolicy: present(policy),
  contributorInsights: fc.constantFrom(true, false, 'throttledKeys'),
  kinesis: present(fc.constant({ streamArn: 'arn:aws:kinesis:eu-west-3:123456789012:stream/changes' })),
});

const projection = fc.oneof(
  fc.constantFrom('ALL' as const, 'KEYS_ONLY' as const),
  fc.uniqueArray(fc.constantFrom('extra1', 'extra2', 'extra3'), { minLength: 1 }),
);

const globalIndex: fc.Arbitrary<IndexSettings> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...keyNames), { minLength: 1, maxLength: 5 }),
    partition: fc.integer({ min: 1, max: 4 }),
    projection,
  })
  .map(({ names, partition, projection: held }) => ({
    partitionKey: names.slice(0, partition) as never,
    ...(names.length > partition && { sortKey: names.slice(partition, partition + 4) as never }),
    projection: held,
  }));

const vectorSettings: fc.Arbitrary<VectorIndexDefinition> = fc
  .record({
    partitionKey: present(fc.constantFrom('text1', 'number1')),
    filters: fc.uniqueArray(fc.constantFrom('text2', 'number2'), { maxLength: 2 }),
    distance: fc.constantFrom('cosine', 'euclidean', 'dotProduct'),
    projection,
  })
  .map((settings) => vectorIndex({ vector: 'embedding', ...settings }));

/** Named settings: `index-0`, `index-1`. */
const named = <Value>(value: fc.Arbitrary<Value>, prefix: string, maxLength: number) =>
  fc
    .array(value, { maxLength })
    .map((all) => Object.fromEntries(all.map((each, place) => [`${prefix}-${place}`, each])));

const parts = fc.record({
  options,
  names: fc.uniqueArray(storedName, { minLength: 12, maxLength: 12 }),
  key: fc.uniqueArray(fc.constantFrom(...keyNames), { minLength: 1, maxLength: 2 }),
  indexes: named(globalIndex, 'by.global', 4),
  locals: fc.uniqueArray(fc.constantFrom(...keyNames), { maxLength: 3 }),
  localProjection: projection,
  vectors: named(vectorSettings, 'by_vector', 3),
  expires: fc.boolean(),
});

/** Models with any keys, indexes, and settings. */
export const randomTables = (tableName: () => string): fc.Arbitrary<Schema> =>
  parts.map(({ options: { stream, billing, ...settings }, names, key, indexes, locals, vectors, ...more }) => {
    const [partitionKey = 'text1', sortKey] = key;
    const isOnDemand = billing === 'onDemand' || (typeof billing === 'object' && 'onDemand' in billing);
    const optional = (property: string) => !key.includes(property as KeyName);
    const types = [...Object.entries(keys), ...['extra1', 'extra2', 'extra3'].map((name) => [name, String] as const)];
    const attributes = types.map(([property, type], place) => [
      property,
      { type, name: names[place], ...(optional(property) && { optional: true }) },
    ]);
    // Without the time to live, expired items would be read.
    const withExpiry = <Index extends { readonly projection?: unknown }>(index: Index) => ({
      ...index,
      ...(more.expires &&
        index.projection !== 'ALL' && {
          projection: [...(Array.isArray(index.projection) ? index.projection : []), 'expiresAt'],
        }),
    });
    const own = sortKey === undefined ? [] : locals.filter((name) => !key.includes(name));
    const localIndexes: Record<string, LocalIndexSettings> = Object.fromEntries(
      own.map((name) => [`by-local-${name}`, withExpiry({ sortKey: name, projection: more.localProjection })]),
    );
    return defineSchema({
      name: 'Random',
      table: { name: tableName(), billing, stream, ...settings } as never,
      attributes: {
        ...Object.fromEntries(attributes),
        embedding: { type: vector(3), name: names[9], optional: true },
        expiresAt: { type: epochSeconds(), name: names[10], optional: true },
      },
      partitionKey,
      sortKey,
      indexes: Object.fromEntries(Object.entries(indexes).map(([name, index]) => [name, withExpiry(index)])),
      localIndexes,
      ...(isOnDemand && { vectorIndexes: vectors }),
      ...(more.expires && { timeToLive: 'expiresAt' }),
    });
  });
