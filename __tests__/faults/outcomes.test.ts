import {
  append,
  decrement,
  ItemAlreadyExistsError,
  ItemNotFoundError,
  increment,
  OutcomeUnknownError,
  VersionConflictError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultModels, faultyClients } from './support.ts';

const lost = ['resetAfter', 'errorAfter', 'truncate'] as const;

onEveryEngine('a write whose response is lost', (engine) => {
  const models = faultModels(engine.uniqueTable('outcomes'));
  let clients: Awaited<ReturnType<typeof faultyClients>>;
  const direct = models.plain(engine.client);
  let next = 0;
  const id = (): string => `id-${next++}`;
  /** Loses the first responses of an operation. */
  const lose = (op: string, fault: string = 'resetAfter', times = 1): Promise<void> =>
    clients.faults.setPlan([{ op, fault, when: { first: times } }]);
  const failure = (work: Promise<unknown>): Promise<OutcomeUnknownError> =>
    work.then(
      (done) => {
        throw new Error(`it was done: ${JSON.stringify(done)}`);
      },
      (error) => error,
    );

  beforeAll(async () => {
    clients = await faultyClients(engine);
    await direct.table.create();
    // Set up the client before the tests count requests.
    await models.plain(clients.once).get('none');
  });
  afterAll(async () => {
    await clients.close();
    await direct.table.drop();
  });

  engine.test('is recognized by a write id or a generated id', async () => {
    for (const fault of lost) {
      const key = id();
      await lose('PutItem', fault);
      expect(await models.known(clients.retrying).create({ id: key, text: 'a' })).toMatchObject({
        text: 'a',
        count: 0,
      });
      await lose('PutItem', fault);
      const { id: made } = await models.made(clients.retrying).create({ text: 'b' });
      expect(await models.made(engine.client).get(made)).toMatchObject({ text: 'b' });
      const versioned = await models.versioned(engine.client).create({ id: id(), text: 'c' });
      await lose('PutItem', fault);
      // Another writer may have saved the same item.
      const put = failure(models.versioned(clients.retrying).put({ ...versioned, text: 'd' }));
      expect(await put).toBeInstanceOf(OutcomeUnknownError);
      expect(await models.versioned(engine.client).get(versioned.id)).toMatchObject({ text: 'd', version: 2 });
    }
  });

  engine.test('throws OutcomeUnknownError for a create that can not be recognized', async () => {
    const key = id();
    await lose('PutItem');
    const error = await failure(models.plain(clients.retrying).create({ id: key, text: 'a' }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ code: 'write.outcomeUnknown', operation: 'create', key: `id="${key}"` });
    expect(error.message).toContain('create() may have been done, or not: an attempt was not answered');
    expect(error.item).toMatchObject({ text: 'a' });
    expect(Object.keys(error)).not.toContain('item');
    await lose('PutItem', 'reset');
    await expect(models.plain(clients.retrying).create({ id: key })).rejects.toThrow(OutcomeUnknownError);
    await clients.faults.setPlan([]);
    await expect(models.plain(clients.retrying).create({ id: key })).rejects.toThrow(ItemAlreadyExistsError);
    // Another write may have replaced the write id of the call.
    await lose('PutItem', 'reset');
    await expect(models.known(clients.retrying).create({ id: key })).rejects.toThrow(OutcomeUnknownError);
  });

  engine.test('counts once, and throws OutcomeUnknownError if it can not be recognized', async () => {
    for (const fault of lost) {
      const key = id();
      await models.known(engine.client).create({ id: key });
      await lose('UpdateItem', fault);
      const known = models.known(clients.retrying);
      expect(await known.update(key, { count: increment(1) })).toMatchObject({ count: 1 });
      await lose('UpdateItem', fault);
      expect(await known.update(key, { log: append(['x']), count: decrement(3) })).toMatchObject({
        count: -2,
        log: ['x'],
      });
      const other = id();
      await direct.create({ id: other });
      await lose('UpdateItem', fault);
      const error = await failure(models.plain(clients.retrying).update(other, { count: increment(1) }));
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect((await direct.getOrThrow(other, { consistent: true })).count).toBe(1);
      // Setting a value twice has the same effect.
      await lose('UpdateItem', fault);
      expect(await models.plain(clients.retrying).update(other, { text: 'set' })).toMatchObject({
        text: 'set',
        count: 1,
      });
    }
  });

  engine.test('throws OutcomeUnknownError instead of a repetition if another write follows', async () => {
    const key = id();
    await models.known(engine.client).create({ id: key });
    await clients.faults.setPlan([
      { op: 'UpdateItem', fault: 'resetAfter', when: { first: 1 } },
      { op: 'GetItem', delayMs: 200 },
    ]);
    const lost = failure(models.known(clients.retrying).update(key, { count: increment(1) }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await models.known(engine.client).update(key, { count: increment(10) });
    expect(await lost).toBeInstanceOf(OutcomeUnknownError);
    expect((await direct.getOrThrow(key, { consistent: true })).count).toBe(11);
  });

  engine.test('does not conflict with its own version', async () => {
    const { id: key } = await models.versioned(engine.client).create({ id: id() });
    const repository = models.versioned(clients.retrying);
    await lose('UpdateItem');
    const error = await failure(repository.update(key, { count: increment(1) }, { version: 1 }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    if (engine.name !== 'dynalite') expect(error.item).toMatchObject({ count: 1, version: 2 });
    expect(await models.versioned(engine.client).get(key)).toMatchObject({ count: 1, version: 2 });
    await clients.faults.setPlan([]);
    const another = repository.update(key, { count: 0 }, { version: 1 });
    await expect(another).rejects.toThrow(engine.name === 'dynalite' ? ItemNotFoundError : VersionConflictError);
  });

  engine.test('throws OutcomeUnknownError if no attempt has a response, but not if none was sent', async () => {
    const key = id();
    await clients.faults.setPlan([{ op: '/PutItem|UpdateItem|DeleteItem/', fault: 'resetAfter' }]);
    const once = models.plain(clients.once);
    for (const write of [
      () => once.create({ id: key, text: 'c' }),
      () => once.update(key, { text: 'u' }),
      () => once.delete(key),
      () => once.deleteIfExists(key),
    ])
      expect(await failure(write())).toBeInstanceOf(OutcomeUnknownError);
    expect(await direct.get(key)).toBeUndefined();
    // The stored item is equal to the item of the put, so the put succeeds.
    expect(await once.put({ id: key, text: 'p' })).toMatchObject({ text: 'p' });
    expect(await models.known(clients.once).update(key, { count: increment(1) })).toMatchObject({ count: 1 });
    await clients.faults.setPlan([{ op: '/PutItem|UpdateItem|DeleteItem/', fault: 'reset' }]);
    expect(await failure(once.put({ id: key, text: 'q' }))).toBeInstanceOf(OutcomeUnknownError);
    expect(await failure(models.known(clients.once).update(key, { count: increment(1) }))).toBeInstanceOf(
      OutcomeUnknownError,
    );
    expect((await direct.getOrThrow(key)).count).toBe(1);
    const Sdk = engine.client.constructor as typeof import('@aws-sdk/client-dynamodb').DynamoDBClient;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const nowhere = new Sdk({ endpoint: 'http://127.0.0.1:9', region: 'local', credentials, maxAttempts: 1 });
    await expect(models.plain(nowhere).put({ id: key })).rejects.toThrow(/ECONNREFUSED/);
    nowhere.destroy();
  });

  engine.test('throws OutcomeUnknownError for a delete, because the deleted item is lost, too', async () => {
    const key = id();
    await direct.create({ id: key });
    await lose('DeleteItem');
    expect(await failure(models.plain(clients.retrying).delete(key))).toBeInstanceOf(OutcomeUnknownError);
    await clients.faults.setPlan([]);
    await expect(models.plain(clients.retrying).delete(key)).rejects.toThrow(ItemNotFoundError);
    await direct.create({ id: key });
    await lose('DeleteItem');
    expect(await models.plain(clients.retrying).deleteIfExists(key)).toBeUndefined();
    expect(await direct.get(key)).toBeUndefined();
  });

  engine.testWith('transactions', 'is done once in a transaction, or throws OutcomeUnknownError', async () => {
    const key = id();
    await direct.create({ id: key });
    const transaction = () =>
      writeTransaction(clients.once).update(models.plain(clients.once), key, { count: increment(1) });
    const one = transaction();
    await lose('TransactWriteItems');
    expect(await failure(one.commit())).toMatchObject({ code: 'write.outcomeUnknown', operation: 'commit' });
    await one.commit();
    expect((await direct.getOrThrow(key, { consistent: true })).count).toBe(1);
  });
});
