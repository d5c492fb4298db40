import {
  AfterWriteError,
  Attribute,
  type Client,
  ConfigurationError,
  Entity,
  EntityRepository,
  Extend,
  type Extension,
  PartitionKey,
  Repository,
  SortKey,
  Table,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

/** A family in which each class has hooks of its own. */
function zooModels(tableName: string) {
  const calls: string[] = [];
  const hooks: { after: () => void } = { after: () => undefined };
  const extension = (name: string): Extension => ({
    name,
    beforeWrite: ({ model }) => {
      calls.push(`before ${model}`);
      return undefined;
    },
    afterWrite: ({ model }) => {
      calls.push(`after ${model}`);
      hooks.after();
    },
  });

  @Table(tableName, { entities: () => [Cat, Dog] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Zoo {}

  const keys = { partitionKey: 'ZOO#{zoo}', sortKey: 'ANIMAL#{number}' } as const;

  @Entity('Animal', { table: Zoo, keys, abstract: true })
  abstract class Animal {
    @Attribute(String) zoo!: string;
    @Attribute(Number) number!: number;
  }
  @Entity('Cat')
  @Extend(extension('cats'))
  class Cat extends Animal {}
  @Entity('Dog')
  @Extend(extension('dogs'))
  class Dog extends Animal {}

  @Repository(Animal)
  class Animals extends EntityRepository<Animal, typeof keys> {}
  @Repository(Cat)
  class Cats extends EntityRepository<Cat, typeof keys> {}
  @Repository(Dog)
  class Dogs extends EntityRepository<Dog, typeof keys> {}
  return {
    calls,
    hooks,
    animals: (client: Client) => new Animals(client),
    cats: (client: Client) => new Cats(client),
    dogs: (client: Client) => new Dogs(client),
  };
}

onEveryEngine('hooks of a family', (engine) => {
  const models = zooModels(engine.uniqueTable('zoo'));
  const animals = () => models.animals(engine.client);
  const { calls, hooks } = models;

  beforeAll(() => animals().table.ensure());
  afterAll(() => animals().table.drop());
  afterEach(() => {
    hooks.after = () => undefined;
  });

  engine.test('are those of the class of each item in deletePartition', async () => {
    await models.cats(engine.client).create({ zoo: 'own', number: 1 });
    await models.dogs(engine.client).create({ zoo: 'own', number: 2 });
    calls.length = 0;
    expect(await animals().deletePartition({ zoo: 'own' })).toBe(2);
    expect(calls).toEqual(['before Cat', 'before Dog', 'after Cat', 'after Dog']);
  });

  engine.test('are not called by deleteMany, which does not know the class of an item', async () => {
    calls.length = 0;
    const deletion = animals().deleteMany([{ zoo: 'unknown', number: 1 }]);
    await expect(deletion).rejects.toBeInstanceOf(ConfigurationError);
    await expect(deletion).rejects.toThrow("Cat: its extension 'cats' has afterWrite");
    expect(calls).toEqual([]);
  });

  engine.test('do not end deletePartition if one throws after a delete', async () => {
    const cats = models.cats(engine.client);
    const items = Array.from({ length: 30 }, (_, number) => ({ zoo: 'thrown', number }));
    await cats.putMany(items);
    hooks.after = () => {
      throw new Error('closed');
    };
    calls.length = 0;
    await expect(cats.deletePartition({ zoo: 'thrown' }, { concurrency: 1 })).rejects.toBeInstanceOf(AfterWriteError);
    expect(calls.filter((call) => call === 'after Cat')).toHaveLength(30);
    expect(await cats.query({ zoo: 'thrown' }).count()).toBe(0);
  });
});
