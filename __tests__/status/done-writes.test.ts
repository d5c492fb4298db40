import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoLinker, InvalidItemError, OutcomeUnknownError, type ResultStore } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultyClient } from '../traps/models.ts';
import { requestsOf, testClock } from './models.ts';

onEveryEngine('status tracker, if an error follows a write that was done', (engine) => {
  const table = engine.uniqueTable('done-writes');
  const time = testClock();
  const tracker = requestsOf(engine.client, table, { clock: time.clock });
  const storeDamaged = (id: string) =>
    engine.client.send(
      new PutItemCommand({
        TableName: table,
        Item: { requestId: { S: id }, status: { S: 'STARTED' }, history: { L: [] }, note: { S: 'damaged' } },
      }),
    );
  beforeAll(() => tracker.table.create());
  afterAll(() => tracker.table.drop());

  engine.test('throws InvalidItemError with `written` if the updated record can not be decoded', async () => {
    await tracker.start('step');
    await engine.client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { requestId: { S: 'step' } },
        UpdateExpression: 'SET parentId = :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      }),
    );
    const error = await tracker.advance('step', 'IN_PROGRESS').catch((caught) => caught);
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).toMatchObject({ written: true, message: expect.stringContaining('the item was updated, but') });
  });

  engine.test('deletes damaged records with deleteMany', async () => {
    await storeDamaged('d-1');
    await storeDamaged('d-2');
    await tracker.start('d-3');
    await tracker.deleteMany(['d-1', 'd-2', 'd-3']);
    for (const id of ['d-1', 'd-2', 'd-3']) expect(await tracker.exists(id)).toBe(false);
  });

  engine.test('takes a step even if its retention can not be renewed', async () => {
    const { faults, client } = await faultyClient(engine);
    const kept = requestsOf(client, table, { clock: time.clock, retention: { IN_PROGRESS: 3_600 } });
    try {
      await kept.start('renewed');
      await kept.advance('renewed', 'IN_PROGRESS');
      time.now += 3_000_000;
      await faults.setPlan([{ op: 'UpdateItem', fault: 'accessDenied', when: { nth: 2 } }]);
      expect(await kept.progress('renewed', { done: 1 })).toMatchObject({ done: 1 });
    } finally {
      client.destroy();
      await faults.close();
    }
  });

  engine.test('throws OutcomeUnknownError if the result of a deleted request can not be deleted', async () => {
    const kept = new Map<string, unknown>();
    const failure = new Error('store down');
    const results: ResultStore = {
      putJson: async (id, document) => void kept.set(id, document),
      getJson: async (id) => kept.get(id) as never,
      deleteJson: () => Promise.reject(failure),
    };
    const large = requestsOf(engine.client, table, { clock: time.clock, maxResultBytes: 9, results });
    await large.start('result');
    await large.succeed('result', { result: { text: 'longer than nine' } });
    const error = await large.delete('result').catch((caught) => caught);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ operation: 'delete', cause: failure, key: 'requestId="result"' });
    expect(error.message).toMatch(/delete\(\) was done, but its result .* stays in the result store/);
    expect(await large.exists('result')).toBe(false);
  });

  engine.test('replaces a damaged document in a linker', async () => {
    const linker = new DynamoLinker(engine.client, {
      tableName: engine.uniqueTable('done-links'),
      allowMultipleInstances: true,
    });
    await linker.putJson('a', { n: 1 });
    const Item = { id: { S: 'a' }, data: { N: '1' }, revision: { S: 'r' } };
    await engine.client.send(new PutItemCommand({ TableName: linker.table.name, Item }));
    await linker.putJson('a', { n: 2 });
    expect(await linker.getJson('a')).toEqual({ n: 2 });
    await linker.dropTable();
  });
});
