import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  ConditionFailedError,
  Enum,
  exists,
  gt,
  InvalidItemError,
  increment,
  listOf,
  mapOf,
  merge,
  ne,
  notExists,
  oneOfClasses,
  PartitionKey,
  Repository,
  remove,
  Table,
  ValidationError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

const lanes = [{}, { lane: 'sdk' as const }];

class Billing {
  @Attribute(String) city!: string;
}

class Card {
  @Enum(['card', 'prepaid']) @Attribute(String) kind!: 'card' | 'prepaid';
  @Attribute(String, { name: 'no' }) number!: string;
  @Attribute(Number) amount!: number;
  @Attribute(String, { optional: true }) note?: string;
  @Attribute(String) code!: string;
  @Attribute(Billing, { optional: true }) billing?: Billing;

  masked(): string {
    return `…${this.number.slice(-4)}`;
  }
}

class Transfer {
  @Enum(['transfer']) @Attribute(String) kind!: 'transfer';
  @Attribute(String, { name: 'no' }) iban!: string;
  @Attribute(Number) amount!: number;
  @Attribute(String) note!: string;
  @Attribute(Number, { name: 'c' }) code!: number;
}

/** A class that refers to one that is declared later, which refers back. */
class Both {
  @Enum(['both']) @Attribute(String) op!: 'both';
  @Attribute(
    oneOfClasses(() => [Both, Is], 'op'),
    { optional: true },
  )
  next?: Both | Is;
  @Attribute(listOf(oneOfClasses(() => [Both, Is], 'op'))) of!: (Both | Is)[];
}
class Is {
  @Enum(['is']) @Attribute(String) op!: 'is';
  @Attribute(Boolean) value!: boolean;
  @Attribute(
    oneOfClasses(() => [Both, Is], 'op'),
    { optional: true },
  )
  next?: Both | Is;
  @Attribute(
    oneOfClasses(() => [Both, Is], 'op'),
    { optional: true },
  )
  unless?: Both | Is;
}

const card = { kind: 'card' as const, number: '4111', amount: 5, code: 'x' };
const transfer = { kind: 'transfer' as const, iban: 'DE1', amount: 7, note: 'rent', code: 3 };

