import {
  Attribute,
  BaseRepository,
  CreatedAt,
  decimal,
  Enum,
  epochSeconds,
  GeneratedId,
  json,
  listOf,
  mapOf,
  oneOfClasses,
  PartitionKey,
  Repository,
  setOf,
  Table,
  tupleOf,
  Version,
  vector,
} from 'annotable';

export class Address {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true }) street?: string;
  @Attribute(Date, { optional: true }) since?: Date;
}

export class Card {
  @Enum(['card'] as const) @Attribute(String) kind!: 'card';
  @Attribute(String) number!: string;
}

export class Transfer {
  @Enum(['transfer'] as const) @Attribute(String) kind!: 'transfer';
  @Attribute(setOf(String)) accounts!: Set<string>;
}

@Table('json-orders')
export class Order {
  @PartitionKey() @GeneratedId() id!: string;
  @Attribute(String) title!: string;
  @Enum(['OPEN', 'PAID'] as const) @Attribute(String) state!: 'OPEN' | 'PAID';
  @Attribute(Number, { validate: (count: number) => count > 0 || 'must be above 0' }) count!: number;
  @Attribute(Boolean, { default: false }) gift!: boolean;
  @Attribute(BigInt) points!: bigint;
  @Attribute(decimal()) total!: string;
  @Attribute(Date) placedAt!: Date;
  @Attribute(epochSeconds(), { optional: true }) due?: Date;
  @Attribute(Uint8Array) signature!: Uint8Array;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(setOf(BigInt), { optional: true }) numbers?: Set<bigint>;
  @Attribute(Address) address!: Address;
  @Attribute(listOf(Address), { optional: true }) former?: Address[];
  @Attribute(mapOf(Date), { optional: true }) seen?: Record<string, Date>;
  @Attribute(tupleOf(String, Date), { optional: true }) range?: [string, Date];
  @Attribute(vector(2), { optional: true }) taste?: Float32Array;
  @Attribute(oneOfClasses([Card, Transfer], 'kind'), { optional: true }) payment?: Card | Transfer;
  @Attribute(json(), { optional: true }) meta?: { [key: string]: unknown };
  @Attribute(String, { nullable: true }) note!: string | null;
  @Attribute(String, { hidden: true, optional: true }) secret?: string;
  @Attribute(String, { readOnly: true, optional: true }) origin?: string;
  @Attribute(String, {
    optional: true,
    convert: { to: (color: { hex: string }) => color.hex, from: (hex: string) => ({ hex }) },
  })
  color?: { hex: string };
  @Version() version!: number;
  @CreatedAt() createdAt!: Date;
}

@Repository(Order)
export class Orders extends BaseRepository<Order, 'id', 'id' | 'gift' | 'version' | 'createdAt'> {}

/** A body that `fromJson` accepts, with every attribute. */
export const body = {
  title: 'Book',
  state: 'OPEN',
  count: 2,
  gift: true,
  points: '9007199254740993',
  total: '19.90',
  placedAt: '2026-01-31T10:00:00.000Z',
  due: '2026-02-28T00:00:00.000Z',
  signature: 'AQID',
  tags: ['a', 'b'],
  numbers: ['1', '2'],
  address: { city: 'Lyon', since: '2020-01-01T00:00:00.000Z' },
  former: [{ city: 'Bonn', street: 'Rhein 1' }],
  seen: { 'a.b': '2026-01-01T00:00:00.000Z' },
  range: ['x', '2026-01-01T00:00:00.000Z'],
  taste: [0.1, -2],
  payment: { kind: 'transfer', accounts: ['DE1'] },
  meta: { source: 'web', deep: [1, null, { x: true }] },
  note: null,
  secret: 's',
  origin: 'shop',
  color: '#ff0000',
};
