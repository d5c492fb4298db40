/** The types of JSON in and out, and of the rules of a class, in both dialects. */
import {
  Attribute,
  BaseRepository,
  fromJson,
  json,
  listOf,
  mapOf,
  PartitionKey,
  patchFromJson,
  Repository,
  setOf,
  standardSchemaOf,
  Table,
  toJson,
  Validate,
  Version,
} from 'annotable';
import type { Equal } from './equal.ts';

class Line {
  @Attribute(String) sku!: string;
  @Attribute(Date) at!: Date;
}

@Validate((order: Order) => order.points > 0n || 'has no points')
@Table('orders')
@PartitionKey('id')
class Order {
  @Attribute(String) id!: string;
  @Attribute(BigInt) points!: bigint;
  @Attribute(Date, { optional: true }) due?: Date;
  @Attribute(Uint8Array) signature!: Uint8Array;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(listOf(Line)) lines!: Line[];
  @Attribute(mapOf(Date)) seen!: Record<string, Date>;
  @Attribute(json()) meta!: unknown;
  @Attribute(String, { nullable: true }) note!: string | null;
  @Version() version!: number;
  isBig(): boolean {
    return this.points > 10n;
  }
}

@Repository(Order)
class Orders extends BaseRepository<Order, 'id', 'version'> {}

declare const orders: Orders;
declare const order: Order;
declare const body: unknown;

const written = toJson(order);
export const types: [
  Equal<(typeof written)['points'], string>,
  Equal<(typeof written)['due'], string | undefined>,
  Equal<(typeof written)['signature'], string>,
  Equal<(typeof written)['tags'], string[]>,
  Equal<(typeof written)['lines'], { sku: string; at: string }[]>,
  Equal<(typeof written)['seen'], { [x: string]: string }>,
  Equal<(typeof written)['note'], string | null>,
] = [true, true, true, true, true, true, true];

// Methods are left out.
// @ts-expect-error
written.isBig();

// What was read from JSON is an item for create, put, and update.
export const created: Promise<Order> = orders.create(fromJson(Order, body));
export const accepted: Order = fromJson(Order, body, { accept: ['version'] });
export const patched: Promise<Order> = orders.update('o1', patchFromJson(Order, body));
export const schema = standardSchemaOf(Order, { accept: ['version'] });
const verdict = schema['~standard'].validate(body);
export const item: Order | undefined = verdict.issues === undefined ? verdict.value : undefined;

// Only attributes can be accepted.
// @ts-expect-error
fromJson(Order, body, { accept: ['nothing'] });

// A rule is for the class that it stands on.
// @ts-expect-error
@Validate((other: { missing: string }) => other.missing !== '')
export class Other {
  @Attribute(String) id!: string;
}

// A rule returns true, false, or a text.
// @ts-expect-error
Validate((given: Order) => given.points);
