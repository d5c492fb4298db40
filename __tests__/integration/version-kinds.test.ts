import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  DeletedAt,
  Entity,
  EntityRepository,
  increment,
  listOf,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  Version,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

/** An old and a new program whose deletes are soft, and whose writes count versions. */
function noteModels(table: string) {
  @Table(table)
  class OldNote {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String) text!: string;
    @Version() revision!: number;
    @DeletedAt() deletedAt?: Date;
  }

  @Table(table, { version: 2, upgrade: { 1: ({ text, ...note }: { text: string }) => ({ ...note, body: [text] }) } })
  class Note {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(listOf(String)) body!: string[];
    @Version() revision!: number;
    @DeletedAt() deletedAt?: Date;
  }

  @Repository(OldNote)
  class OldNotes extends BaseRepository<OldNote, 'id', 'revision'> {}
  @Repository(Note)
  class Notes extends BaseRepository<Note, 'id', 'revision'> {}
  return { old: (client: Client) => new OldNotes(client), notes: (client: Client) => new Notes(client) };
}

/** A family whose classes have versions of their own. */
function familyModels(table: string) {
  @Table(table, { entities: () => [Circle, Square] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shapes {}

  const keys = { partitionKey: 'SHAPE', sortKey: '{id}' } as const;

  @Entity('Shape', { table: Shapes, keys, abstract: true, version: 1 })
  abstract class Shape {
    @Attribute(String) id!: string;
  }

  @Entity('Circle', { version: 2, upgrade: { 1: ({ r, ...circle }: { r: number }) => ({ ...circle, radius: r }) } })
  class Circle extends Shape {
    @Attribute(Number) radius!: number;
  }

  @Entity('Square')
  class Square extends Shape {
    @Attribute(Number) side!: number;
  }

  @Repository(Shape)
  class AllShapes extends EntityRepository<Shape, typeof keys> {}
  @Repository(Circle)
  class Circles extends EntityRepository<Circle, typeof keys> {}
  return {
    Circle,
    Square,
    shapes: (client: Client) => new AllShapes(client),
    circles: (client: Client) => new Circles(client),
  };
}

onEveryEngine('a class with a version and soft deletes', (engine) => {
  const table = engine.uniqueTable('version-notes');
  const models = noteModels(table);
  const notes = () => models.notes(engine.client);
  const old = () => models.old(engine.client);
  beforeAll(() => notes().table.create());
  afterAll(() => notes().table.drop());

  engine.test('upgrades an older item that is deleted, and counts one write', async () => {
    await old().create({ id: 'deleted', text: 'a' });
    expect(await notes().delete('deleted')).toMatchObject({ body: ['a'], revision: 1 });
    expect(await notes().get('deleted', { includeDeleted: true })).toMatchObject({ body: ['a'], revision: 2 });
  });

  engine.test('upgrades an older item that is restored', async () => {
    await old().create({ id: 'restored', text: 'a' });
    await old().delete('restored');
    expect(await notes().restore('restored')).toMatchObject({ body: ['a'], revision: 3 });
    expect(await notes().get('restored')).toMatchObject({ body: ['a'] });
  });

  engine.test('purges an older item', async () => {
    await old().create({ id: 'purged', text: 'a' });
    await old().delete('purged');
    expect(await notes().purge('purged')).toMatchObject({ body: ['a'] });
  });

  engine.test('checks the revision of an entity that was upgraded when it was read', async () => {
    await old().create({ id: 'locked', text: 'a' });
    const read = await notes().getOrThrow('locked');
    expect(await notes().update(read, { body: ['b'] })).toMatchObject({ body: ['b'], revision: 2 });
    await expect(notes().put({ ...read, body: ['c'] })).rejects.toMatchObject({ code: 'condition.versionConflict' });
  });
});

onEveryEngine('a family whose classes have versions', (engine) => {
  const table = engine.uniqueTable('version-shapes');
  const models = familyModels(table);
  const shapes = () => models.shapes(engine.client);
  beforeAll(() => models.circles(engine.client).table.create());
  afterAll(() => models.circles(engine.client).table.drop());

  engine.test('upgrades each item by the steps of its own class', async () => {
    const Item = { pk: { S: 'SHAPE' }, sk: { S: 'c1' }, entity: { S: 'Circle' }, id: { S: 'c1' }, r: { N: '2' } };
    await shapes().put(Object.assign(new models.Square(), { id: 's1', side: 3 }));
    await engine.client.send(new PutItemCommand({ TableName: table, Item }));
    const all = await shapes().scan().all();
    expect(all.find(({ id }) => id === 'c1')).toEqual(Object.assign(new models.Circle(), { id: 'c1', radius: 2 }));
    expect(await shapes().get({ id: 'c1' }, { select: ['id'] })).toMatchObject({ id: 'c1' });
    expect(await models.circles(engine.client).update({ id: 'c1' }, { radius: increment(1) })).toMatchObject({
      radius: 3,
    });
    const Key = { pk: { S: 'SHAPE' }, sk: { S: 'c1' } };
    const stored = await engine.client.send(new GetItemCommand({ TableName: table, Key }));
    expect(stored.Item).toMatchObject({ schemaVersion: { N: '2' }, radius: { N: '3' } });
    expect(stored.Item).not.toHaveProperty('r');
  });
});
