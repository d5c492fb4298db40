import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoLinker, UnprocessedItemsError } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import type { FaultProxy, FaultRule } from '../support/faults.ts';
import { faultyClient } from '../traps/models.ts';
import { ann, contactModel } from './models.ts';

const items = (count: number) => Array.from({ length: count }, (_, id) => ({ ...ann, id }));
const backoff = { baseMs: 1, maxMs: 20 };

onEveryEngine('the error of an incomplete batch', (engine) => {
  const { contacts } = contactModel(engine.uniqueTable('unconfirmed'));
  let once: { faults: FaultProxy; client: DynamoDBClient };
  let twice: { faults: FaultProxy; client: DynamoDBClient };
  beforeAll(async () => {
    await contacts(engine.client).table.create();
    once = await faultyClient(engine);
    twice = await faultyClient(engine, 2);
  });
  afterAll(async () => {
    await contacts(engine.client).table.drop();
    for (const { faults, client } of [once, twice]) {
      client.destroy();
      await faults.close();
    }
  });

  const repository = ({ client } = once) => contacts(client, { backoff });
  /** Ends between two requests, because the second one would begin after the deadline. */
  const patient = ({ client } = once) =>
    contacts(client, { timeoutMs: 9_000, backoff: { baseMs: 10_000, maxMs: 10_000, random: () => 1 } });
  const leftBy = async (batch: Promise<unknown>): Promise<UnprocessedItemsError> => {
    const error = await batch.catch((caught) => caught);
    expect(error).toBeInstanceOf(UnprocessedItemsError);
    return error as UnprocessedItemsError;
  };
  const plan = (rules: FaultRule[], { faults } = once) => faults.setPlan(rules);
  const open = /: 5 of 30 were not confirmed: some of them may have been written/;

  engine.test('reports writes as possible if a response is lost', async () => {
    await plan([{ op: 'BatchWriteItem', fault: 'resetAfter', when: { nth: 2 } }]);
    const error = await leftBy(repository().putMany(items(30), { concurrency: 1 }));
    expect(error.message).toMatch(open);
    expect(error.maybe).toBe('written');
  });

  engine.test('reports deletes as possible if a response is lost', async () => {
    await plan([{ op: 'BatchWriteItem', fault: 'resetAfter', when: { nth: 2 } }]);
    const keys = items(30).map(({ id }) => id);
    const error = await leftBy(repository().deleteMany(keys, { concurrency: 1 }));
    expect(error.message).toMatch(/: 5 of 30 were not confirmed: some of them may have been deleted/);
  });

  engine.test('reports writes as possible if the deadline or the caller ends a request in flight', async () => {
    await plan([{ op: 'BatchWriteItem', fault: 'hang', when: { nth: 2 } }]);
    const late = repository().putMany(items(30), { concurrency: 1, timeoutMs: 2_000 });
    expect((await leftBy(late)).message).toMatch(open);
    await plan([{ op: 'BatchWriteItem', fault: 'hang', when: { nth: 2 } }]);
    const controller = new AbortController();
    const onProgress = () => void setTimeout(() => controller.abort(), 1_000);
    const { signal } = controller;
    const aborted = repository().putMany(items(30), { concurrency: 1, signal, onProgress });
    expect((await leftBy(aborted)).message).toMatch(open);
  });

  engine.test('reports writes as possible if a lost response is followed by an unprocessed one', async () => {
    await plan(
      [
        { op: 'BatchWriteItem', fault: 'resetAfter', when: { first: 1 } },
        { op: 'BatchWriteItem', fault: 'unprocessed', count: 1 },
      ],
      twice,
    );
    const error = await leftBy(patient(twice).putMany(items(2)));
    expect(error.unprocessed).toHaveLength(1);
    expect(error.message).toMatch(/: 1 of 2 were not confirmed: some of them may have been written/);
  });

  engine.test('reports writes as not done if DynamoDB left or refused them', async () => {
    await plan([{ op: 'BatchWriteItem', fault: 'unprocessed', count: 1 }]);
    const left = await leftBy(patient().putMany(items(2)));
    expect(left.message).toMatch(/: 1 of 2 were not processed; give error.unprocessed to another call$/);
    expect(left.maybe).toBeUndefined();
    await plan([{ op: 'BatchWriteItem', fault: 'accessDenied', when: { nth: 2 } }]);
    const refused = await leftBy(repository().putMany(items(30), { concurrency: 1 }));
    expect(refused.message).toMatch(/: 5 of 30 were not processed; give/);
  });

  engine.test('reports writes as not done if the caller ends the batch between requests', async () => {
    await plan([]);
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    const { signal } = controller;
    const error = await leftBy(repository().putMany(items(30), { concurrency: 1, signal, onProgress }));
    expect(error.message).toMatch(/: 5 of 30 were not processed; give/);
  });

  engine.test('never reports unread keys as written', async () => {
    await plan([{ op: 'BatchGetItem', fault: 'hang' }]);
    const error = await leftBy(repository().getMany([1, 2], { timeoutMs: 200 }));
    expect(error.message).toMatch(/: 2 of 2 were not processed; give/);
  });

  engine.test('has the same form for documents of a linker', async () => {
    const tableName = engine.uniqueTable('unconfirmed-links');
    const linker = new DynamoLinker(once.client, { tableName, allowMultipleInstances: true, backoff });
    await plan([]);
    await linker.connectionCheck();
    const ids = items(30).map(({ id }) => String(id));
    const documents = ids.map((id) => ({ id }));
    await plan([{ op: 'BatchWriteItem', fault: 'resetAfter', when: { nth: 2 } }]);
    const error = await leftBy(linker.putJson(ids, documents));
    expect(error.maybe).toBe('written');
    expect(error.message).toContain('some of them may have been written');
    await plan([{ op: 'BatchWriteItem', fault: 'accessDenied', when: { nth: 2 } }]);
    expect((await leftBy(linker.putJson(ids, documents))).maybe).toBeUndefined();
    await plan([{ op: 'BatchWriteItem', fault: 'resetAfter', when: { nth: 2 } }]);
    expect((await leftBy(linker.deleteJson(ids))).message).toContain('some of them may have been deleted');
    await plan([]);
    await linker.dropTable();
  });
});
