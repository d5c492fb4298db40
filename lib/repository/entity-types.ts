import type { Present } from '../expressions/path-types.ts';
import type { EntityIndexSettings, EntityKeys } from '../schema/entity-definition.ts';
import type { FixedPath, KeyPath, PathOf, Placeholders, TablePlaceholder, ValueAt } from '../schema/template-types.ts';
import type { Exact, SortParts } from './key-parts.ts';

// The keys of entities, whose parts are the placeholders of templates. A worked example:
//
//   type Keys = { partitionKey: 'CUSTOMER#{customerId}'; sortKey: 'ORDER#{placedAt}#{orderId}' }
//
//   EntityKey<Order, Keys> → { customerId: string; placedAt: Date; orderId: string }
//   EntityQueryKey<Order, Keys> →
//     { customerId: string } & (
//       | { placedAt?: undefined; orderId?: undefined }
//       | { placedAt: Date or a test; orderId?: undefined }
//       | { placedAt: Date; orderId: string or a test }
//     )

/** Marks a key without parts, because an empty object type would accept any value. */
declare const noParts: unique symbol;

interface NoParts {
  readonly [noParts]?: never;
}

/** The parts of the table's key, as a list, so that the compiler prints them instead of the keys. */
type TableParts<Keys extends EntityKeys> = Paths<
  readonly [...Placeholders<Keys['partitionKey']>, ...Placeholders<Keys['sortKey']>],
  never
>;

/** The key of an entity: the parts of both templates. */
export type EntityKey<T, Keys extends EntityKeys> = KeyParts<T, TableParts<Keys>>;

type KeyParts<T, Parts extends readonly string[]> = Parts extends readonly [] ? NoParts : Exact<T, Parts[number]>;

/** The only part, whose bare value is a key too. Never if there are more. */
export type OnlyPart<T, Keys extends EntityKeys> =
  TableParts<Keys> extends readonly [infer Only] ? Present<ValueAt<T, Only>> : never;

/** Placeholders as paths, without those of shards, and each path once. */
type Paths<List, Left extends string, Found extends readonly string[] = readonly []> = List extends readonly [
  infer Head,
  ...infer Rest,
]
  ? Head extends `${string}|shard:${string}`
    ? Paths<Rest, Left, Found>
    : PathOf<Head> extends Left | Found[number]
      ? Paths<Rest, Left, Found>
      : Paths<Rest, Left, readonly [...Found, PathOf<Head> & string]>
  : Found;

/** The key of a query: all parts of the partition key, and those of the sort key from left to right. */
type QueryParts<T, Partition extends readonly string[], Sort extends readonly string[]> = ([
  Partition[number] | Sort[number],
] extends [never]
  ? NoParts
  : Exact<T, Partition[number]>) &
  SortParts<T, Sort>;

/** Distributes over the placeholders, because a key of an index without a template is one of two keys of the table. */
type PairParts<T, Partition, Sort, Left extends string> = Partition extends unknown
  ? Sort extends unknown
    ? QueryParts<T, Paths<Partition, Left>, Paths<Sort, Left | Paths<Partition, Left>[number]>>
    : never
  : never;

/** The key of a query of the table. */
export type EntityQueryKey<T, Keys extends EntityKeys> = PairParts<
  T,
  Placeholders<Keys['partitionKey']>,
  Placeholders<Keys['sortKey']>,
  never
>;

/**
 * The key of a query of the table, or through an index.
 *
 * The compiler also reads this type before it knows the name. `Known` is `unknown` then, so it makes no key of an index,
 * which would be most of the work of a query of the table.
 */
export type EntityQueryKeyOf<T, Keys extends EntityKeys, Name> = [Name] extends [never]
  ? EntityQueryKey<T, Keys>
  : [Name] extends [infer Known]
    ? Known extends keyof SettingsIn<Keys>
      ? IndexQueryKeys<T, Keys, SettingsIn<Keys>>[Known]
      : NoParts
    : never;

