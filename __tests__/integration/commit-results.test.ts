import {
  AnnotableError,
  Attribute,
  BaseRepository,
  type Client,
  ConfigurationError,
  CreatedAt,
  GeneratedId,
  increment,
  notExists,
  PartitionKey,
  Repository,
  Table,
  TransactionFailedError,
  Version,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultyClient } from '../traps/models.ts';
import { memberModel } from './order-models.ts';

function noteModel(table: string) {
  @Table(table)
  class Note {
    @PartitionKey() @GeneratedId('ulid') id!: string;
    @Attribute(String) text!: string;
    @Attribute(Number, { default: 0 }) reads!: number;
    @CreatedAt() createdAt!: Date;
    @Version() version!: number;
  }

  @Repository(Note)
  class Notes extends BaseRepository<Note, 'id', 'id' | 'reads' | 'createdAt' | 'version'> {}
  return { Note, notes: (client: Client) => new Notes(client) };
}

onEveryEngine('a commit', (engine) => {
  const { Note, notes } = noteModel(engine.uniqueTable('notes'));
  const { members } = memberModel(engine.uniqueTable('members'));
  const repository = () => notes(engine.client);

  beforeAll(async () => {
    await repository().table.create();
    await members(engine.client).table.create();
  });
  afterAll(async () => {
    await repository().table.drop();
    await members(engine.client).table.drop();
  });

  engine.testWith(
    'transactions',
    'returns the instances of create and put, and undefined for all other actions',
    async () => {
      const read = await repository().create({ id: 'read', text: 'a' });
      await repository().create({ id: 'changed', text: 'b' });
      await repository().create({ id: 'deleted', text: 'c' });
      const [created, put, updated, upserted, deleted, none, checked] = await writeTransaction(engine.client)
        .create(repository(), { text: 'new' })
        .put(repository(), { ...read, text: 'put' })
        .update(repository(), 'changed', { reads: increment(1) })
        .upsert(repository(), 'made', { text: 'made' })
        .delete(repository(), 'deleted')
        .deleteIfExists(repository(), 'none')
        .check(repository(), 'other', { text: notExists() })
        .commit();
      expect(created).toBeInstanceOf(Note);
      expect(created).toMatchObject({ text: 'new', reads: 0, version: 1, createdAt: expect.any(Date) });
      expect(await repository().get(created.id)).toEqual(created);
      expect(put).toBeInstanceOf(Note);
      expect(put).toMatchObject({ id: 'read', text: 'put', version: 2, createdAt: read.createdAt });
      expect([updated, upserted, deleted, none, checked]).toEqual(Array(5).fill(undefined));
    },
  );

  engine.testWith('transactions', 'returns the results of actions that were added in a loop', async () => {
    const transaction = writeTransaction(engine.client);
    for (const text of ['x', 'y', 'z']) transaction.create(repository(), { text });
    const made = await transaction.commit();
    expect(made).toMatchObject([{ text: 'x' }, { text: 'y' }, { text: 'z' }]);
  });

  engine.testWith('transactions', 'returns one result per action, with any number of guards', async () => {
    const [first, removed, second] = await writeTransaction(engine.client)
      .create(members(engine.client), { id: 1, email: 'a@b', badge: 1 })
      .deleteIfExists(members(engine.client), 3)
      .create(members(engine.client), { id: 2, email: 'b@b' })
      .commit();
    expect(first).toMatchObject({ id: 1, email: 'a@b', version: 1 });
    expect(removed).toBeUndefined();
    expect(second).toMatchObject({ id: 2, email: 'b@b', version: 1 });
  });

  engine.testWith('transactions', 'rejects a token that was used with other actions', async () => {
    const token = `token-${engine.uniqueTable('t')}`.slice(0, 36);
    const create = (id: string) => writeTransaction(engine.client).create(repository(), { id, text: 't' });
    await create('token-1').commit({ token });
    const error = await create('token-2')
      .commit({ token })
      .catch((caught) => caught);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(AnnotableError.is(error)).toBe(true);
    expect(error.message).toBe(
      `${repository().table.name}: the token was used with other actions within the last ten minutes, so nothing of this transaction was done; give each transaction a token of its own`,
    );
    expect(error.cause.name).toBe('IdempotentParameterMismatchException');
    expect(await repository().exists('token-2')).toBe(false);
  });

  engine.testWith('transactions', 'rejects such a token even if the response of an attempt is lost', async () => {
    const token = `lost-${engine.uniqueTable('t')}`.slice(0, 36);
    const create = (client: Client, id: string) => writeTransaction(client).create(notes(client), { id, text: 't' });
    await create(engine.client, 'lost-1').commit({ token });
    const { faults, client } = await faultyClient(engine, 2);
    try {
      await faults.setPlan([{ op: 'TransactWriteItems', fault: 'resetAfter', when: { first: 1 } }]);
      await expect(create(client, 'lost-2').commit({ token })).rejects.toThrow(ConfigurationError);
    } finally {
      client.destroy();
      await faults.close();
    }
  });

  engine.testWith('transactions', 'names the class of each failed action if it is refused', async () => {
    await repository().create({ id: 'there', text: 't' });
    const error = await writeTransaction(engine.client)
      .create(repository(), { id: 'there', text: 't' })
      .update(members(engine.client), 404, { visits: 1 })
      .commit()
      .catch((caught) => caught);
    expect(error).toBeInstanceOf(TransactionFailedError);
    expect(error.message).toContain(`\n  - Note: action 0, create ${repository().table.name} (id="there"): an item`);
    expect(error.message).toContain(`\n  - Member: action 1, update ${members(engine.client).table.name} (id=404): `);
  });
});
