import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  Extend,
  type Extension,
  InvalidItemError,
  increment,
  OutcomeUnknownError,
  PartitionKey,
  PrecisionError,
  Repository,
  type RepositoryOptions,
  Table,
  Unique,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

/** Rejects reading an instance that is marked. */
const blind: Extension = {
  name: 'blind',
  afterRead: (entity) => {
    if ((entity as { note?: string }).note === 'blind') throw new RangeError('not to be seen');
  },
};

/** A converter of text that rejects some stored values. */
const upper = {
  to: (value: string) => value,
  from: (stored: string) => {
    if (stored === 'broken') throw new TypeError('no such text');
    return stored.toUpperCase();
  },
};

function counterModel(table: string) {
  @Table(table)
  @Extend(blind)
  class Counter {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String) name!: string;
    @Attribute(Number, { default: 0 }) count!: number;
    @Attribute(String, { optional: true }) note?: string;
    @Attribute(String, { optional: true, convert: upper }) text?: string;
  }

  @Repository(Counter)
  class Counters extends BaseRepository<Counter, 'id', 'count'> {}
  return (client: Client, options?: RepositoryOptions) => new Counters(client, options);
}

function memberModel(table: string) {
  @Table(table)
  class Member {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String) name!: string;
    @Unique() @Attribute(String, { optional: true }) email?: string;
  }

  @Repository(Member)
  class Members extends BaseRepository<Member, 'id'> {}
  return (client: Client, options?: RepositoryOptions) => new Members(client, options);
}

