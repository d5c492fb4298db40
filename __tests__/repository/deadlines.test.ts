import {
  Attribute,
  BaseRepository,
  CallTimeoutError,
  PartitionKey,
  Repository,
  readTransaction,
  Table,
  Unique,
  writeTransaction,
} from 'annotable';

@Table('people')
class Person {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(String, { optional: true }) name?: string;
}

@Table('members')
class Member {
  @PartitionKey() @Attribute(String) id!: string;
  @Unique() @Attribute(String, { optional: true }) name?: string;
}

@Repository(Person)
class People extends BaseRepository<Person, 'id'> {}

@Repository(Member)
class Members extends BaseRepository<Member, 'id'> {}

/** A client that never responds. */
const client = { send: () => new Promise(() => undefined) } as never;
const [people, members] = [new People(client), new Members(client)];

/** The end of an operation: its deadline, or an abort by its caller. */
interface End {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const operations: readonly (readonly [string, (end: End) => Promise<unknown>])[] = [
  ['get', (end) => people.get('1', end)],
  ['create', (end) => people.create({ id: '1' }, end)],
  ['put', (end) => people.put({ id: '1' }, end)],
  ['update', (end) => people.update('1', { name: 'Ann' }, end)],
  ['delete', (end) => people.delete('1', end)],
  ['getMany', (end) => people.getMany(['1'], end)],
  ['putMany', (end) => people.putMany([{ id: '1' }], end)],
  ['query', (end) => people.query({ id: '1' }, end).all()],
  ['scan', (end) => people.scan({ ...end, segments: 3 }).all()],
  ['put with a unique value', (end) => members.put({ id: '1', name: 'Ann' }, end)],
  ['create with a unique value', (end) => members.create({ id: '1', name: 'Ann' }, end)],
  ['update of a unique value', (end) => members.update('1', { name: 'Ann' }, end)],
  ['a transaction of writes', (end) => writeTransaction(client).put(people, { id: '1' }).commit(end)],
  ['a transaction with a unique value', (end) => writeTransaction(client).put(members, { id: '1' }).commit(end)],
  ['a transaction of reads', (end) => readTransaction(client).get(people, '1').run(end)],
];

/** Returns an error and its causes. */
function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [error];
}

const errorOf = (done: Promise<unknown>): Promise<unknown> =>
  done.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.each(operations)('%s', (_name, operation) => {
  test('ends at its deadline', async () => {
    const error = await errorOf(operation({ timeoutMs: 20 }));
    expect(causes(error)).toContainEqual(expect.any(CallTimeoutError));
  });

  test('ends if the caller aborts it', async () => {
    const controller = new AbortController();
    const error = errorOf(operation({ signal: controller.signal }));
    setTimeout(() => controller.abort('enough'), 5);
    expect(causes(await error)).toContain('enough');
  });
});
