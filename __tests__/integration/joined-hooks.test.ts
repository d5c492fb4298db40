import {
  Attribute,
  type Client,
  collection,
  Entity,
  EntityRepository,
  Extend,
  type Extension,
  PartitionKey,
  Repository,
  readTransaction,
  SortKey,
  Table,
  writeTransaction,
} from 'annotable';
import { Encrypted, localKeyRing } from 'annotable/encryption';
import { onEveryEngine } from '../support/engines.ts';

const keyRing = localKeyRing({ current: 'k1', keys: { k1: new Uint8Array(32).fill(7) } });

/** Returns the names of owners and pets that a request or a response has, unless they are encrypted. */
const plainNames = (value: unknown): string =>
  ['Ann', 'Bo', 'Rex', 'Tom'].filter((name) => JSON.stringify(value).includes(`"${name}"`)).join(' ');

/** A table of owners and pets, whose classes have hooks of their own, one in common, and encrypted names. */
function petModels(tableName: string) {
  const calls: string[] = [];
  const extension = (name: string): Extension => ({
    name,
    aroundSend: async ({ operation, input }, send) => {
      calls.push(`${name} begins ${operation} ${plainNames(input)}`.trim());
      const output = await send();
      calls.push(`${name} ends ${plainNames(output)}`.trim());
      return output;
    },
  });
  const common = extension('common');

  @Table(tableName, { entities: () => [Owner, Pet] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Home {}

  const ownerKeys = { partitionKey: 'HOME#{home}', sortKey: 'OWNER' } as const;

  @Entity('Owner', { table: Home, keys: ownerKeys })
  @Extend(extension('owners'))
  @Extend(common)
  class Owner {
    @Attribute(String) home!: string;
    @Encrypted({ keyRing }) @Attribute(String) name!: string;
  }

  const petKeys = { partitionKey: 'HOME#{home}', sortKey: 'PET#{number}' } as const;

  @Entity('Pet', { table: Home, keys: petKeys })
  @Extend(extension('pets'))
  @Extend(common)
  class Pet {
    @Attribute(String) home!: string;
    @Attribute(Number) number!: number;
    @Encrypted({ keyRing }) @Attribute(String) name!: string;
  }

  @Repository(Owner)
  class Owners extends EntityRepository<Owner, typeof ownerKeys> {}
  @Repository(Pet)
  class Pets extends EntityRepository<Pet, typeof petKeys> {}
  return {
    calls,
    repositories: (client: Client) => ({ owners: new Owners(client), pets: new Pets(client) }),
  };
}

onEveryEngine('aroundSend of several repositories', (engine) => {
  const models = petModels(engine.uniqueTable('homes'));
  const { calls } = models;
  const { owners, pets } = models.repositories(engine.client);
  const home = collection({ owners, pets });

  beforeAll(() => owners.table.ensure());
  beforeEach(async () => {
    await owners.put({ home: 'h1', name: 'Ann' });
    await pets.putMany([
      { home: 'h1', number: 1, name: 'Rex' },
      { home: 'h1', number: 2, name: 'Tom' },
    ]);
    calls.length = 0;
  });
  afterAll(() => owners.table.drop());

  /** @param sent - names in the request @param received - names in the response */
  const around = (operation: string, { sent = '', received = '' }): string[] => [
    ...['common', 'owners', 'pets'].map((name) => `${name} begins ${operation} ${sent}`.trim()),
    ...['pets', 'owners', 'common'].map((name) => `${name} ends ${received}`.trim()),
  ];

  engine.test(
    'is called for each repository of a collection, once for each extension, with the values of all',
    async () => {
      const found = await home.query({ home: 'h1' }).grouped();
      expect(found.owners.map(({ name }) => name)).toEqual(['Ann']);
      expect(found.pets.map(({ name }) => name)).toEqual(['Rex', 'Tom']);
      expect(calls).toEqual(around('Query', { received: 'Ann Rex Tom' }));
    },
  );

  engine.test('is called once for each page of a collection', async () => {
    expect(await home.query({ home: 'h1' }, { pageSize: 2 }).all()).toHaveLength(3);
    expect(calls.filter((call) => call === 'pets begins Query')).toHaveLength(2);
    expect(await home.query({ home: 'h1' }).count()).toBe(3);
    expect(calls.filter((call) => call === 'owners begins Query')).toHaveLength(3);
  });

  engine.test('is called for each repository by deletePartition', async () => {
    expect(await home.deletePartition({ home: 'h1' })).toBe(3);
    expect(calls).toEqual([...around('Query', { received: 'Ann Rex Tom' }), ...around('BatchWriteItem', {})]);
  });

  engine.test('is called in the order of the repositories of a collection, and only for them', async () => {
    await collection({ pets, owners }).query({ home: 'h1' }).all();
    expect(calls.slice(0, 3)).toEqual(['common begins Query', 'pets begins Query', 'owners begins Query']);
    calls.length = 0;
    await collection({ pets }).query({ home: 'h1' }).all();
    expect(calls.slice(0, 2)).toEqual(['common begins Query', 'pets begins Query']);
    expect(calls).toHaveLength(4);
  });

  engine.testWith(
    'transactions',
    'is called for each repository of a transaction, with the values of all',
    async () => {
      const key = { home: 'h1' };
      const [owner, pet] = await readTransaction()
        .get(owners, key)
        .get(pets, { ...key, number: 1 })
        .run();
      expect([owner?.name, pet?.name]).toEqual(['Ann', 'Rex']);
      expect(calls).toEqual(around('TransactGetItems', { received: 'Ann Rex' }));
      calls.length = 0;
      await writeTransaction()
        .put(owners, { ...key, name: 'Bo' })
        .put(pets, { ...key, number: 1, name: 'Rex' })
        .commit();
      expect(calls).toEqual(around('TransactWriteItems', { sent: 'Bo Rex' }));
    },
  );
});
