import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  Extend,
  type Extension,
  GeneratedId,
  ItemNotFoundError,
  increment,
  PartitionKey,
  Repository,
  Table,
  TransactionFailedError,
  VersionConflictError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { ticketModel } from './order-models.ts';

/** Writes every address in lower case. */
const lower: Extension = {
  name: 'lower',
  beforeWrite: ({ item, changes }) => {
    const email = (item ?? changes)?.['email'];
    return typeof email === 'string' ? { [item ? 'item' : 'changes']: { email: email.toLowerCase() } } : undefined;
  },
};

function lowerModel(table: string) {
  @Table(table)
  @Extend(lower)
  class Document {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) email?: string;
    @GeneratedId(() => 'made') token!: string;
  }

  @Repository(Document)
  class Documents extends BaseRepository<Document, 'id', 'token'> {}
  return { documents: (client: Client) => new Documents(client) };
}

onEveryEngine('locking and times', (engine) => {
  const { tickets } = ticketModel(engine.uniqueTable('tickets'));
  let now = Date.parse('2026-01-31T09:30:00.000Z');
  const repository = () => tickets(engine.client, { clock: () => now });

  const { documents } = lowerModel(engine.uniqueTable('lower'));

  beforeAll(async () => {
    await repository().table.create();
    await documents(engine.client).table.create();
  });
  afterAll(async () => {
    await repository().table.drop();
    await documents(engine.client).table.drop();
  });

  engine.test('fill in id, version and times on create', async () => {
    const first = await repository().create({ title: 'a' });
    const second = await repository().create({ title: 'b' });
    expect(first).toMatchObject({ version: 1, createdAt: new Date(now), updatedAt: new Date(now) });
    expect(first.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(second.id > first.id).toBe(true);
    expect(first.createdAt).not.toBe(first.updatedAt);
    expect(await repository().get(first.id)).toEqual(first);
    expect(await repository().create({ id: 'own', title: 'c', version: 9 })).toMatchObject({ id: 'own', version: 1 });
  });

  engine.test('add 1 to the version on every write, and keep the times', async () => {
    const made = await repository().create({ title: 'a' });
    const createdAt = made.createdAt;
    now += 1000;
    expect(await repository().update(made.id, { title: 'b' })).toMatchObject({
      version: 2,
      createdAt,
      updatedAt: new Date(now),
    });
    now += 1000;
    const put = await repository().put({ ...made, version: 2, title: 'c' });
    expect(put).toMatchObject({ version: 3, createdAt, updatedAt: new Date(now) });
    now += 1000;
    expect(await repository().upsert(made.id, { votes: 1 })).toMatchObject({ version: 4, createdAt, title: 'c' });
    expect(await repository().upsert('fresh', { title: 'x' })).toMatchObject({ version: 1, createdAt: new Date(now) });
  });

  engine.test('reject a put of an old version, or of none if an item exists', async () => {
    const made = await repository().create({ title: 'a' });
    await repository().update(made.id, { title: 'b' });
    await expect(repository().put({ ...made, title: 'c' })).rejects.toThrow(VersionConflictError);
    await expect(repository().put({ id: made.id, title: 'c' })).rejects.toThrow();
    await expect(repository().put({ ...made, id: 'never', title: 'c' })).rejects.toThrow(VersionConflictError);
    expect(await repository().get(made.id)).toMatchObject({ title: 'b', version: 2 });
    expect(await repository().put({ id: 'new', title: 'n' })).toMatchObject({ version: 1 });
  });

  engine.test('reject a put without a version over an item without one, and add a version by update', async () => {
    const TableName = repository().table.name;
    const times = { createdAt: { S: '2026-01-01T00:00:00.000Z' }, updatedAt: { S: '2026-01-01T00:00:00.000Z' } };
    const Item = { id: { S: 'before' }, title: { S: 'precious' }, ...times };
    await engine.client.send(new PutItemCommand({ TableName, Item }));
    await expect(repository().put({ id: 'before', title: 'c' })).rejects.toThrow(VersionConflictError);
    expect(await repository().update('before', { votes: 1 })).toMatchObject({ title: 'precious', version: 1 });
  });

  engine.testWith('itemOnConditionFailure', 'pass the current item in a conflict', async () => {
    const made = await repository().create({ title: 'a' });
    await repository().update(made.id, { title: 'b' }, { version: 1 });
    const conflict = await repository()
      .update(made.id, { title: 'c' }, { version: 1 })
      .catch((error) => error);
    expect(conflict).toBeInstanceOf(VersionConflictError);
    expect(conflict).toMatchObject({ code: 'condition.versionConflict', expected: 1 });
    expect(conflict.item).toMatchObject({ title: 'b', version: 2 });
    await expect(repository().delete(made.id, { version: 1 })).rejects.toThrow(VersionConflictError);
    await expect(repository().upsert(made.id, { title: 'x' }, { version: 1 })).rejects.toThrow(VersionConflictError);
    await expect(repository().update('none', { title: 'x' }, { version: 1 })).rejects.toThrow(ItemNotFoundError);
    expect(await repository().delete(made.id, { version: 2 })).toMatchObject({ title: 'b' });
  });

  engine.test('let one of many writers of the same version win', async () => {
    const made = await repository().create({ title: 'a' });
    const saves = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => repository().put({ ...made, title: `t${index}` })),
    );
    expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await repository().getOrThrow(made.id, { consistent: true })).version).toBe(2);
  });

  engine.test('reject changes of managed attributes', async () => {
    const made = await repository().create({ title: 'a' });
    await expect(repository().update(made.id, { version: 7 })).rejects.toThrow(
      `${repository().table.name} (id="${made.id}"): version is kept by 'version'`,
    );
    await expect(repository().update(made.id, { createdAt: new Date() })).rejects.toThrow(/createdAt is kept/);
    await expect(repository().update(made.id, { version: increment(1) })).rejects.toThrow(/version is kept/);
  });

  engine.test('use the value that an extension sets, and fill in an id by upsert too', async () => {
    expect(await documents(engine.client).upsert('a', { email: 'Ann@X' })).toMatchObject({
      email: 'ann@x',
      token: 'made',
    });
    expect(await documents(engine.client).update('a', { email: 'BOB@X' })).toMatchObject({
      email: 'bob@x',
      token: 'made',
    });
    expect(await documents(engine.client).put({ id: 'b', email: 'CY@X' })).toMatchObject({
      email: 'cy@x',
      token: 'made',
    });
    expect(await documents(engine.client).upsert('a', { token: 'own' })).toMatchObject({ token: 'own' });
  });

  engine.test('reject batches, and name what to use', async () => {
    await expect(repository().putMany([{ title: 'a' }])).rejects.toThrow(
      /batches can't check versions.*writeTransaction/,
    );
    await expect(repository().deleteMany(['x'])).rejects.toThrow(/batches can't check versions/);
  });

  engine.testWith('transactions', 'check versions in transactions', async () => {
    const made = await repository().create({ title: 'a' });
    const old = writeTransaction(engine.client)
      .update(repository(), made.id, { title: 'b' }, { version: 3 })
      .create(repository(), { id: 'with', title: 'w' });
    const failed = await old.commit().catch((error) => error);
    expect(failed).toBeInstanceOf(TransactionFailedError);
    expect(failed.reasons[0].error).toBeInstanceOf(VersionConflictError);
    expect(failed.reasons[0]).toMatchObject({
      action: 'update',
      model: 'Ticket',
      code: 'ConditionalCheckFailed',
      item: { title: 'a' },
    });
    expect(failed.reasons[1]).toMatchObject({ action: 'create', code: 'None', error: undefined });
    expect(await repository().exists('with')).toBe(false);
    await writeTransaction(engine.client)
      .put(repository(), { ...made, title: 'c' })
      .commit();
    expect(await repository().get(made.id)).toMatchObject({ title: 'c', version: 2 });
    await writeTransaction(engine.client).delete(repository(), made.id, { version: 2 }).commit();
    expect(await repository().exists(made.id)).toBe(false);
  });
});
