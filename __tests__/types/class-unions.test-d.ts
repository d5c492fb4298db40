/** Documents of one of several classes, which the compiler accepts or rejects. */
import {
  Attribute,
  BaseRepository,
  type Changes,
  type Condition,
  Enum,
  gt,
  increment,
  listOf,
  mapOf,
  merge,
  oneOfClasses,
  PartitionKey,
  remove,
  Table,
} from 'annotable';

class Card {
  @Enum(['card', 'prepaid']) @Attribute(String) kind!: 'card' | 'prepaid';
  @Attribute(String) number!: string;
  @Attribute(Number) amount!: number;
  @Attribute(String, { optional: true }) note?: string;
}

class Transfer {
  @Enum(['transfer']) @Attribute(String) kind!: 'transfer';
  @Attribute(String) iban!: string;
  @Attribute(Number) amount!: number;
}

enum Level {
  Low = 1,
  High = 2,
}
class Low {
  @Enum([Level.Low]) @Attribute(Number) level!: Level.Low;
  @Attribute(
    oneOfClasses(() => [Low, High], 'level'),
    { optional: true },
  )
  inner?: Low | High;
}
class High {
  @Enum([Level.High]) @Attribute(Number) level!: Level.High;
  @Attribute(String) why!: string;
}

@Table('orders')
class Order {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(oneOfClasses([Card, Transfer], 'kind')) payment!: Card | Transfer;
  @Attribute(oneOfClasses([Card, Transfer], 'kind'), { optional: true }) other?: Card | Transfer;
  @Attribute(listOf(oneOfClasses([Card, Transfer], 'kind'))) list!: (Card | Transfer)[];
  @Attribute(mapOf(oneOfClasses(() => [Card, Transfer], 'kind'))) map!: Record<string, Card | Transfer>;
  @Attribute(oneOfClasses([Low, High], 'level'), { nullable: true }) level!: Low | High | null;
}

export abstract class Orders extends BaseRepository<Order, 'id'> {}

const card = { kind: 'card', number: '4111', amount: 1 } as const;

export const changes: readonly Changes<Order, 'id'>[] = [
  { payment: card, other: remove(), list: [card, { kind: 'transfer', iban: 'DE1', amount: 2 }], level: null },
  { 'payment.number': '1', 'payment.amount': increment(2), 'payment.note': remove(), 'other.iban': 'DE1' },
  { 'list[0].iban': 'DE1', 'map.k.number': '1', 'level.why': 'x', payment: merge({ number: '1' }) },
  { level: { level: Level.Low, inner: { level: Level.High, why: 'x' } }, 'level.inner.why': 'x' },
];

export const conditions: readonly Condition<Order>[] = [
  { 'payment.kind': 'card', 'payment.amount': gt(1), 'list[0].iban': 'x', payment: card },
];

export const refused: readonly Changes<Order, 'id'>[] = [
  // @ts-expect-error no kind
  { payment: { number: '1', amount: 1 } },
  // @ts-expect-error an unknown kind
  { payment: { kind: 'cash', amount: 1 } },
  // @ts-expect-error a member of the other class is missing
  { payment: { kind: 'transfer', number: '1', amount: 1 } },
  // @ts-expect-error in no class
  { 'payment.nowhere': 'x' },
  // @ts-expect-error of another type
  { 'payment.number': 3 },
];

class Loose {
  @Attribute(String) kind!: string;
}
class Late {
  @Enum(['card', 'late']) @Attribute(String) kind!: 'card' | 'late';
}
class Absent {
  @Enum(['absent']) @Attribute(String, { optional: true }) kind?: 'absent';
}

export class Misfits {
  // @ts-expect-error one of the classes is missing in the type
  @Attribute(oneOfClasses([Card, Transfer], 'kind')) narrow!: Card;
  // @ts-expect-error a class too many in the type
  @Attribute(oneOfClasses([Card], 'kind')) wide!: Card | Transfer;
  // @ts-expect-error may be absent
  @Attribute(oneOfClasses([Card, Transfer], 'kind')) absent?: Card | Transfer;
  // @ts-expect-error no property of every class
  @Attribute(oneOfClasses([Card, Transfer], 'number')) number!: Card | Transfer;
  // @ts-expect-error two classes share a kind
  @Attribute(oneOfClasses([Card, Late], 'kind')) late!: Card | Late;
  // @ts-expect-error two classes share a kind, in a function
  @Attribute(oneOfClasses(() => [Transfer, Card, Late], 'kind')) later!: Transfer | Card | Late;
  // @ts-expect-error no literal type
  @Attribute(oneOfClasses([Card, Loose], 'kind')) loose!: Card | Loose;
  // @ts-expect-error may be absent
  @Attribute(oneOfClasses([Card, Absent], 'kind')) missing!: Card | Absent;
  // @ts-expect-error no classes
  @Attribute(oneOfClasses([], 'kind')) none!: never;
}
