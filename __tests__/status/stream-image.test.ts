import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { schemaOf } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { Run, runsOf } from './models.ts';

onEveryEngine('stream image of a tracked request', (engine) => {
  const table = engine.uniqueTable('images');
  const runs = runsOf(engine.client, table);
  beforeAll(() => runs.table.create());
  afterAll(() => runs.table.drop());

  engine.test('is decoded by the mapper of its class', async () => {
    await runs.start('run-1', { userId: 'ann', attributes: { model: 'digits', epochs: 3 } });
    const run = await runs.advance('run-1', 'STARTING', { progress: 10, message: 'here we go' });
    const { Item: image = {} } = await engine.client.send(
      new GetItemCommand({ TableName: table, Key: { requestId: { S: 'run-1' } }, ConsistentRead: true }),
    );
    const read = schemaOf(Run).mapper.fromItem(image);
    expect(read).toBeInstanceOf(Run);
    expect(read).toEqual(run);
    expect(read.history.map(({ status }) => status)).toEqual(['QUEUED', 'STARTING']);
  });
});