onEveryEngine('a document of one of several classes', (engine) => {
  @Table(engine.uniqueTable('payments'))
  class Order {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(oneOfClasses([Card, Transfer], 'kind'), { optional: true }) payment?: Card | Transfer;
    @Attribute(oneOfClasses([Card, Transfer], 'kind'), {
      optional: true,
      default: Object.assign(new Card(), card, { number: 'usual' }),
    })
    usual?: Card | Transfer;
    @Attribute(listOf(oneOfClasses([Card, Transfer], 'kind')), { optional: true }) list?: (Card | Transfer)[];
    @Attribute(mapOf(oneOfClasses([Card, Transfer], 'kind')), { optional: true })
    map?: Record<string, Card | Transfer>;
    @Attribute(
      oneOfClasses(() => [Both, Is], 'op'),
      { optional: true },
    )
    rule?: Both | Is;
  }
  @Repository(Order)
  class Orders extends BaseRepository<Order, 'id'> {}

  const orders = new Orders(engine.client);
  beforeAll(() => orders.table.create());
  afterAll(() => orders.table.drop());

  // Without the item of a failed condition, nothing tells the reason.
  const reason = engine.name === 'dynalite' ? 'there is no item' : 'in a Card alone, and the stored document is none';

  const failed = async (changes: unknown, id = 'o'): Promise<ConditionFailedError | ValidationError> => {
    const error: unknown = await orders.update(id, changes as never).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error as never;
  };
  const issues = async (changes: unknown): Promise<string> => {
    const error = await failed(changes);
    expect(error).toBeInstanceOf(ValidationError);
    return (error as ValidationError).issues.map(({ path, message }) => `${path} ${message}`).join('\n');
  };
  const fresh = (payment?: object) =>
    orders.put({ id: 'o', ...(payment === undefined ? {} : { payment: payment as Card }), list: [card, transfer] });

  engine.test('is read as an instance of the class of its kind, in every place and lane', async () => {
    const rule = {
      op: 'both' as const,
      of: [{ op: 'is' as const, value: true, unless: { op: 'both' as const, of: [] } }],
    };
    const made = Object.assign(new Transfer(), transfer);
    const order = { id: 'all', payment: card, usual: made, list: [made, card], map: { a: card, b: transfer }, rule };
    await orders.create(order as never);
    for (const options of lanes) {
      const reader = new Orders(engine.client, options);
      for (const read of [await reader.getOrThrow('all'), ...(await reader.scan({ filter: { id: 'all' } }).all())]) {
        expect(read).toEqual(order);
        expect((read.payment as Card).masked()).toBe('…4111');
        expect(read.list?.map((each) => each.constructor)).toEqual([Transfer, Card]);
        expect([read.map?.['a'], read.map?.['b']].map((each) => each?.constructor)).toEqual([Card, Transfer]);
        expect([read.usual, read.rule].map((each) => each?.constructor)).toEqual([Transfer, Both]);
        expect((read.rule as Both).of[0]?.constructor).toBe(Is);
      }
    }
  });

  engine.test('is changed inside if the stored document is of a class that has the path', async () => {
    await fresh(card);
    const changed = await orders.update('o', {
      'payment.number': '4222',
      'payment.amount': increment(2),
      'list[1].iban': 'DE2',
      'payment.billing': { city: 'Rome' },
    });
    expect(changed.payment).toEqual({ ...card, number: '4222', amount: 7, billing: { city: 'Rome' } });
    expect(changed.list?.[1]).toEqual({ ...transfer, iban: 'DE2' });
    expect(await orders.update('o', { payment: merge({ number: '4333', note: 'x' }) } as never)).toMatchObject({
      payment: { number: '4333', note: 'x' },
    });
  });

  engine.test('of another class is left as it is, and the error says why', async () => {
    await fresh(transfer);
    const error = await failed({ 'payment.number': '4222' });
    expect(error).toBeInstanceOf(ConditionFailedError);
    expect(error.message).toContain(reason);
    expect((await orders.getOrThrow('o')).payment).toEqual(transfer);
  });

  engine.testWith('transactions', 'is changed in a transaction under the same condition', async () => {
    await fresh(transfer);
    const write = writeTransaction(engine.client).update(orders, 'o', { 'payment.number': '1' });
    await expect(write.commit()).rejects.toMatchObject({
      reasons: [{ error: expect.objectContaining({ message: expect.stringContaining(reason) as string }) as object }],
    });
    expect((await orders.getOrThrow('o')).payment).toEqual(transfer);
  });

  engine.test('is changed by the type and the stored name that its class has for a path', async () => {
    await fresh(transfer);
    expect(await orders.update('o', { 'payment.code': 4 } as never)).toMatchObject({ payment: { code: 4 } });
    expect((await failed({ 'payment.code': 'y' })).message).toContain(reason);
    await fresh(card);
    expect(await orders.update('o', { 'payment.code': 'y' } as never)).toMatchObject({ payment: { code: 'y' } });
  });

  engine.test('loses an optional member alone, by the class that has it optional', async () => {
    await fresh({ ...card, note: 'x' });
    expect((await orders.update('o', { 'payment.note': remove() } as never)).payment).toEqual(card);
    await fresh(transfer);
    expect((await failed({ 'payment.note': remove() })).message).toContain(reason);
  });

  engine.test('that is absent is created from its default, or refused without a kind', async () => {
    await fresh();
    await orders.update('o', { usual: remove() });
    const made = await orders.update('o', { 'usual.number': '1' });
    expect(made.usual).toEqual({ ...card, number: '1' });
    await fresh();
    expect(await issues({ 'payment.number': '1' })).toContain('payment.kind is required, because it tells');
  });

  engine.test('gets an absent document inside, if it is of the class that has it', async () => {
    await fresh(card);
    expect((await orders.update('o', { 'payment.billing.city': 'Oslo' })).payment).toMatchObject({
      billing: { city: 'Oslo' },
    });
    await fresh(transfer);
    expect((await failed({ 'payment.billing.city': 'Oslo' })).message).toContain(reason);
  });

  test.each([
    [
      'its kind alone',
      { 'payment.kind': 'transfer' },
      "payment.kind tells the class of its document, so it can't change alone",
    ],
    [
      'its kind by merge()',
      { payment: merge({ kind: 'card', number: '1' } as object) },
      'payment.kind tells the class',
    ],
    ['a path that no class has', { 'payment.nowhere': 1 }, 'payment.nowhere leads nowhere: payment has no nowhere'],
    ['a value that no class takes', { 'payment.number': 3 }, 'payment.number must be a string, not a number'],
    [
      'a required member of the only class that has it',
      { 'payment.iban': remove() },
      "payment.iban is required, so it can't be removed",
    ],
    ['a path with too many variants', { [`rule${'.next'.repeat(20)}.op`]: 'is' }, 'in more than 100 ways'],
    [
      'a document without a kind',
      { payment: { number: '1' } },
      'payment.kind is required, because it tells a Card or a Transfer',
    ],
    [
      'a document of an unknown kind',
      { payment: { kind: 'x' } },
      "payment.kind must be one of 'card', 'prepaid', 'transfer'",
    ],
    [
      'an instance of the other class',
      { payment: Object.assign(new Transfer(), card) },
      'payment must be a Card or a plain object',
    ],
    ['members of the other class', { payment: { ...card, iban: 'x' } }, 'payment.iban is no attribute of Card'],
    ['what is no object', { payment: 'card' }, 'payment must be a Card or a Transfer or a plain object, not a string'],
  ])('refuses %s before anything is sent', async (_what, changes, message) => {
    expect(await issues(changes)).toContain(message);
  });

  engine.test('is tested by paths of all its classes', async () => {
    await orders.put({ id: 'p1', payment: card as Card });
    await orders.put({ id: 'p2', payment: transfer as Transfer });
    await orders.put({ id: 'p3', usual: transfer as Transfer });
    const found = async (filter: object): Promise<readonly string[]> => {
      const all = await orders.scan({ filter: filter as never }).all();
      return all
        .map(({ id }) => id)
        .filter((id) => id.startsWith('p'))
        .sort();
    };
    expect(await found({ 'payment.kind': 'card' })).toEqual(['p1']);
    expect(await found({ 'payment.number': '4111' })).toEqual(['p1']);
    expect(await found({ 'payment.amount': gt(4) })).toEqual(['p1', 'p2']);
    expect(await found({ 'payment.code': 3 })).toEqual(['p2']);
    expect(await found({ 'payment.code': 'x' })).toEqual(['p1']);
    expect(await found({ 'payment.code': exists() })).toEqual(['p1', 'p2']);
    expect(await found({ 'payment.code': notExists() })).toEqual(['p3']);
    expect(await found({ 'payment.number': ne('4111') })).toEqual(['p2', 'p3']);
    await orders.update('p2', { usual: remove() });
    expect(await found({ 'payment.iban': '4111' })).toEqual([]);
    expect(await found({ 'usual.number': 'usual' })).toEqual(['p1', 'p2']);
    expect(await found({ 'usual.code': 'x' })).toEqual(['p1', 'p2']);
  });

  test.each([
    ['an unknown kind', { kind: { S: 'cash' } }, 'payment.kind is stored with a value of no class'],
    ['no kind', { no: { S: '1' } }, 'payment.kind is required to tell a Card or a Transfer'],
    ['a kind of another type', { kind: { N: '1' } }, 'payment.kind is stored with a value of no class'],
    ['the members of another class', { kind: { S: 'card' }, c: { N: '1' } }, 'payment.number is required'],
  ])('with %s in the table is an invalid item', async (_which, M, message) => {
    const Item = { id: { S: 'bad' }, payment: { M } };
    await engine.client.send(new PutItemCommand({ TableName: orders.table.name, Item: Item as never }));
    for (const options of lanes) {
      const error: unknown = await new Orders(engine.client, options).get('bad').catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidItemError);
      expect(String(error)).toContain(message);
    }
    await orders.delete('bad').catch(() => undefined);
  });
});
