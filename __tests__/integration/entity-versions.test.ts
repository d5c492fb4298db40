import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  increment,
  PartitionKey,
  Repository,
  Table,
  Version,
  VersionConflictError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { ticketModel } from './order-models.ts';

/** A class that received its version later, so older items have none. */
function lateModel(table: string) {
  @Table(table)
  class Late {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) text?: string;
    @Version() @Attribute(Number, { optional: true }) version?: number;
  }

  @Repository(Late)
  class Lates extends BaseRepository<Late, 'id'> {}
  return (client: Client) => new Lates(client);
}

onEveryEngine('an entity that is a key', (engine) => {
  const { tickets } = ticketModel(engine.uniqueTable('entity-keys'));
  const repository = () => tickets(engine.client);
  const changed = async () => {
    const read = await repository().create({ title: 'a' });
    await repository().update(read.id, { title: 'b' });
    return read;
  };
  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());

  engine.testWith('itemOnConditionFailure', 'passes its version to delete and deleteIfExists', async () => {
    const read = await changed();
    await expect(repository().delete(read)).rejects.toThrow(VersionConflictError);
    await expect(repository().deleteIfExists(read)).rejects.toMatchObject({ expected: 1 });
    const current = await repository().getOrThrow(read.id);
    expect(await repository().delete(current)).toMatchObject({ version: 2 });
    expect(await repository().deleteIfExists(current)).toBeUndefined();
  });

  engine.testWith('itemOnConditionFailure', 'passes its version to update and upsert', async () => {
    const read = await changed();
    await expect(repository().update(read, { title: 'c' })).rejects.toThrow(VersionConflictError);
    await expect(repository().upsert(read, { title: 'c' })).rejects.toThrow(VersionConflictError);
    const current = await repository().getOrThrow(read.id);
    const updated = await repository().update(current, { title: 'c' });
    expect(updated).toMatchObject({ title: 'c', version: 3 });
    expect(await repository().upsert(updated, { votes: increment(1) })).toMatchObject({ version: 4 });
  });

  engine.testWith('itemOnConditionFailure', 'passes its version from any kind of copy', async () => {
    const read = await changed();
    const copies = [{ ...read }, Object.assign(Object.create(null), read), structuredClone({ ...read })];
    for (const copy of copies) await expect(repository().delete(copy)).rejects.toThrow(VersionConflictError);
  });

  engine.testWith('itemOnConditionFailure', 'has lower priority than the version of the options', async () => {
    const read = await changed();
    expect(await repository().update(read, { title: 'c' }, { version: 2 })).toMatchObject({ version: 3 });
    const current = await repository().getOrThrow(read.id);
    await expect(repository().delete(current, { version: 2 })).rejects.toMatchObject({ expected: 2 });
  });

  engine.test('passes no version if it has none: a key, or a selection without it', async () => {
    const read = await changed();
    const part = await repository().getOrThrow(read.id, { select: ['id', 'title'] });
    expect(await repository().update(part, { title: 'c' })).toMatchObject({ version: 3 });
    expect(await repository().delete({ id: read.id })).toMatchObject({ version: 3 });
  });

  engine.testWith('transactions', 'passes its version to transactions', async () => {
    const read = await changed();
    for (const transaction of [
      writeTransaction(engine.client).delete(repository(), read),
      writeTransaction(engine.client).deleteIfExists(repository(), read),
      writeTransaction(engine.client).update(repository(), read, { title: 'c' }),
      writeTransaction(engine.client).upsert(repository(), read, { title: 'c' }),
    ]) {
      const failed = await transaction.commit().catch((error) => error);
      expect(failed.reasons[0].error).toBeInstanceOf(VersionConflictError);
    }
    const current = await repository().getOrThrow(read.id);
    await writeTransaction(engine.client).delete(repository(), current).commit();
    expect(await repository().exists(read.id)).toBe(false);
  });
});

onEveryEngine('an entity that was read without a version', (engine) => {
  const lates = lateModel(engine.uniqueTable('late'));
  const repository = () => lates(engine.client);
  const stored = async (id: string) => {
    const Item = { id: { S: id }, text: { S: 'old' } };
    await engine.client.send(new PutItemCommand({ TableName: repository().table.name, Item }));
    return repository().getOrThrow(id);
  };
  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());

  engine.test('is put, and receives one', async () => {
    const read = await stored('put');
    expect(read.version).toBeUndefined();
    read.text = 'new';
    expect(await repository().put(read)).toEqual({ id: 'put', text: 'new', version: 1 });
  });

  engine.test('is put as a spread or a copy, also from a query', async () => {
    await stored('spread');
    const [read] = await repository().query({ id: 'spread' }).all();
    expect(await repository().put({ id: '', ...read, text: 'new' })).toMatchObject({ version: 1 });
    const copy = Object.assign({}, await stored('copy'), { text: 'new' });
    expect(await repository().put(copy)).toMatchObject({ text: 'new', version: 1 });
  });

  engine.test('does not replace an item that has a version by now, or create a deleted one', async () => {
    const read = await stored('raced');
    await repository().update('raced', { text: 'theirs' });
    const conflict = await repository()
      .put({ ...read, text: 'mine' })
      .catch((error) => error);
    expect(conflict).toBeInstanceOf(VersionConflictError);
    expect(conflict.message).toMatch(/the item has a version by now, or is gone; read it again/);
    expect(await repository().get('raced')).toMatchObject({ text: 'theirs', version: 1 });
    const gone = await stored('gone');
    await repository().delete('gone');
    await expect(repository().put({ ...gone, text: 'mine' })).rejects.toThrow(VersionConflictError);
    expect(await repository().exists('gone')).toBe(false);
  });

  engine.testWith('itemOnConditionFailure', 'is a key only of an item without a version', async () => {
    const read = await stored('key');
    expect(await repository().update(read, { text: 'a' })).toMatchObject({ text: 'a', version: 1 });
    await expect(repository().update(read, { text: 'b' })).rejects.toThrow(VersionConflictError);
    await expect(repository().delete(read)).rejects.toThrow(VersionConflictError);
    await expect(repository().deleteIfExists({ ...read })).rejects.toThrow(VersionConflictError);
    expect(await repository().delete(await stored('key'))).toMatchObject({ text: 'old' });
  });

  engine.test('differs from a new object, which replaces no item', async () => {
    await stored('new');
    await expect(repository().put({ id: 'new', text: 'n' })).rejects.toThrow(VersionConflictError);
    await expect(repository().put(structuredClone({ ...(await stored('new')) }))).rejects.toThrow(VersionConflictError);
    expect(await repository().get('new')).toMatchObject({ text: 'old' });
    expect(await repository().put({ id: 'first', text: 'f' })).toMatchObject({ version: 1 });
  });
});
