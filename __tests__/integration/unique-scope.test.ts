import {
  Attribute,
  BaseRepository,
  Entity,
  ModelDefinitionError,
  NotUniqueError,
  PartitionKey,
  Repository,
  SortKey,
  schemaOf,
  Table,
  Unique,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

/** Two kinds of accounts whose e-mail addresses differ, and whose names are unique within each kind. */
function accountModels(tableName: string) {
  @Table(tableName, { entities: () => [User, Team] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Accounts {}

  @Entity('User', { table: Accounts, keys: { partitionKey: 'USER#{id}', sortKey: 'USER' } })
  class User {
    @Attribute(String) id!: string;
    @Unique({ scope: 'table' }) @Attribute(String, { name: 'mail' }) email!: string;
    @Unique() @Attribute(String) name!: string;
  }

  @Entity('Team', { table: Accounts, keys: { partitionKey: 'TEAM#{id}', sortKey: 'TEAM' } })
  class Team {
    @Attribute(String) id!: string;
    @Unique({ scope: 'table' }) @Attribute(String, { name: 'mail' }) address!: string;
    @Unique() @Attribute(String) name!: string;
  }

  @Repository(User)
  class Users extends BaseRepository<User, 'id'> {}
  @Repository(Team)
  class Teams extends BaseRepository<Team, 'id'> {}
  return { Users, Teams };
}

onEveryEngine('the scope of unique values', (engine) => {
  const models = accountModels(engine.uniqueTable('accounts'));
  const users = () => new models.Users(engine.client);
  const teams = () => new models.Teams(engine.client);

  beforeAll(async () => {
    await users().table.ensure();
  });

  engine.testWith('transactions', 'lets two entities have one value by default', async () => {
    await users().create({ id: '1', email: '1@a.io', name: 'Ann' });
    await teams().create({ id: '1', address: 'team1@a.io', name: 'Ann' });
    expect((await teams().get('1'))?.name).toBe('Ann');
  });

  engine.testWith('transactions', "keeps a value of scope 'table' unique across entities", async () => {
    await users().create({ id: '2', email: '2@a.io', name: 'two' });
    const team = { id: '2', address: '2@a.io', name: 'two' };
    await expect(teams().create(team)).rejects.toThrow(NotUniqueError);
    expect(await teams().get('2')).toBeUndefined();
    await users().update('2', { email: 'other@a.io' });
    await teams().create(team);
    await expect(users().update('2', { email: '2@a.io' })).rejects.toThrow(NotUniqueError);
  });
});

test('refuses an unknown scope of @Unique', () => {
  @Table('accounts')
  class Account {
    @PartitionKey() @Attribute(String) id!: string;
    @Unique({ scope: 'world' as never }) @Attribute(String) email!: string;
  }
  expect(() => schemaOf(Account)).toThrow(ModelDefinitionError);
  expect(() => schemaOf(Account)).toThrow("Account.email: the scope of @Unique must be 'entity' or 'table'");
});
