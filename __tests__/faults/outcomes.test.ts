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

onEveryEngine('a write whose answer is lost', (engine) => {
  const models = faultModels(engine.uniqueTable('outcomes'));
  let clients: Awaited<ReturnType<typeof faultyClients>>;
  const direct = models.plain(engine.client);
  let next = 0;
  const id = (): string => `id-${next++}`;
  /** The first answer of an operation is lost, and what comes after is not. */
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
    // The clients' own set-up is not what is tested.
    await models.plain(clients.once).get('none');
  });
  afterAll(async () => {
    await clients.close();
    await direct.table.drop();
  });

  engine.test('is known again where the item can tell: by a write id or a generated id', async () => {
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
      // The same may have been saved by somebody else.
      const put = failure(models.versioned(clients.retrying).put({ ...versioned, text: 'd' }));
      expect(await put).toBeInstanceOf(OutcomeUnknownError);
      expect(await models.versioned(engine.client).get(versioned.id)).toMatchObject({ text: 'd', version: 2 });
    }
  });

  engine.test('is never taken for somebody else’s: a create that nobody can tell is unknown', async () => {
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
    // A write id that is not the call's own may have been written over it.
    await lose('PutItem', 'reset');
    await expect(models.known(clients.retrying).create({ id: key })).rejects.toThrow(OutcomeUnknownError);
  });

  engine.test('is not counted twice: once where it is known, else it is told', async () => {
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
      // What sets a value may be set twice.
      await lose('UpdateItem', fault);
      expect(await models.plain(clients.retrying).update(other, { text: 'set' })).toMatchObject({
        text: 'set',
        count: 1,
      });
    }
  });

  engine.test('is not done again where another came between: then nobody can tell', async () => {
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

  engine.test('of a version is no conflict with itself', async () => {
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

  engine.test('is told where no attempt was answered, and not where none was made', async () => {
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
    // What was to be there is there: that is all that a put says.
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

  engine.test('that deletes is told where its answer, and so the item, is lost', async () => {
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

  engine.testWith('transactions', 'in a transaction is done once, or told', async () => {
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
