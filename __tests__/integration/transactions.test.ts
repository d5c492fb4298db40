import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  decrement,
  eq,
  exists,
  gte,
  increment,
  NotUniqueError,
  notExists,
  readTransaction,
  remove,
  TransactionFailedError,
  ValidationError,
  VersionConflictError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { startFaults } from '../support/faults.ts';
import { ann, contactModel, readingModel } from './models.ts';
import { accountModel, memberModel } from './order-models.ts';

onEveryEngine('transactions', (engine) => {
  const { accounts } = accountModel(engine.uniqueTable('accounts'));
  const { readings } = readingModel(engine.uniqueTable('readings'));
  const repository = () => accounts(engine.client);
  const others = () => readings(engine.client);

  beforeAll(async () => {
    await repository().table.create();
    await others().table.create();
    await repository().putMany([
      { id: 'a', name: 'A', tags: new Set(), limit: 10 },
      { id: 'b', name: 'B', tags: new Set(), limit: 10 },
    ]);
  });
  afterAll(async () => {
    await repository().table.drop();
    await others().table.drop();
  });

  engine.testWith('transactions', 'do all actions of several repositories, or none', async () => {
    const at = new Date(0);
    await writeTransaction(engine.client)
      .update(repository(), 'a', { limit: decrement(3) }, { if: { limit: gte(3) } })
      .update(repository(), 'b', { limit: increment(3), 'votes.ann': 1 })
      .upsert(repository(), 'c', { name: 'C' })
      .create(others(), { sensor: 's', at, value: 1 })
      .check(repository(), 'none', { name: notExists() })
      .commit();
    expect((await repository().getMany(['a', 'b', 'c'])).map((item) => item?.limit)).toEqual([7, 13, undefined]);
    expect(await others().get({ sensor: 's', at })).toMatchObject({ value: 1 });

    const failing = writeTransaction(engine.client)
      .put(repository(), { id: 'd', name: 'D', tags: new Set() })
      .update(repository(), 'a', { limit: decrement(8) }, { if: { limit: gte(8) } })
      .create(others(), { sensor: 's', at, value: 2 })
      .deleteIfExists(repository(), 'b');
    const failed = await failing.commit().catch((error) => error);
    expect(failed).toBeInstanceOf(TransactionFailedError);
    expect(failed.message).toContain(
      `action 1, update ${repository().table.name} (id="a"): the condition doesn't hold`,
    );
    expect(failed.reasons.map(({ code }: { code: string }) => code)).toEqual([
      'None',
      'ConditionalCheckFailed',
      'ConditionalCheckFailed',
      'None',
    ]);
    expect(failed.reasons[1].item).toMatchObject({ id: 'a', limit: 7 });
    expect(failed.reasons[2].error.code).toBe('condition.alreadyExists');
    expect(await repository().exists('d')).toBe(false);
    expect(await repository().exists('b')).toBe(true);
  });

  engine.testWith(
    'transactions',
    'of one commit are done once, and can be committed again after a failure',
    async () => {
      await repository().put({ id: 'retry', name: 'R', tags: new Set(), visits: 1 });
      const transaction = writeTransaction(engine.client).update(
        repository(),
        'retry',
        { visits: increment(1) },
        { if: { limit: exists() } },
      );
      await expect(transaction.commit()).rejects.toThrow(TransactionFailedError);
      await repository().update('retry', { limit: 1 });
      await transaction.commit();
      await expect(transaction.commit()).rejects.toThrow(/committed already/);
      expect(() => transaction.delete(repository(), 'retry')).toThrow(/committed already/);
      expect((await repository().getOrThrow('retry')).visits).toBe(2);
    },
  );

  engine.testWith('transactions', 'keep their token if a response is lost', async () => {
    await repository().put({ id: 'lost', name: 'L', tags: new Set(), visits: 0 });
    const faults = await startFaults(engine.endpoint);
    try {
      await faults.setPlan([{ op: 'TransactWriteItems', fault: 'resetAfter', when: { first: 1 } }]);
      const client = new (engine.client.constructor as typeof import('@aws-sdk/client-dynamodb').DynamoDBClient)({
        endpoint: faults.endpoint,
        region: 'local',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      await writeTransaction(client)
        .update(repository(), 'lost', { visits: increment(1) })
        .commit();
      expect((await faults.counters()).byOp['TransactWriteItems']).toMatchObject({ faults: 1, requests: 2 });
      client.destroy();
    } finally {
      await faults.close();
    }
    expect((await repository().getOrThrow('lost', { consistent: true })).visits).toBe(1);
  });

  engine.test('over 100 actions, or with two of one item, are rejected before anything is sent', async () => {
    const large = writeTransaction(engine.client);
    for (let index = 0; index < 101; index++) large.delete(repository(), `x${index}`);
    await expect(large.commit()).rejects.toThrow(/has 101 writes of at most 100; it is never split/);
    const twice = writeTransaction(engine.client).delete(repository(), 'a').update(repository(), 'a', { name: 'x' });
    await expect(twice.commit()).rejects.toThrow(/\[1\] \(id="a"\) is written by action 0, too/);
    await expect(writeTransaction(engine.client).commit()).rejects.toThrow(/has no actions/);
    expect(() => writeTransaction(engine.client).update(repository(), 'a', { visits: Number.NaN })).toThrow(
      ValidationError,
    );
    expect(() => writeTransaction(engine.client).check(repository(), 'a', {})).toThrow(/asks for something/);
    const readTwice = readTransaction(engine.client)
      .get(repository(), 'a')
      .get(repository(), 'a', { select: ['name'] });
    await expect(readTwice.run()).rejects.toThrow(/\[1\] \(id="a"\) is read by action 0, too/);
    await expect(readTransaction(engine.client).run()).rejects.toThrow(/has no reads/);
  });

  engine.testWith('transactions', 'use the client of their repositories by default', async () => {
    await writeTransaction().upsert(repository(), 'own', { name: 'Own' }).commit();
    const [own] = await readTransaction().get(repository(), 'own').run();
    expect(own?.name).toBe('Own');
  });

  engine.test('are rejected without a client if the repositories have several', () => {
    const stranger = accounts(new DynamoDBClient({ endpoint: engine.endpoint, region: 'local' }));
    const message = 'Account: its repository has another client than those before it; give the transaction the client';
    expect(() => writeTransaction().delete(repository(), 'a').delete(stranger, 'b')).toThrow(message);
    expect(() => readTransaction().get(repository(), 'a').get(stranger, 'b')).toThrow(message);
    expect(() => writeTransaction(engine.client).delete(repository(), 'a').delete(stranger, 'b')).not.toThrow();
  });

  engine.testWith('transactions', 'of reads return a typed tuple, with undefined for a missing item', async () => {
    await repository().put({ id: 'read', name: 'R', tags: new Set(['t']) });
    const [account, nobody, name] = await readTransaction(engine.client)
      .get(repository(), 'read')
      .get(repository(), 'nobody')
      .get(repository(), 'a', { select: ['name'] })
      .run();
    expect(account?.tags).toEqual(new Set(['t']));
    expect(nobody).toBeUndefined();
    expect(name).toEqual({ name: 'A' });
  });
});

onEveryEngine('unique values', (engine) => {
  const { members } = memberModel(engine.uniqueTable('members'));
  let now = Date.parse('2026-01-31T09:30:00.000Z');
  const repository = () => members(engine.client, { clock: () => now });
  let nextId = 1;
  const create = (email: string, more: object = {}) => repository().create({ id: nextId++, email, ...more });

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());

  engine.testWith(
    'transactions',
    'are rejected for a second item, and free again after the first is deleted',
    async () => {
      const first = await create('ann@x');
      expect(first).toMatchObject({ email: 'ann@x', version: 1 });
      const failed = await create('ann@x').catch((error) => error);
      expect(failed).toBeInstanceOf(NotUniqueError);
      expect(failed).toMatchObject({ attribute: 'email', code: 'condition.notUnique' });
      expect(failed.message).not.toContain('ann@x');
      await repository().delete(first.id);
      await create('ann@x');
      await expect(repository().create({ id: first.id + 2, email: 'other@x' })).rejects.toMatchObject({
        code: 'condition.alreadyExists',
      });
    },
  );

  engine.testWith('transactions', 'are changed, cleared and freed by update and put', async () => {
    const bob = await create('bob@x', { badge: 7 });
    await expect(create('carl@x', { badge: 7 })).rejects.toMatchObject({ attribute: 'badge' });
    expect(await repository().update(bob.id, { email: 'bob@y', badge: remove() })).toMatchObject({
      email: 'bob@y',
      version: 2,
    });
    const carl = await create('bob@x', { badge: 7 });
    await expect(repository().update(bob.id, { email: 'bob@x' })).rejects.toThrow(NotUniqueError);
    expect(await repository().update(bob.id, { email: 'bob@y', visits: 1 })).toMatchObject({ visits: 1, version: 3 });
    const put = await repository().put({ ...carl, email: 'carl@x' });
    expect(put).toMatchObject({ email: 'carl@x', badge: 7, version: 2 });
    await expect(repository().put({ ...carl, email: 'carl@z' })).rejects.toThrow(VersionConflictError);
    await create('bob@x');
    await expect(repository().update(bob.id, { badge: increment(1) })).rejects.toThrow(/can't be foretold/);
    expect(await repository().upsert(500, { email: 'up@x' })).toMatchObject({ id: 500, email: 'up@x', version: 1 });
    await expect(repository().upsert(501, { email: 'up@x' })).rejects.toThrow(NotUniqueError);
    expect(await repository().deleteIfExists(500)).toMatchObject({ id: 500 });
    expect(await repository().deleteIfExists(500)).toBeUndefined();
    expect(await repository().upsert(501, { email: 'up@x' })).toMatchObject({ id: 501 });
  });

  engine.testWith(
    'transactions',
    'are assigned to one of fifty concurrent creates',
    async () => {
      const attempts = await Promise.allSettled(Array.from({ length: 50 }, () => create('race@x')));
      const failures = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
      expect(failures).toHaveLength(49);
      for (const failure of failures) expect(failure).toBeInstanceOf(NotUniqueError);
      expect(
        await repository()
          .scan({ filter: { email: 'race@x' } })
          .count(),
      ).toBe(1);
    },
    60_000,
  );

  engine.testWith(
    'transactions',
    'stay consistent under concurrent changes of one item',
    async () => {
      const { id } = await create('start@x');
      await Promise.allSettled(
        Array.from({ length: 12 }, (_, index) => repository().update(id, { email: `racer${index}@x` })),
      );
      const { email } = await repository().getOrThrow(id, { consistent: true });
      for (let index = 0; index < 12; index++) {
        const claim = create(`racer${index}@x`);
        if (`racer${index}@x` === email) await expect(claim).rejects.toThrow(NotUniqueError);
        else await expect(claim).resolves.toBeDefined();
      }
    },
    60_000,
  );

  engine.testWith('transactions', 'are free once their item is expired', async () => {
    await create('ttl@x', { endsAt: new Date(now + 1000) });
    await expect(create('ttl@x')).rejects.toThrow(NotUniqueError);
    now += 2000;
    const next = await create('ttl@x');
    expect(await repository().update(next.id, { endsAt: new Date(now + 5000) })).toMatchObject({ email: 'ttl@x' });
    now += 6000;
    await create('ttl@x');
  });

  engine.testWith('transactions', 'are invisible in reads', async () => {
    const all = await repository().scan().all();
    expect(all.every((member) => member.id > 0)).toBe(true);
    expect(await repository().scan().count()).toBe(all.length);
    const pages = [];
    for await (const { items } of repository().scan({ pageSize: 3 }).pages()) pages.push(...items);
    expect(pages).toHaveLength(all.length);
  });

  engine.testWith('transactions', 'are checked in transactions, which reject two claims of one value', async () => {
    const transaction = writeTransaction(engine.client)
      .create(repository(), { id: 901, email: 'tx@x' })
      .create(repository(), { id: 902, email: 'tx@x' });
    await expect(transaction.commit()).rejects.toThrow(
      /\[1\] \(id=902\) has a value of email that action 0 writes too/,
    );
    await writeTransaction(engine.client).create(repository(), { id: 901, email: 'tx@x' }).commit();
    const second = await writeTransaction(engine.client)
      .create(repository(), { id: 902, email: 'tx@x' })
      .commit()
      .catch((error) => error);
    expect(second.reasons[0].error).toBeInstanceOf(NotUniqueError);
    await writeTransaction(engine.client)
      .update(repository(), 901, { email: 'tx@y' }, { if: { email: eq('tx@x') } })
      .commit();
    await writeTransaction(engine.client).create(repository(), { id: 902, email: 'tx@x' }).commit();
  });

  engine.test('are rejected in batches, with the name of what to use', async () => {
    await expect(repository().putMany([{ id: 1, email: 'x' }])).rejects.toThrow(
      /batches can't check versions|can't keep unique/,
    );
  });
});

onEveryEngine('the contact model', (engine) => {
  const { contacts } = contactModel(engine.uniqueTable('contacts'));
  engine.test('has no version option, because it has no version', async () => {
    await expect(contacts(engine.client).update(1, { name: ann.name }, { version: 1 })).rejects.toThrow(
      /no version to check/,
    );
  });
});
