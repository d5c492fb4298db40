import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  Entity,
  increment,
  OutcomeUnknownError,
  PartitionKey,
  Repository,
  Table,
} from 'annotable';
import { faultyClients } from '../faults/support.ts';
import { onEveryEngine } from '../support/engines.ts';

/** Declares an entity with an index key of two parts, and counters. */
function jobModel(tableName: string) {
  @Table(tableName, { entities: () => [Job] })
  @PartitionKey('pk')
  class Jobs {}

  const keys = {
    partitionKey: 'JOB#{id}',
    indexes: { ready: { partitionKey: { attribute: 'gsi1pk', template: '{region}#{state}#{place.city}#{tries}' } } },
  } as const;

  class Place {
    @Attribute(String, { default: 'Paris' }) city!: string;
    @Attribute(Number, { optional: true }) floor?: number;
  }

  @Entity('Job', { table: Jobs, keys })
  class Job {
    @Attribute(String) id!: string;
    @Attribute(String) region!: string;
    @Attribute(String) state!: string;
    @Attribute(Place, { optional: true }) place?: Place;
    @Attribute(Number) tries!: number;
    @Attribute(Number) reads!: number;
  }
  @Repository(Job)
  class JobRepository extends BaseRepository<Job, 'id'> {}
  return (client: Client) => new JobRepository(client);
}

onEveryEngine('index keys of several parts, with lost responses and other writers', (engine) => {
  const tableName = engine.uniqueTable('jobs');
  const model = jobModel(tableName);
  const jobs = model(engine.client);
  const job = { region: 'EU', state: 'NEW', place: { city: 'Rome' }, tries: 0, reads: 0 };
  let clients: Awaited<ReturnType<typeof faultyClients>>;

  beforeAll(async () => {
    await jobs.table.ensure();
    clients = await faultyClients(engine);
  });
  afterAll(async () => {
    await clients.close();
    await jobs.table.drop();
  });

  const indexKeyOf = async (id: string): Promise<string | undefined> => {
    const Key = { pk: { S: `JOB#${id}` } };
    const { Item } = await engine.client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
    return Item?.['gsi1pk']?.S;
  };
  const loseFirst = () => clients.faults.setPlan([{ op: 'UpdateItem', fault: 'resetAfter', when: { first: 1 } }]);

  engine.testWith('equalNumbersInDocuments', 'never counts twice after a lost response', async () => {
    await jobs.put({ ...job, id: 'a' });
    await loseFirst();
    const changes = { reads: increment(1), state: 'DONE' };
    await expect(model(clients.retrying).update('a', changes)).rejects.toThrow(OutcomeUnknownError);
    expect(await jobs.get('a', { consistent: true })).toMatchObject({ reads: 1, state: 'DONE' });
    expect(await indexKeyOf('a')).toBe('EU#DONE#Rome#o');
  });

  engine.testWith('equalNumbersInDocuments', 'never count a part of a key twice after a lost response', async () => {
    await jobs.put({ ...job, id: 'b' });
    await loseFirst();
    await expect(model(clients.retrying).update('b', { tries: increment(1) })).rejects.toThrow(OutcomeUnknownError);
    expect(await jobs.get('b', { consistent: true })).toMatchObject({ tries: 1 });
    expect(await indexKeyOf('b')).toBe('EU#NEW#Rome#p5011');
  });

  engine.testWith(
    'equalNumbersInDocuments',
    'finish an update that only sets values after a lost response',
    async () => {
      await jobs.put({ ...job, id: 'c' });
      for (const changes of [{ state: 'DONE' }, { 'place.city': 'Oslo' }, { place: { city: 'Bern' } }]) {
        await loseFirst();
        await model(clients.retrying).update('c', changes);
      }
      expect(await indexKeyOf('c')).toBe('EU#DONE#Bern#o');
    },
  );

  engine.testWith('equalNumbersInDocuments', 'follow a change inside of a document that makes no part', async () => {
    await jobs.put({ ...job, id: 'd' });
    await jobs.update('d', { 'place.floor': increment(2) });
    expect(await jobs.get('d', { consistent: true })).toMatchObject({ place: { city: 'Rome', floor: 2 } });
    expect(await indexKeyOf('d')).toBe('EU#NEW#Rome#o');
  });

  engine.testWith(
    'equalNumbersInDocuments',
    'are right after writers that change different parts at once',
    async () => {
      await jobs.put({ ...job, id: 'e' });
      const writes = [1, 2, 3].flatMap((round) => [
        jobs.update('e', { region: `R${round}` }),
        jobs.update('e', { state: `S${round}` }),
        jobs.update('e', { 'place.city': `C${round}` }),
        jobs.update('e', { tries: increment(1) }),
      ]);
      const failed = (await Promise.allSettled(writes)).filter(({ status }) => status === 'rejected');
      const { region, state, place, tries } = (await jobs.get('e', { consistent: true })) as typeof job;
      expect(failed.length + tries).toBeGreaterThanOrEqual(3);
      expect(await indexKeyOf('e')).toBe(`${region}#${state}#${place.city}#${tries === 0 ? 'o' : `p501${tries}`}`);
    },
  );
});
