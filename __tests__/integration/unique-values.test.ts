import {
  Attribute,
  BaseRepository,
  type Client,
  epochSeconds,
  GeneratedId,
  increment,
  NotUniqueError,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  remove,
  set,
  Table,
  TimeToLive,
  Unique,
  ValidationError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultyClient } from '../traps/models.ts';

const start = Date.parse('2026-03-01T00:00:00.000Z');

/** A model with a write-once unique value, whose time to live comes from a default. */
function badgeModel(table: string, now: () => number) {
  @Table(table)
  class Badge {
    @PartitionKey() @Attribute(Number) id!: number;
    @Unique() @Attribute(String, { readOnly: true }) code!: string;
    @Unique() @GeneratedId(() => `ticket-${Math.random()}`) ticket!: string;
    @Attribute(Number, { optional: true }) uses?: number;
    @TimeToLive()
    @Attribute(epochSeconds(), { default: () => new Date(now() + 60_000) })
    endsAt!: Date;
  }

  @Repository(Badge)
  class BadgeRepository extends BaseRepository<Badge, 'id', 'ticket' | 'endsAt'> {}
  return (client: Client, options?: RepositoryOptions) => new BadgeRepository(client, { clock: now, ...options });
}

/** One table for a class without unique values, and for the same class with them. */
function renamedModels(table: string) {
  @Table(table)
  class Before {
    @PartitionKey() @Attribute(Number) id!: number;
    @Attribute(String) email!: string;
    @Attribute(Number, { optional: true }) visits?: number;
  }
  @Table(table)
  class Since {
    @PartitionKey() @Attribute(Number) id!: number;
    @Unique() @Attribute(String) email!: string;
    @Attribute(Number, { optional: true }) visits?: number;
    @TimeToLive() endsAt?: Date;
  }
  @Repository(Before)
  class BeforeRepository extends BaseRepository<Before, 'id'> {}
  @Repository(Since)
  class SinceRepository extends BaseRepository<Since, 'id'> {}
  return {
    before: (client: Client) => new BeforeRepository(client),
    since: (client: Client, options?: RepositoryOptions) => new SinceRepository(client, options),
  };
}

onEveryEngine('unique values that are written once', (engine) => {
  let now = start;
  const badges = badgeModel(engine.uniqueTable('badges'), () => now);
  beforeAll(() => badges(engine.client).table.create());
  afterAll(() => badges(engine.client).table.drop());

  engine.testWith('transactions', 'stay unchanged and claimed if an upsert has another value', async () => {
    const repository = badges(engine.client);
    const { ticket } = await repository.create({ id: 1, code: 'a' });
    expect(await repository.upsert(1, { code: 'b', uses: 1 })).toMatchObject({ code: 'a', ticket, uses: 1 });
    expect(await repository.upsert(1, { code: set('b') })).toMatchObject({ code: 'a' });
    await expect(repository.create({ id: 2, code: 'a' })).rejects.toThrow(NotUniqueError);
    await repository.create({ id: 3, code: 'b' });
    await expect(repository.upsert(3, { code: remove() as never })).rejects.toThrow(/give it a value, not remove/);
  });

  engine.testWith('transactions', 'expire with their item if its expiry is a default', async () => {
    const repository = badges(engine.client);
    await repository.upsert(10, { code: 'z' });
    await expect(repository.create({ id: 11, code: 'z' })).rejects.toThrow(NotUniqueError);
    now += 61_000;
    await repository.create({ id: 11, code: 'z' });
    expect(await repository.deleteIfExists(10)).toBeUndefined();
    await expect(repository.create({ id: 12, code: 'z' })).rejects.toThrow(NotUniqueError);
  });
});

onEveryEngine('unique values of an existing table', (engine) => {
  const { before, since } = renamedModels(engine.uniqueTable('members'));
  let now = start;
  const repository = (client: Client = engine.client) => since(client, { clock: () => now });
  beforeAll(async () => {
    await before(engine.client).table.create();
    await before(engine.client).putMany([10, 11, 12].map((id) => ({ id, email: 'same@x' })));
  });
  afterAll(() => before(engine.client).table.drop());

  engine.testWith('transactions', 'can be changed and deleted if two items share one', async () => {
    await repository().put({ id: 10, email: 'same@x' });
    await expect(repository().put({ id: 11, email: 'same@x' })).rejects.toThrow(NotUniqueError);
    expect(await repository().update(11, { email: 'other@x' })).toMatchObject({ email: 'other@x' });
    expect(await repository().delete(12)).toMatchObject({ email: 'same@x' });
    await expect(repository().create({ id: 13, email: 'same@x' })).rejects.toThrow(NotUniqueError);
    await repository().delete(10);
    await repository().create({ id: 13, email: 'same@x' });
  });

  engine.testWith('transactions', 'belong to the attribute in any notation of its path', async () => {
    await repository().create({ id: 20, email: 'taken@x' });
    await repository().create({ id: 21, email: 'free@x' });
    const quoted = { '["email"]': 'taken@x' } as never;
    await expect(repository().update(21, quoted)).rejects.toThrow(NotUniqueError);
    const twice = { '["email"]': 'a', email: 'b' } as never;
    await expect(repository().update(21, twice)).rejects.toThrow(ValidationError);
  });

  engine.testWith('transactions', 'are deleted with the item as it was at that moment', async () => {
    await repository().create({ id: 30, email: 'visits@x', visits: 0 });
    const { faults, client } = await faultyClient(engine);
    try {
      await faults.setPlan([{ op: 'TransactWriteItems', delayMs: 300, when: { first: 1 } }]);
      const deleted = repository(client).delete(30);
      await new Promise((done) => setTimeout(done, 150));
      await before(engine.client).update(30, { visits: increment(7) });
      expect(await deleted).toMatchObject({ visits: 7 });
    } finally {
      client.destroy();
      await faults.close();
    }
  });

  engine.testWith('transactions', 'of expired items cause no conflict, and are not shown', async () => {
    await repository().create({ id: 50, email: 'ends@x', endsAt: new Date(now + 1_000) });
    now += 2_000;
    const failed = await writeTransaction(engine.client)
      .update(repository(), 50, { visits: 1 })
      .commit()
      .catch((error) => error);
    expect(failed.reasons[0].error).toMatchObject({ code: 'condition.notFound' });
    expect(failed.reasons[0].item).toBeUndefined();
    expect(await repository().deleteIfExists(50, { if: { visits: 9 } })).toBeUndefined();
  });
});
