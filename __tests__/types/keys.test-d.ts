/** Keys of the table: what the compiler accepts and refuses, in both dialects. */
import { Attribute, PartitionKey, SortKey, Table } from 'annotable';

// Accepted: every type that is stored as S, N or B, on the class.

@Table('accepted')
@PartitionKey('text')
@SortKey('count')
export class ClassForm {
  @Attribute(String) text!: string;
  @Attribute(Number) count!: number;
}

@PartitionKey('big')
@SortKey('date')
export class BigAndDate {
  @Attribute(BigInt) big!: bigint;
  @Attribute(Date) date!: Date;
}

@PartitionKey('bytes')
@SortKey('union')
export class BytesAndUnion {
  @Attribute(Uint8Array) bytes!: Uint8Array;
  @Attribute(String) union!: 'a' | 'b';
}

@PartitionKey('template')
@SortKey('step')
export class TemplateAndLiteral {
  @Attribute(String) template!: `USER#${string}`;
  @Attribute(Number) step!: 1 | 2 | 3;
}

// Accepted: on the property, beside its @Attribute or alone, above it or below it.

@Table('accepted')
export class PropertyForm {
  @PartitionKey() @Attribute(String) text!: string;
  @Attribute(Number) @SortKey() count!: number;
}

@Table('accepted')
export class PropertyFormAlone {
  @PartitionKey() template!: `USER#${string}`;
  @SortKey() readonly date!: Date;
}

@Table('accepted')
export class PropertyFormOfBytes {
  @PartitionKey() bytes!: Uint8Array;
  @SortKey() big!: bigint;
}

// Accepted: one key in each form, and decorators in any order.

@SortKey('count')
@Table('accepted')
export class Mixed {
  @PartitionKey() @Attribute(String) text!: string;
  @Attribute(Number) count!: number;
}

// Accepted: keys that a parent, an abstract class or a type parameter declares.

abstract class Base {
  @Attribute(String) id!: string;
  abstract kind: string;
}

@PartitionKey('id')
@SortKey('kind')
export class Inherited extends Base {
  @Attribute(String) kind = 'x';
}

@PartitionKey('id')
@SortKey('kind')
export abstract class OnAbstract {
  @Attribute(String) readonly id!: string;
  abstract kind: string;
}

@PartitionKey('id')
export class Generic<T extends string, Rest> {
  @Attribute(String) id!: T;
  @PartitionKey() other!: T;
  rest!: Rest;
}

@PartitionKey('id')
export class WithConstructor {
  @Attribute(String) readonly id: string;
  constructor(id: string, _other: number) {
    this.id = id;
  }
}

// Refused on the class: no such property.

// @ts-expect-error
@PartitionKey('identifier')
export class NoPartitionKey {
  @Attribute(String) id!: string;
}

// @ts-expect-error
@SortKey('when')
@PartitionKey('id')
export class NoSortKey {
  @Attribute(String) id!: string;
}

// Refused on the class: a type that can't be a key.

// @ts-expect-error
@PartitionKey('flag')
export class BooleanKey {
  @Attribute(Boolean) flag!: boolean;
}

// @ts-expect-error
@PartitionKey('id')
export class OptionalKey {
  @Attribute(String, { optional: true }) id?: string;
}

// @ts-expect-error
@SortKey('id')
export class UndefinedKey {
  @Attribute(String, { optional: true }) id: string | undefined;
}

// @ts-expect-error
@PartitionKey('id')
export class NullableKey {
  @Attribute(String, { nullable: true }) id!: string | null;
}

// @ts-expect-error
@PartitionKey('place')
export class ObjectKey {
  place!: { city: string };
}

// @ts-expect-error
@SortKey('tags')
export class ListKey {
  tags!: string[];
}

// @ts-expect-error
@SortKey('id')
export class UnionWithBooleanKey {
  id!: string | boolean;
}

// @ts-expect-error
@PartitionKey('id')
export class UnknownKey {
  id!: unknown;
}

// @ts-expect-error
@PartitionKey('id')
export class GenericKey<T> {
  id!: T;
}

// Refused on the class: a member that is no public instance property.

// @ts-expect-error
@PartitionKey('id')
export class PrivateKey {
  private id!: string;
  read(): string {
    return this.id;
  }
}

// @ts-expect-error
@SortKey('id')
export class ProtectedKey {
  protected id!: string;
}

