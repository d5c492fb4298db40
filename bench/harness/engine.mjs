import { startLocal } from 'annotable/local';
import { SENDING } from './contenders.mjs';
import { interleave } from './interleave.mjs';
import { summarise } from './statistics.mjs';

const OPERATIONS = ['put', 'get', 'query'];
const attribute = (AttributeName) => ({ AttributeName, AttributeType: 'S' });

/** Measures contenders against a real engine on this machine, with 16 concurrent calls and a table for each. */
export async function measureEngine({ sets, rounds, warmMs, ms }) {
  const engine = await startLocal();
  try {
    for (const name of SENDING) await engine.client.send(await createTable(`bench-${name}`));
    const start = { mode: { endpoint: engine.endpoint } };
    const options = (name) => ({ table: `bench-${name}` });
    const samples = await interleave(SENDING, {
      sets,
      rounds,
      warmMs,
      ms,
      start,
      options,
      operations: OPERATIONS,
      concurrency: 16,
    });
    return { name: engine.engine, perSecond: summarise(samples, 'perSecond'), cpu: summarise(samples, 'cpu') };
  } finally {
    await engine.stop();
  }
}

async function createTable(TableName) {
  const { CreateTableCommand } = await import('@aws-sdk/client-dynamodb');
  return new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [attribute('pk'), attribute('sk')],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
}
