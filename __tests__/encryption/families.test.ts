import {
  Attribute,
  BaseRepository,
  type Client,
  collection,
  Entity,
  PartitionKey,
  Repository,
  SortKey,
  schemaOf,
  Table,
  writeTransaction,
} from 'annotable';
import { decryptItem, Encrypted } from 'annotable/encryption';
import { streamHandler } from 'annotable/streams';
import { eventOf } from '../streams/events.ts';
import { onEveryEngine } from '../support/engines.ts';
import { ringOf } from './models.ts';
import { wireClient } from './wire.ts';

/** A family whose subclass has encrypted attributes, and another entity with plain ones of the same names. */
function paymentModels(tableName: string) {
  const given = { keyRing: ringOf(), searchable: true };

  @Table(tableName, { entities: () => [Card, Bank, Owner] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shop {}

  const keys = {
    partitionKey: 'OWNER#{owner}',
    sortKey: 'PAY#{id}',
    indexes: { byNumber: { name: 'GSI1', partitionKey: 'number', sortKey: 'id' } },
  } as const;

  @Entity('Payment', { table: Shop, keys: { partitionKey: keys.partitionKey, sortKey: keys.sortKey }, abstract: true })
  abstract class Payment {
    @Attribute(String) owner!: string;
    @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) label?: string;
  }

  @Entity('Card')
  class Card extends Payment {
    @Encrypted({ keyRing: ringOf() }) @Attribute(String) number!: string;
  }

  @Entity('Bank')
  class Bank extends Payment {
    @Attribute(String) number!: string;
  }

  @Entity('Owner', { table: Shop, keys: { ...keys, sortKey: 'OWNER#{id}' } })
  class Owner {
    @Attribute(String) owner!: string;
    @Attribute(String) id!: string;
    @Encrypted(given) @Attribute(String) number!: string;
  }

  @Repository(Payment)
  class Payments extends BaseRepository<Payment, 'owner' | 'id'> {}
  @Repository(Card)
  class Cards extends BaseRepository<Card, 'owner' | 'id'> {}
  @Repository(Bank)
  class Banks extends BaseRepository<Bank, 'owner' | 'id'> {}
  @Repository(Owner)
  class Owners extends BaseRepository<Owner, 'owner' | 'id'> {}
  return {
    Card,
    Bank,
    Owner,
    repositories: (client: Client) => ({
      payments: new Payments(client),
      cards: new Cards(client),
      banks: new Banks(client),
      owners: new Owners(client),
    }),
  };
}

onEveryEngine('encrypted attributes of entities', (engine) => {
  const { Card, Bank, repositories } = paymentModels(engine.uniqueTable('payments'));
  const wire = wireClient(engine);
  const { payments, cards, banks, owners } = repositories(wire.client);
  const card = Object.assign(new Card(), { owner: 'o1', id: 'c', number: 'secret-card' });
  const bank = Object.assign(new Bank(), { owner: 'o1', id: 'b', number: 'plain-bank' });
  const owner = { owner: 'o1', id: 'o', number: 'secret-owner' };
  beforeAll(() => owners.table.create());
  beforeEach(async () => {
    await payments.put(card);
    await payments.put(bank);
    await owners.put(owner);
  });
  afterEach(() => {
    expect(wire.requests.join('\n')).not.toContain('secret');
    expect(wire.requests.join('\n')).toContain('plain-bank');
    wire.clear();
  });
  afterAll(async () => {
    await owners.table.drop();
    wire.client.destroy();
  });
  const key = (id: string) => ({ owner: 'o1', id });

  engine.test('are written and read by the repository of a parent that has none', async () => {
    expect(await payments.get(key('c'))).toEqual(card);
    expect(await payments.get(key('b'))).toEqual(bank);
    expect(await payments.query({ owner: 'o1' }).all()).toEqual([bank, card]);
    expect(await payments.update(key('c'), { label: 'x' })).toMatchObject({ number: 'secret-card', label: 'x' });
    expect(await cards.update(key('c'), { number: 'secret-2' })).toMatchObject({ number: 'secret-2' });
    expect(await banks.update(key('b'), { number: 'plain-bank-2' })).toMatchObject({ number: 'plain-bank-2' });
    expect(await cards.get(key('c'))).toMatchObject({ number: 'secret-2' });
  });

  engine.test('are read by a collection, and by an index with a hash', async () => {
    const found = await collection({ payments, owners })
      .query({ owner: 'o1' } as never)
      .grouped();
    expect(found).toEqual({ payments: [bank, card], owners: [owner] });
    expect(await owners.query({ number: 'secret-owner' }, { index: 'byNumber' }).all()).toEqual([owner]);
  });

  engine.testWith('transactions', 'are told from plain ones of other entities in one transaction', async () => {
    await writeTransaction(wire.client)
      .update(cards, key('c'), { number: 'secret-3' })
      .update(banks, key('b'), { number: 'plain-bank-3' })
      .update(owners, key('o'), { number: 'secret-4' })
      .commit();
    expect(await payments.query({ owner: 'o1' }).all()).toMatchObject([
      { number: 'plain-bank-3' },
      { number: 'secret-3' },
    ]);
    expect(await owners.query({ number: 'secret-4' }, { index: 'byNumber' }).all()).toMatchObject([{ id: 'o' }]);
  });
});

describe('a stream of encrypted items', () => {
  const { Card, repositories } = paymentModels('payments');
  const keys = { pk: { S: 'OWNER#o1' }, sk: { S: 'PAY#c' } };
  test('has decrypted images, and counts only other values as changes', async () => {
    const stored = storing();
    const repository = repositories(stored.client).cards;
    for (const number of ['n1', 'n1', 'n2'])
      await repository.put(Object.assign(new Card(), { owner: 'o1', id: 'c', number }));
    const [one, same, other] = stored.items;
    const changes: unknown[] = [];
    await streamHandler()
      .on(Card, ['modify'], ({ before, after, changed }) => {
        changes.push([before?.number, after?.number, [...changed]]);
      })
      .lambda()(
      eventOf(
        { keys, before: one as never, after: same as never },
        { keys, before: one as never, after: other as never },
      ),
    );
    expect(changes).toEqual([
      ['n1', 'n1', []],
      ['n1', 'n2', ['number']],
    ]);
    const item = await decryptItem(Card, one as never);
    expect(schemaOf(Card).mapper.fromItem(item)).toMatchObject({ number: 'n1' });
    expect(() => schemaOf(Card).mapper.fromItem(one as never)).toThrow('decryptItem() of annotable/encryption');
  });
});

/** A client that keeps the items of puts, with bytes as base64 text. */
function storing() {
  const items: object[] = [];
  const send = ({ input }: { input: { Item: object } }): Promise<object> => {
    const text = JSON.stringify(input.Item, function (this: Record<string, unknown>, name, value) {
      const given = this[name];
      return given instanceof Uint8Array ? Buffer.from(given).toString('base64') : value;
    });
    items.push(JSON.parse(text));
    return Promise.resolve({});
  };
  return { items, client: { send } as never };
}
