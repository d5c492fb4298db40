import {
  Attribute,
  BaseRepository,
  type Client,
  increment,
  OutcomeUnknownError,
  PartitionKey,
  Repository,
  Table,
  Unique,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultModels, faultyClients } from './support.ts';

onEveryEngine('a lost attempt with other writers', (engine) => {
  const models = faultModels(engine.uniqueTable('own-work'));
  let clients: Awaited<ReturnType<typeof faultyClients>>;
  const direct = models.known(engine.client);
  /** Returns a client. Another writer runs between its lost attempt and the next attempt. */
  const overtaken = (between: () => Promise<unknown>): Client => {
    const client = clients.retrying;
    let isFirst = true;
    client.middlewareStack.add(
      (next) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (isFirst) await between();
          isFirst = false;
          throw error;
        }
      },
      { step: 'finalizeRequest', priority: 'low', name: 'overtakes', override: true },
    );
    return client;
  };
  const lose = (op: string, fault = 'resetAfter'): Promise<void> =>
    clients.faults.setPlan([{ op, fault, when: { first: 1 } }]);

  beforeEach(async () => {
    clients = await faultyClients(engine);
    await models.known(clients.once).table.ensure();
  });
  afterEach(() => clients.close());
  afterAll(() => direct.table.drop());

  engine.test('is not repeated for a counter with a write id if another write follows', async () => {
    await direct.put({ id: 'counter' });
    await lose('UpdateItem');
    const client = overtaken(() => direct.update('counter', { count: increment(10) }));
    await expect(models.known(client).update('counter', { count: increment(1) })).rejects.toThrow(OutcomeUnknownError);
    expect(await direct.get('counter', { consistent: true })).toMatchObject({ count: 11 });
  });

  engine.test('throws OutcomeUnknownError for a create if another writer has changed the item since', async () => {
    await direct.deleteIfExists('created');
    await lose('PutItem');
    const client = overtaken(() => direct.update('created', { text: 'theirs' }));
    await expect(models.known(client).create({ id: 'created' })).rejects.toThrow(OutcomeUnknownError);
    expect(await direct.get('created', { consistent: true })).toMatchObject({ text: 'theirs', count: 0 });
  });

  engine.test('throws OutcomeUnknownError if another writer has saved an equal item', async () => {
    const versioned = models.versioned(engine.client);
    const item = await versioned.create({ id: `saved-${engine.name}` });
    await lose('PutItem', 'reset');
    const client = overtaken(() => versioned.put({ ...item, count: 1 }));
    await expect(models.versioned(client).put({ ...item, count: 1 })).rejects.toThrow(OutcomeUnknownError);
  });

  engine.test('throws OutcomeUnknownError for a delete if the following read fails, too', async () => {
    await direct.put({ id: 'deleted' });
    await clients.faults.setPlan([
      { op: 'DeleteItem', fault: 'resetAfter', when: { first: 1 } },
      { op: 'GetItem', fault: 'accessDenied' },
    ]);
    await expect(models.known(clients.retrying).delete('deleted')).rejects.toThrow(OutcomeUnknownError);
  });

  engine.testWith(
    'transactions',
    'throws OutcomeUnknownError for a transaction that hangs, at the end of its time',
    async () => {
      await direct.put({ id: 'hanging' });
      await clients.faults.setPlan([{ op: 'TransactWriteItems', fault: 'hang' }]);
      const known = models.known(clients.once);
      const commit = writeTransaction().update(known, 'hanging', { text: 'late' }).commit({ timeoutMs: 200 });
      await expect(commit).rejects.toThrow(OutcomeUnknownError);
    },
  );

  engine.testWith(
    'transactions',
    'throws at the end of its time for a write of unique values, and reports what was done',
    async () => {
      @Table(engine.uniqueTable('own-work-unique'))
      class Member {
        @PartitionKey() @Attribute(String) id!: string;
        @Unique() @Attribute(String) email!: string;
      }
      @Repository(Member)
      class Members extends BaseRepository<Member, 'id'> {}
      const members = (client: Client): Members => new Members(client);
      await members(engine.client).table.create();
      await members(engine.client).create({ id: 'm', email: 'a@b.c' });
      await clients.faults.setPlan([{ op: 'GetItem', fault: 'hang', when: { first: 1 } }]);
      const late = members(clients.once).update('m', { email: 'b@b.c' }, { timeoutMs: 200 });
      await expect(late).rejects.toMatchObject({ code: 'call.timeout' });
      // The first read is before the transaction, the second after it.
      await clients.faults.setPlan([{ op: 'GetItem', fault: 'accessDenied', when: { nth: 2 } }]);
      const unseen = members(clients.once).update('m', { email: 'c@b.c' });
      await expect(unseen).rejects.toThrow(/update\(\) was done, but the item could not be read/);
      expect(await members(engine.client).get('m', { consistent: true })).toMatchObject({ email: 'c@b.c' });
      // No part of the write has a shorter time than the repository.
      await clients.faults.setPlan([]);
      const timers = jest.spyOn(globalThis, 'setTimeout');
      await new Members(clients.once, { timeoutMs: 45_000 }).update('m', { email: 'd@b.c' });
      const times = timers.mock.calls.map(([, milliseconds]) => milliseconds);
      timers.mockRestore();
      expect(times).toContain(45_000);
      expect(times).not.toContain(30_000);
      await members(engine.client).table.drop();
    },
  );
});