onEveryEngine("a write that was done, but whose item can't be read", (engine) => {
  const counters = counterModel(engine.uniqueTable('written'));
  const members = memberModel(engine.uniqueTable('written-unique'));
  const repository = () => counters(engine.client);
  const TableName = () => repository().table.name;

  /** Stores an item without its name. */
  const storeNameless = (id: string, table = TableName()) =>
    engine.client.send(new PutItemCommand({ TableName: table, Item: { id: { S: id }, count: { N: '1' } } }));
  /** Stores an item whose note is a number. */
  const storeWrong = (id: string) =>
    engine.client.send(
      new PutItemCommand({ TableName: TableName(), Item: { id: { S: id }, name: { S: 'n' }, note: { N: '1' } } }),
    );
  const failureOf = async (call: Promise<unknown>): Promise<InvalidItemError> =>
    (await call.then(
      (item) => ({ item }),
      (error) => error,
    )) as InvalidItemError;

  beforeAll(async () => {
    await repository().table.create();
    if (engine.name !== 'dynalite') await members(engine.client).table.create();
  });
  afterAll(async () => {
    await repository().table.drop();
    if (engine.name !== 'dynalite') await members(engine.client).table.drop();
  });

  engine.test('reports from update that the item was updated', async () => {
    await storeNameless('update');
    const error = await failureOf(repository().update('update', { count: increment(1) }));
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).toMatchObject({ written: true, code: 'item.unreadable', issues: [{ path: 'name' }] });
    expect(error.message).toBe(
      `${TableName()} (id="update"): the item was updated, but can't be read: name is required, and the stored item lacks it; don't repeat update()`,
    );
    expect(await repository().get('update', { select: ['count'] })).toEqual({ count: 2 });
  });

  engine.test('reports from upsert that the item was written', async () => {
    await storeNameless('upsert');
    const error = await failureOf(repository().upsert('upsert', { count: increment(1) }));
    expect(error).toMatchObject({ written: true, issues: [{ path: 'name' }] });
    expect(error.message).toMatch(/: the item was written, but can't be read: .*; don't repeat upsert\(\)$/);
    expect(await repository().get('upsert', { select: ['count'] })).toEqual({ count: 2 });
  });

  engine.test('reports from delete and deleteIfExists that the item was deleted', async () => {
    for (const name of ['delete', 'deleteIfExists'] as const) {
      await storeNameless(name);
      const error = await failureOf(repository()[name](name));
      expect(error).toBeInstanceOf(InvalidItemError);
      expect(error).toMatchObject({ written: true });
      expect(error.message).toMatch(
        /: the item was deleted, but can't be read: .*; don't repeat delete(IfExists)?\(\)$/,
      );
      expect(await repository().exists(name)).toBe(false);
    }
  });

  engine.test('lists several issues between the outcome and the advice', async () => {
    const Item = { id: { S: 'several' }, count: { S: 'x' } };
    await engine.client.send(new PutItemCommand({ TableName: TableName(), Item }));
    const error = await failureOf(repository().update('several', { note: 'n' }));
    const [first, ...rest] = error.message.split('\n');
    expect(first).toMatch(/the item was updated, but can't be read:$/);
    expect(rest.slice(0, -1)).toEqual([expect.stringMatching(/^ {2}- /), expect.stringMatching(/^ {2}- /)]);
    expect(rest.at(-1)).toBe("don't repeat update()");
  });

  engine.test('keeps the class of a precision error', async () => {
    const Item = { id: { S: 'big' }, name: { S: 'n' }, count: { N: '9007199254740992' } };
    await engine.client.send(new PutItemCommand({ TableName: TableName(), Item }));
    const error = await failureOf(repository().update('big', { count: increment(1) }));
    expect(error).toBeInstanceOf(PrecisionError);
    expect(error).toMatchObject({ written: true, code: 'item.precision' });
    expect(error.message).toContain('the item was updated, but');
  });

  engine.test('reports the outcome despite an error of afterRead', async () => {
    await repository().deleteIfExists('blind');
    for (const write of [
      () => repository().create({ id: 'blind', name: 'n', note: 'blind' }),
      () => repository().put({ id: 'blind', name: 'n', note: 'blind' }),
      () => repository().update('blind', { count: 2 }),
      () => repository().delete('blind'),
    ]) {
      const error = await failureOf(write());
      expect(error).toBeInstanceOf(InvalidItemError);
      expect(error).toMatchObject({ written: true, cause: expect.any(RangeError) });
      expect(error.message).toMatch(/: the item was (created|written|updated|deleted), but can't be read: /);
      expect(error.message).not.toContain('not to be seen');
    }
    expect(await repository().exists('blind')).toBe(false);
  });

  engine.test('reports the outcome despite an error of a converter', async () => {
    const error = await failureOf(repository().create({ id: 'converter', name: 'n', text: 'broken' }));
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).toMatchObject({ written: true, cause: expect.any(TypeError) });
    expect(error.message).toMatch(/: the item was created, but can't be read: /);
  });

  engine.test('reports nothing as written after a read', async () => {
    await storeNameless('read');
    const error = await failureOf(repository().get('read'));
    expect(error).toMatchObject({ written: false });
    expect(error.message).toContain(": the stored item can't be read: name is required");
  });

  engine.test('does not call onInvalidItem, which is only for reads', async () => {
    const taken: InvalidItemError[] = [];
    const lenient = counters(engine.client, { onInvalidItem: (error) => taken.push(error) });
    await storeNameless('lenient');
    expect(await failureOf(lenient.update('lenient', { count: 5 }))).toMatchObject({ written: true });
    expect(await failureOf(lenient.upsert('lenient', { count: 6 }))).toMatchObject({ written: true });
    expect(await failureOf(lenient.deleteIfExists('lenient'))).toMatchObject({ written: true });
    expect(taken).toEqual([]);
    await storeNameless('lenient');
    expect(await lenient.get('lenient')).toBeUndefined();
    expect(taken).toMatchObject([{ written: false }]);
  });

  engine.test('reports from raw that a request wrote, but not for a read', async () => {
    await storeWrong('raw');
    const lenient = counters(engine.client, { onInvalidItem: () => undefined });
    const update = () =>
      lenient.raw('UpdateItem', ({ key, name, value }) => ({
        Key: key('raw'),
        UpdateExpression: `SET ${name('count')} = ${value('count', 7)}`,
        ReturnValues: 'ALL_NEW',
      }));
    const error = await failureOf(update());
    expect(error).toMatchObject({ written: true });
    expect(error.message).toMatch(
      /: the request was done, but an item that it returned can't be read: .*; don't repeat the request$/,
    );
    const remove = lenient.raw('DeleteItem', ({ key }) => ({ Key: key('raw'), ReturnValues: 'ALL_OLD' }));
    expect(await failureOf(remove)).toMatchObject({ written: true });
    await storeWrong('raw');
    const read = repository().raw('GetItem', ({ key }) => ({ Key: key('raw') }));
    expect(await failureOf(read)).toMatchObject({ written: false });
  });

  engine.testWith('partiql', 'reports from raw that a statement wrote', async () => {
    await storeWrong('statement');
    const change = repository().raw('ExecuteStatement', ({ table, parameter }) => ({
      Statement: `UPDATE ${table} SET "count" = ? WHERE id = ? RETURNING ALL NEW *`,
      Parameters: [parameter('count', 8), parameter('id', 'statement')],
    }));
    expect(await failureOf(change)).toMatchObject({ written: true });
    const select = repository().raw('ExecuteStatement', ({ table, parameter }) => ({
      Statement: `SELECT * FROM ${table} WHERE id = ?`,
      Parameters: [parameter('id', 'statement')],
    }));
    expect(await failureOf(select)).toMatchObject({ written: false });
  });

  engine.testWith('transactions', 'reports the outcome of writes of unique values', async () => {
    const table = members(engine.client).table.name;
    await storeNameless('u', table);
    const updated = await failureOf(members(engine.client).update('u', { email: 'a@b' }));
    expect(updated).toMatchObject({ written: true });
    expect(updated.message).toMatch(/: the item was updated, but can't be read: name is required/);
    const deleted = await failureOf(members(engine.client).delete('u'));
    expect(deleted).toMatchObject({ written: true });
    expect(deleted.message).toMatch(/: the item was deleted, but can't be read: name is required/);
    await expect(members(engine.client).create({ id: 'other', name: 'o', email: 'a@b' })).resolves.toBeDefined();
  });
  engine.testWith(
    'transactions',
    'reports the outcome of an update of a unique value if the item is deleted meanwhile',
    async () => {
      await members(engine.client).create({ id: 'gone', name: 'g' });
      const { region, credentials } = engine.client.config;
      const client = new DynamoDBClient({
        endpoint: engine.endpoint,
        region: await region(),
        credentials: await credentials(),
      });
      client.middlewareStack.add(
        (next, { commandName }) =>
          async (args) => {
            const result = await next(args);
            if (commandName === 'TransactWriteItemsCommand') await members(engine.client).delete('gone');
            return result;
          },
        { step: 'initialize' },
      );
      const error = await failureOf(members(client).update('gone', { email: 'gone@b' }));
      client.destroy();
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect(error.message).toMatch(/update\(\) was done, but the item was deleted before it could be read/);
    },
  );

  engine.testWith('transactions', 'reports from commit that the transaction was done', async () => {
    await repository()
      .deleteIfExists('committed')
      .catch(() => undefined);
    const transaction = writeTransaction(engine.client)
      .create(repository(), { id: 'other', name: 'n' })
      .create(repository(), { id: 'committed', name: 'n', note: 'blind' });
    const error = await failureOf(transaction.commit());
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).toMatchObject({ written: true, key: 'id="committed"' });
    expect(error.message).toMatch(/: the transaction was done, but the item of action 1, create, can't be read: /);
    await expect(transaction.commit()).rejects.toThrow(/committed already/);
    expect(await repository().exists('committed')).toBe(true);
  });
});
