import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { gte, ItemNotFoundError, increment, writeTransaction } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { sessionModel } from './order-models.ts';

onEveryEngine('time to live', (engine) => {
  const { sessions } = sessionModel(engine.uniqueTable('sessions'));
  let now = Date.parse('2026-01-31T09:30:00.500Z');
  const repository = () => sessions(engine.client, { clock: () => now });
  const ended = () => new Date(now - 10_000);
  const later = () => new Date(now + 10_000);

  beforeAll(() => repository().table.ensure());
  afterAll(() => repository().table.drop());

  engine.testWith('timeToLive', 'is enabled with the table, and planned once', async () => {
    expect(await repository().table.plan()).toEqual({ steps: [], differences: [], surplus: [] });
  });

  engine.test('is stored in seconds, rounded up', async () => {
    await repository().put({ user: 'sec', number: 1, expiresAt: new Date(now + 1) });
    const { Item } = await engine.client.send(
      new GetItemCommand({ TableName: repository().table.name, Key: { user: { S: 'sec' }, number: { N: '1' } } }),
    );
    expect(Item?.['expiresAt']).toEqual({ N: String(Math.ceil((now + 1) / 1000)) });
  });

  engine.test('leaves expired items out of every read, unless includeExpired is set', async () => {
    await repository().putMany([
      { user: 'ann', number: 1, expiresAt: ended() },
      { user: 'ann', number: 2, expiresAt: later() },
      { user: 'ann', number: 3 },
    ]);
    const numbers = (items: readonly { number: number }[]): number[] => items.map(({ number }) => number);
    const keys = [1, 2, 3].map((number) => ({ user: 'ann', number }));
    expect(await repository().get({ user: 'ann', number: 1 })).toBeUndefined();
    expect(await repository().get({ user: 'ann', number: 1 }, { select: ['number'] })).toBeUndefined();
    expect(await repository().exists({ user: 'ann', number: 1 })).toBe(false);
    expect(await repository().get({ user: 'ann', number: 1 }, { includeExpired: true })).toMatchObject({ number: 1 });
    expect((await repository().getMany(keys)).map((item) => item?.number)).toEqual([undefined, 2, 3]);
    expect((await repository().getMany(keys, { select: ['user'] })).map((item) => item?.user)).toEqual([
      undefined,
      'ann',
      'ann',
    ]);
    expect(numbers(await repository().query({ user: 'ann' }).all())).toEqual([2, 3]);
    expect(await repository().query({ user: 'ann' }).count()).toBe(2);
    expect(
      numbers(
        await repository()
          .query({ user: 'ann', number: gte(1) }, { includeExpired: true })
          .all(),
      ),
    ).toEqual([1, 2, 3]);
    expect(numbers(await repository().query({ user: 'ann' }, { limit: 1 }).all())).toEqual([2]);
    expect(
      numbers(
        await repository()
          .scan({ filter: { user: 'ann' } })
          .all(),
      ).sort(),
    ).toEqual([2, 3]);
  });

  engine.test('makes an expired item absent for writes', async () => {
    await repository().put({ user: 'bob', number: 1, agent: 'old', hits: 5, expiresAt: ended() });
    const key = { user: 'bob', number: 1 };
    await expect(repository().update(key, { agent: 'x' })).rejects.toThrow(ItemNotFoundError);
    await expect(repository().delete(key)).rejects.toThrow(ItemNotFoundError);
    expect(await repository().deleteIfExists(key)).toBeUndefined();
    await repository().put({ user: 'bob', number: 1, agent: 'old', expiresAt: ended() });
    expect(await repository().create({ ...key, agent: 'new' })).toMatchObject({ agent: 'new', hits: 0 });
  });

  engine.test('makes an upsert replace an expired item as a whole', async () => {
    const key = { user: 'cy', number: 1 };
    await repository().put({ ...key, agent: 'old', hits: 5, expiresAt: ended() });
    expect(await repository().upsert(key, { hits: increment(1) })).toEqual({ ...key, hits: 1 });
    await repository().put({ ...key, agent: 'old', expiresAt: ended() });
    expect(
      await repository()
        .put({ ...key, agent: 'x' }, { if: { agent: 'old' } })
        .catch((error) => error.code),
    ).toBe('condition.failed');
  });

  engine.testWith('transactions', 'makes an expired item absent for transactions', async () => {
    const key = { user: 'dan', number: 1 };
    await repository().put({ ...key, hits: 5, expiresAt: ended() });
    const update = writeTransaction(engine.client).update(repository(), key, { hits: 6 });
    await expect(update.commit()).rejects.toMatchObject({ reasons: [{ error: { code: 'condition.notFound' } }] });
    await writeTransaction(engine.client)
      .upsert(repository(), key, { hits: increment(1) })
      .commit();
    expect(await repository().get(key)).toEqual({ ...key, hits: 1 });
  });

  engine.test('follows the clock of the repository', async () => {
    await repository().put({ user: 'eve', number: 1, expiresAt: later() });
    expect(await repository().exists({ user: 'eve', number: 1 })).toBe(true);
    now += 11_000;
    expect(await repository().exists({ user: 'eve', number: 1 })).toBe(false);
  });
});
