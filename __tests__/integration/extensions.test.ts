import {
  Attribute,
  BaseRepository,
  type Client,
  ConditionFailedError,
  Extend,
  type Extension,
  extendProperty,
  increment,
  mapOf,
  notExists,
  PartitionKey,
  Repository,
  Table,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

let user = 'ann';

/** A custom property decorator: records the last writer. */
const WrittenBy = () =>
  extendProperty<string, 'WrittenBy'>('WrittenBy', String, (property) => ({
    name: 'writtenBy',
    manages: [property],
    beforeWrite: ({ operation }) =>
      operation === 'create' || operation === 'put'
        ? { item: { [property]: user } }
        : { changes: { [property]: user } },
  }));

/** Rejects writes of locked items, and counts reads. */
const lock: Extension = {
  name: 'lock',
  beforeWrite: ({ operation }) => (operation === 'create' ? undefined : { condition: { locked: notExists() } }),
  afterRead: (entity) => {
    Object.defineProperty(entity, 'readAt', { value: 'now' });
  },
};

function documentModel(table: string) {
  @Table(table)
  @Extend(lock)
  class Document {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String) text!: string;
    @Attribute(Boolean, { optional: true }) locked?: boolean;
    @Attribute(Number, { optional: true }) edits?: number;
    @WrittenBy() writtenBy!: string;
  }

  @Repository(Document)
  class Documents extends BaseRepository<Document, 'id', 'writtenBy'> {}
  return { Document, documents: (client: Client) => new Documents(client) };
}

class Trail {
  @Attribute(String) by!: string;
  @Attribute(String, { optional: true }) why?: string;
}

/** Records the last writer in a document. */
const trail: Extension = {
  name: 'trail',
  manages: ['trail'],
  beforeWrite: ({ operation }) => (operation === 'update' ? { changes: { 'trail.by': user } } : undefined),
};

function trailModel(table: string) {
  @Table(table)
  @Extend(trail)
  class Entry {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) text?: string;
    @Attribute(mapOf(String), { optional: true }) notes?: Record<string, string>;
    @Attribute(Trail, { optional: true, readOnly: true }) trail?: Trail;
  }

  @Repository(Entry)
  class Entries extends BaseRepository<Entry, 'id'> {}
  return { entries: (client: Client) => new Entries(client) };
}

onEveryEngine('a custom extension', (engine) => {
  const { documents } = documentModel(engine.uniqueTable('documents'));
  const { entries } = trailModel(engine.uniqueTable('entries'));
  const repository = () => documents(engine.client);

  beforeAll(async () => {
    await repository().table.create();
    await entries(engine.client).table.create();
  });
  afterAll(async () => {
    await repository().table.drop();
    await entries(engine.client).table.drop();
  });

  engine.test('creates the document that it changes a member of', async () => {
    user = 'ann';
    await entries(engine.client).create({ id: '1' });
    expect(await entries(engine.client).update('1', { text: 'a', 'notes.x': 'n' })).toEqual({
      id: '1',
      text: 'a',
      notes: { x: 'n' },
      trail: { by: 'ann' },
    });
    user = 'bob';
    expect(await entries(engine.client).update('1', { 'notes.y': 'm' })).toMatchObject({
      notes: { x: 'n', y: 'm' },
      trail: { by: 'bob' },
    });
  });

  engine.testWith('transactions', 'creates that document in transactions too', async () => {
    user = 'ann';
    await entries(engine.client).create({ id: 'tx' });
    await writeTransaction(engine.client).update(entries(engine.client), 'tx', { text: 'a' }).commit();
    expect(await entries(engine.client).get('tx')).toMatchObject({ text: 'a', trail: { by: 'ann' } });
  });

  engine.test('changes items and updates, adds conditions, and receives the items that are read', async () => {
    user = 'ann';
    expect(await repository().create({ id: '1', text: 'a' })).toMatchObject({ writtenBy: 'ann', readAt: 'now' });
    user = 'bob';
    expect(await repository().update('1', { text: 'b' })).toMatchObject({ writtenBy: 'bob', text: 'b' });
    expect(await repository().get('1')).toMatchObject({ readAt: 'now' });
    expect(await repository().upsert('2', { text: 'n' })).toMatchObject({ writtenBy: 'bob' });
    await expect(repository().update('1', { writtenBy: 'eve' })).rejects.toThrow(/writtenBy is kept by 'writtenBy'/);
    expect(await repository().put({ id: '1', text: 'c', writtenBy: 'eve' })).toMatchObject({ writtenBy: 'bob' });
  });

  engine.test('adds its condition to every write', async () => {
    await repository().create({ id: 'locked', text: 'a', locked: true });
    const writes = [
      () => repository().put({ id: 'locked', text: 'b' }),
      () => repository().update('locked', { text: 'b' }),
      () => repository().upsert('locked', { text: 'b' }),
      () => repository().delete('locked'),
      () => repository().deleteIfExists('locked'),
    ];
    for (const write of writes) await expect(write()).rejects.toThrow(ConditionFailedError);
    expect(await repository().get('locked')).toMatchObject({ text: 'a' });
    await expect(repository().putMany([{ id: 'x', text: 'a' }])).rejects.toThrow(/condition, which batches can't have/);
    await expect(repository().deleteMany(['x'])).rejects.toThrow(/condition, which batches can't have/);
  });

  engine.testWith('transactions', 'takes part in transactions', async () => {
    await repository().create({ id: 'tx', text: 'a' });
    user = 'cy';
    await writeTransaction(engine.client)
      .update(repository(), 'tx', { edits: increment(1) })
      .commit();
    expect(await repository().get('tx')).toMatchObject({ writtenBy: 'cy', edits: 1 });
    await expect(writeTransaction(engine.client).delete(repository(), 'locked').commit()).rejects.toThrow(
      /condition doesn't hold/,
    );
  });

  engine.test("throws if it returns an effect that the write can't use", async () => {
    const table = repository().table.name;
    const confused = (effect: object) => {
      @Table(table)
      @Extend({ name: 'confused', beforeWrite: () => effect })
      class Other {
        @PartitionKey() @Attribute(String) id!: string;
        @Attribute(String) text!: string;
      }
      @Repository(Other)
      class Others extends BaseRepository<Other, 'id'> {}
      return new Others(engine.client);
    };
    await expect(confused({ item: { text: 'x' } }).upsert('a', { text: 'y' })).rejects.toThrow(
      "Other: the extension 'confused' gives `item` to upsert(), which takes `changes`",
    );
    await expect(confused({ changes: { text: 'x' } }).put({ id: 'a', text: 'y' })).rejects.toThrow(
      /gives `changes` to put/,
    );
  });
});
