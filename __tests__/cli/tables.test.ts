import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { startLocal } from '../../lib/local/index.ts';
import { endChildScripts } from '../support/child-script.ts';
import { compileModule, linesOf, run } from './support.ts';

jest.setTimeout(120_000);
afterEach(endChildScripts);

const models = compileModule('models');
const starting = startLocal({ engine: 'dynoxide' });
let client: DynamoDBClient;

const table = async (command: string, ...args: string[]) =>
  run(['table', command, models.path, ...args, '--endpoint', (await starting).endpoint]);

beforeAll(async () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: (await starting).endpoint, region: 'eu-central-1', credentials });
});
afterAll(async () => {
  client.destroy();
  models.remove();
  await (await starting).stop();
});

describe('annotable table', () => {
  test('plans absent tables, and exits with 2 on --check', async () => {
    const { code, stdout } = await table('plan', '--check');
    expect(code).toBe(2);
    expect(stdout).toContain('orders:\n  + createTable\n');
    expect((await table('plan')).code).toBe(0);
  });

  test('finds nothing to do after ensure', async () => {
    expect(await table('ensure')).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = await table('plan', '--check');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^orders: nothing to do$/m);
  });

  test('prints an index that no class declares, which is no difference', async () => {
    await client.send(
      new UpdateTableCommand({
        TableName: 'orders',
        AttributeDefinitions: [{ AttributeName: 'total', AttributeType: 'N' }],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'byTotal',
              KeySchema: [{ AttributeName: 'total', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          },
        ],
      }),
    );
    const { code, stdout } = await table('plan', '--check');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('orders: nothing to do\n  ? index byTotal: no class declares it\n'),
    });
    expect(linesOf((await table('plan', '--json')).stdout)).toContainEqual({
      table: 'orders',
      steps: [],
      differences: [],
      surplus: [{ kind: 'index', name: 'byTotal' }],
    });
  });

  test('names the deletion protection of a table that it can not drop, and the cure', async () => {
    await client.send(new UpdateTableCommand({ TableName: 'shop', DeletionProtectionEnabled: true }));
    expect(await table('drop')).toMatchObject({ code: 1, stderr: expect.stringContaining('add --yes') });
    const { code, stderr } = await table('drop', '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain(
      "shop has deletion protection, so drop() can't delete it; turn it off first, by UpdateTable",
    );
    expect((await table('describe')).stdout).toContain('"TableName":"shop"');
  });
});