/** The keys by index. With `-?`, which changes nothing, the compiler makes a key only if it knows the index. */
type IndexQueryKeys<T, Keys extends EntityKeys, Settings> = {
  readonly [Name in keyof Settings]-?: EntityIndexQueryKey<T, Keys, Settings[Name]>;
};

/** The settings of the indexes. An object without members if there are none. */
type SettingsIn<Keys extends EntityKeys> = Keys extends {
  readonly indexes: infer Settings extends Readonly<Record<string, EntityIndexSettings>>;
}
  ? Settings
  : unknown;

/** The key of a query through an index. The name of the entity and the properties of `when` are known, so not given. */
type EntityIndexQueryKey<T, Keys extends EntityKeys, Settings> =
  IsInverted<Settings> extends true
    ? PairParts<T, Placeholders<Keys['sortKey']>, Placeholders<Keys['partitionKey']>, WhenPath<Settings>>
    : PairParts<
        T,
        PartsOf<Keys, PartitionOf<Settings>>,
        PartsOf<Keys, MemberOf<Settings, 'sortKey'>>,
        WhenPath<Settings> | EntityName<T>
      >;

type EntityName<T> = 'entity' extends keyof T ? never : 'entity';

type MemberOf<Settings, Name extends string> = Name extends keyof Settings ? Settings[Name] : undefined;

type WhenPath<Settings> = Settings extends { readonly when: infer When } ? keyof When & string : never;

/** A local index has the partition key of the table. */
type PartitionOf<Settings> = Settings extends { readonly partitionKey: infer Key } ? Key : LocalPartition;

declare const localPartition: unique symbol;

interface LocalPartition {
  readonly [localPartition]: true;
}

/** True if both keys are attributes of the table's key: an index of the sort key, then. */
type IsInverted<Settings> = Settings extends {
  readonly partitionKey: { readonly attribute: string };
  readonly sortKey: { readonly attribute: string };
}
  ? Settings extends
      | { readonly partitionKey: { readonly template: string } }
      | { readonly sortKey: { readonly template: string } }
    ? false
    : true
  : false;

/** The placeholders of a key of an index: of its template, or properties, or those of the table's key. */
type PartsOf<Keys extends EntityKeys, Key> = Key extends LocalPartition
  ? Placeholders<Keys['partitionKey']>
  : Key extends { readonly template: infer Text }
    ? Placeholders<Text>
    : Key extends { readonly attribute: string }
      ? Placeholders<Keys['partitionKey']> | Placeholders<Keys['sortKey']>
      : Key extends readonly string[]
        ? Key
        : Key extends string
          ? readonly [Key]
          : readonly [];

/** The paths that are whole in a key. A changed letter or a shard can't be read back. */
type ExactPath<Placeholder> = Placeholder extends `${string}|${'lower' | 'upper' | 'shard:'}${string}`
  ? never
  : PathOf<Placeholder>;

/** The properties that an item of an index has, besides those of its projection. */
export type HeldPath<Keys extends EntityKeys, Settings> =
  | ExactPath<TablePlaceholder<Keys>>
  | PlainNames<MemberOf<Settings, 'partitionKey'>>
  | PlainNames<MemberOf<Settings, 'sortKey'>>;

type PlainNames<Key> = Key extends readonly (infer Name)[] ? Name : Key extends string ? Key : never;

declare const carried: unique symbol;

/** Keys that a name carries, so that they reach each type of a repository. */
interface Carrier<Keys> {
  readonly [carried]: Keys;
}

/** The keys that names or indexes carry. Never if they carry none. */
export type CarriedKeys<Given> = Given extends Carrier<infer Keys extends EntityKeys> ? Keys : never;

/**
 * The properties of the table's key, as the names of its attributes. Names carry the keys if a part is in a document,
 * because such a part is no property.
 */
export type EntityKeyName<T, Keys extends EntityKeys> =
  | Extract<keyof T & string, FixedPath<Keys>>
  | ([Extract<KeyPath<Keys>, `${string}.${string}`>] extends [never] ? never : keyof T & string & Carrier<Keys>);

/** The indexes of an entity, which carry its keys. */
export type EntityIndexes<Keys extends EntityKeys> = Carrier<Keys> & SettingsIn<Keys>;
