import { QueryCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { onEveryEngine } from '../support/engines.ts';
import { indexKeyModels } from './index-key-models.ts';
import { actualKeys, expectedKeys } from './index-key-oracle.ts';
import { type Outcomes, programs, runProgram } from './index-key-programs.ts';

/** Set `ANNOTABLE_INDEX_PROGRAMS` for more, and `ANNOTABLE_INDEX_SEED` for other ones. */
const numRuns = Number(process.env['ANNOTABLE_INDEX_PROGRAMS'] ?? 300);
const seed = Number(process.env['ANNOTABLE_INDEX_SEED'] ?? 19);

onEveryEngine('index keys that templates make, and a derived attribute', (engine) => {
  const count = engine.name === 'dynalite' ? Math.ceil(numRuns / 6) : numRuns;
  const hasKeysOfSeveralAttributes = engine.name === 'endpoint';
  const models = indexKeyModels(engine.uniqueTable('index-keys'), hasKeysOfSeveralAttributes);
  const { table } = models.things(engine.client);

  beforeAll(() => table.ensure());
  afterAll(() => table.drop());

  engine.test(
    'are what the items say after random programs of writes',
    async () => {
      const outcomes: Outcomes = {};
      let tenants = 0;
      let items = 0;
      await fc.assert(
        fc.asyncProperty(programs(engine.name !== 'dynalite'), async (program) => {
          const tenant = `t${tenants++}`;
          await runProgram(models, engine.client, program, tenant, outcomes);
          const { Items = [] } = await engine.client.send(
            new QueryCommand({
              TableName: table.name,
              ConsistentRead: true,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: { ':pk': { S: `TENANT#${tenant}` } },
            }),
          );
          for (const item of Items) expect(actualKeys(item)).toEqual(expectedKeys(item));
          items += Items.length;
        }),
        { numRuns: count, seed },
      );
      expect(items).toBeGreaterThan(count);
      for (const kind of ['create', 'update', 'upsert']) expect(outcomes[kind]?.done).toBeGreaterThan(0);
    },
    60_000 + count * 1_000,
  );
});