// @ts-expect-error
@PartitionKey('id')
export class StaticKey {
  static id: string;
  name!: string;
}

// @ts-expect-error
@PartitionKey('id')
export class MethodKey {
  id(): string {
    return '';
  }
}

// Refused on a property: a type that can't be a key.

export class RefusedProperties {
  // @ts-expect-error
  @PartitionKey() flag!: boolean;
  // @ts-expect-error
  @PartitionKey() optional?: string;
  // @ts-expect-error
  @SortKey() orUndefined!: string | undefined;
  // @ts-expect-error
  @SortKey() nullable!: string | null;
  // @ts-expect-error
  @PartitionKey() place!: { city: string };
  // @ts-expect-error
  @SortKey() tags!: string[];
  // @ts-expect-error
  @SortKey() unknown!: unknown;
}

export class RefusedGenericProperty<T> {
  // @ts-expect-error
  @PartitionKey() id!: T;
}

// Refused on a member that is no public instance property.

export class RefusedMembers {
  // @ts-expect-error
  @PartitionKey() static id: string;
  // @ts-expect-error
  @SortKey() method(): string {
    return '';
  }
  // @ts-expect-error
  @PartitionKey() private hidden!: string;
  // @ts-expect-error
  @SortKey() protected shielded!: string;
  read(): string {
    return this.hidden;
  }
}

// Rejected: a form in the other form's place.

// @ts-expect-error
@PartitionKey()
export class PropertyFormOnClass {
  id!: string;
}

// @ts-expect-error
@SortKey()
export class SortPropertyFormOnClass {
  id!: string;
}

export class ClassFormOnProperty {
  // @ts-expect-error
  @PartitionKey('id') id!: string;
  // @ts-expect-error
  @SortKey('count') count!: number;
  // @ts-expect-error
  @Table('accepted') name!: string;
}

// Rejected: a class whose instances only it can make.

// @ts-expect-error
@Table('accepted')
export class PrivateConstructor {
  id!: string;
  private constructor() {
    this.id = '';
  }
}

// Rejected: settings that a table lacks.

// @ts-expect-error
@Table()
export class NoName {}

// @ts-expect-error
@Table('accepted', { billing: 'provisioned' })
export class NoSuchBilling {}

// @ts-expect-error
@Table('accepted', { stream: 'ALL' })
export class NoSuchStream {}

// @ts-expect-error
@Table('accepted', { ttl: 'expires' })
export class NoSuchOption {}

// @ts-expect-error
@Table('accepted', { billing: { onDemand: { max: 5 } } })
export class NoSuchMaximum {}

// @ts-expect-error
@Table('accepted', { warmThroughput: { read: 12_000 } })
export class HalfWarmThroughput {}

// @ts-expect-error
@Table('accepted', { pointInTimeRecovery: { hours: 5 } })
export class NoSuchWindow {}

// @ts-expect-error
@Table('accepted', { tableClass: 'archive' })
export class NoSuchTableClass {}

// @ts-expect-error
@Table('accepted', { encryption: { key: 'a' } })
export class NoSuchKey {}

// @ts-expect-error
@Table('accepted', { resourcePolicy: { Statements: [] } })
export class NoStatement {}

// @ts-expect-error
@Table('accepted', { contributorInsights: 'all' })
export class NoSuchInsights {}

// @ts-expect-error
@Table('accepted', { replicas: ['eu-west-3'] })
export class NoSuchReplica {}

// @ts-expect-error
@Table('accepted', { kinesis: 'arn' })
export class NoSuchDestination {}

@Table('accepted', {
  billing: { read: 5, write: 5 },
  warmThroughput: { read: 50, write: 50 },
  stream: 'NEW_AND_OLD_IMAGES',
  deletionProtection: true,
  pointInTimeRecovery: true,
  tableClass: 'infrequentAccess',
  encryption: 'aws',
  resourcePolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'dynamodb:*' }] },
  contributorInsights: true,
  replicas: [{ region: 'eu-west-3' }],
  kinesis: { streamArn: 'arn:aws:kinesis:eu-west-3:123456789012:stream/accepted' },
  tags: { team: 'a' },
})
export class EveryTableOption {}

@Table('accepted', {
  billing: { onDemand: { maxRead: 100 } },
  pointInTimeRecovery: { days: 7 },
  encryption: { kmsKey: 'alias/orders' },
  contributorInsights: 'throttledKeys',
})
export class OtherFormsOfOptions {}
