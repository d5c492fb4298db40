import {
  Attribute,
  type Client,
  collection,
  Entity,
  EntityRepository,
  PartitionKey,
  Repository,
  readTransaction,
  SortKey,
  Table,
  Unique,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

function partitionModels(tableName: string) {
  @Table(tableName, { entities: () => [Task, Comment, Member] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Board {}

  const taskKeys = {
    partitionKey: 'BOARD#{board}',
    sortKey: '{id}',
    indexes: {
      byState: { partitionKey: 'state', sortKey: 'id', projection: 'KEYS_ONLY' },
      byOwner: { partitionKey: 'owner' },
    },
  } as const;

  @Entity('Task', { table: Board, keys: taskKeys })
  class Task {
    @Attribute(String) board!: string;
    @Attribute(String) id!: string;
    @Attribute(String) state!: string;
    @Attribute(String, { optional: true }) owner?: string;
  }

  const commentKeys = { partitionKey: 'BOARD#{board}', sortKey: 'COMMENT#{id}' } as const;

  @Entity('Comment', { table: Board, keys: commentKeys })
  class Comment {
    @Attribute(String) board!: string;
    @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) state?: string;
    @Attribute(String, { optional: true }) owner?: string;
  }

  const memberKeys = { partitionKey: 'BOARD#{board}', sortKey: 'MEMBER#{id}' } as const;

  @Entity('Member', { table: Board, keys: memberKeys })
  class Member {
    @Attribute(String) board!: string;
    @Attribute(String) id!: string;
    @Unique() @Attribute(String) email!: string;
  }

  @Repository(Task)
  class Tasks extends EntityRepository<Task, typeof taskKeys> {}
  @Repository(Comment)
  class Comments extends EntityRepository<Comment, typeof commentKeys> {}
  @Repository(Member)
  class Members extends EntityRepository<Member, typeof memberKeys> {}
  return {
    tasks: (client: Client) => new Tasks(client),
    comments: (client: Client) => new Comments(client),
    members: (client: Client) => new Members(client),
  };
}

onEveryEngine('one entity of a shared partition', (engine) => {
  const models = partitionModels(engine.uniqueTable('board'));
  const tasks = () => models.tasks(engine.client);
  const comments = () => models.comments(engine.client);
  const members = () => models.members(engine.client);

  const fill = async (board: string, count = 3) => {
    const ids = Array.from({ length: count }, (_, each) => `${each}`);
    await tasks().putMany(ids.map((id) => ({ board, id, state: `open ${board}` })));
    await comments().putMany(ids.map((id) => ({ board, id, state: `open ${board}` })));
  };
  const keys = (board: string, ...ids: string[]) => ids.map((id) => ({ board, id }));

  beforeAll(async () => {
    await tasks().table.ensure();
  });

  engine.test('is read by batches in the order of the keys', async () => {
    await fill('batch');
    const found = await tasks().getMany(keys('batch', '2', 'none', '0', '2'));
    expect(found.map((task) => task?.id)).toEqual(['2', undefined, '0', '2']);
    expect((await tasks().getMany(keys('batch', '1'), { select: ['state'] }))[0]).toEqual({ state: 'open batch' });
    // The key of a comment, made by the template of tasks.
    expect(await tasks().getMany(keys('batch', 'COMMENT#1', '1'))).toMatchObject([undefined, { id: '1' }]);
  });

  engine.test('is deleted by batches', async () => {
    await fill('gone');
    await tasks().deleteMany(keys('gone', '0', '1', 'none'));
    expect((await tasks().query({ board: 'gone' }).all()).map(({ id }) => id)).toEqual(['2']);
    expect(await comments().query({ board: 'gone' }).count()).toBe(3);
  });

  engine.test('is scanned without the others', async () => {
    await fill('scan');
    const found = await tasks()
      .scan({ filter: { board: 'scan' } })
      .all();
    expect(found.map(({ id }) => id).sort()).toEqual(['0', '1', '2']);
    expect(
      await comments()
        .scan({ filter: { board: 'scan' } })
        .count(),
    ).toBe(3);
  });

  engine.test('is counted through an index that an entity without the index is in', async () => {
    await tasks().put({ board: 'count', id: '1', state: 'open', owner: 'ann' });
    await comments().put({ board: 'count', id: '1', owner: 'ann' });
    expect(await tasks().query({ owner: 'ann' }, { index: 'byOwner' }).count()).toBe(1);
    expect(await tasks().query({ owner: 'ann' }, { index: 'byOwner' }).all()).toHaveLength(1);
  });

  engine.test('is followed through an index that other entities are in', async () => {
    await fill('follow');
    const results = tasks().query({ state: 'open follow' }, { index: 'byState', follow: true });
    expect(await results.all()).toEqual(keys('follow', '0', '1', '2').map((key) => ({ ...key, state: 'open follow' })));
    expect(await tasks().query({ state: 'open follow' }, { index: 'byState' }).all()).toHaveLength(3);
  });

  engine.test('is deleted with its partition, without the others', async () => {
    await fill('part', 30);
    expect(await tasks().deletePartition({ board: 'part' })).toBe(30);
    expect(await tasks().query({ board: 'part' }).all()).toEqual([]);
    expect(await comments().query({ board: 'part' }).count()).toBe(30);
    expect(await comments().deletePartition({ board: 'part', id: '7' })).toBe(1);
    expect(await comments().query({ board: 'part' }).count()).toBe(29);
  });

  engine.testWith('transactions', 'frees its unique values if its partition is deleted', async () => {
    await fill('club');
    await members().create({ board: 'club', id: '1', email: 'a' });
    await members().create({ board: 'club', id: '2', email: 'b' });
    expect(await members().deletePartition({ board: 'club' })).toBe(2);
    await members().create({ board: 'other', id: '1', email: 'a' });
    expect(await comments().query({ board: 'club' }).count()).toBe(3);
  });

  engine.test('is deleted together with the others of a collection', async () => {
    await fill('both', 30);
    const shared = collection({ tasks: tasks(), comments: comments() });
    const progress: number[] = [];
    expect(await shared.deletePartition({ board: 'both' }, { limit: 40 })).toBe(40);
    expect(await shared.deletePartition({ board: 'both' }, { onProgress: (done) => progress.push(done) })).toBe(20);
    expect(progress.at(-1)).toBe(20);
    expect(await shared.query({ board: 'both' }).count()).toBe(0);
  });

  engine.testWith('transactions', 'keeps its items if a collection without it deletes the partition', async () => {
    await fill('team');
    await members().create({ board: 'team', id: '1', email: 'c' });
    const shared = collection({ comments: comments(), members: members() });
    expect(await shared.deletePartition({ board: 'team' })).toBe(4);
    await members().create({ board: 'other', id: '2', email: 'c' });
    expect(await tasks().query({ board: 'team' }).count()).toBe(3);
  });

  engine.testWith('transactions', 'is read and written by transactions', async () => {
    await fill('tx', 1);
    const [key] = keys('tx', '0') as [{ board: string; id: string }];
    await writeTransaction().update(tasks(), key, { state: 'done' }).delete(comments(), key).commit();
    const [task, comment] = await readTransaction().get(tasks(), key).get(comments(), key).run();
    expect([task, comment]).toEqual([{ ...key, state: 'done' }, undefined]);
  });
});
