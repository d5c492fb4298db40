import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { defineSchema, epochSeconds, type Schema, type TableOptions, vector, vectorIndex } from '../../lib/index.ts';
import { startLocal } from '../../lib/local/index.ts';
import { type Model, repositoryOf } from '../../lib/models/models.ts';
import { iamPolicy } from '../../lib/templates/index.ts';
import { Recorder } from '../docs/recorder.ts';
import { FakeTables } from '../table/fake-tables.ts';
import { allows, isUsed, permissionsIn, permissionsOf } from './policy-rules.ts';

type Definition = Parameters<typeof defineSchema>[0];

const base = { id: { type: String }, state: { type: String } } as const;
const key = 'arn:aws:kms:eu-west-3:123456789012:key/12345678-1234-1234-1234-123456789012';

/** Each option of a table alone. */
const options: readonly [name: string, table: TableOptions, more?: Partial<Definition>][] = [
  ['nothing', {}],
  ['capacity units', { billing: { read: 2, write: 2 } }],
  ['billing on demand', { billing: 'onDemand' }],
  ['an on-demand maximum', { billing: { onDemand: { maxRead: 10, maxWrite: 5 } } }],
  ['a stream', { stream: 'NEW_IMAGE' }],
  ['deletion protection', { deletionProtection: true }],
  ['recovery', { pointInTimeRecovery: true }],
  ['recovery of some days', { pointInTimeRecovery: { days: 3 } }],
  ['a table class', { tableClass: 'infrequentAccess' }],
  ['encryption', { encryption: 'aws' }],
  ['an own key', { encryption: { kmsKey: key } }],
  ['a resource policy', { resourcePolicy: { Version: '2012-10-17', Statement: [] } }],
  ['contributor insights', { contributorInsights: true }],
  ['tags', { tags: { team: 'shop' } }],
  ['a global index', {}, { indexes: { byState: { partitionKey: 'state' } } }],
  [
    'a time to live',
    {},
    { attributes: { ...base, expiresAt: { type: epochSeconds(), optional: true } }, timeToLive: 'expiresAt' },
  ],
  [
    'a vector index',
    {},
    {
      attributes: { ...base, embedding: { type: vector(1), optional: true } },
      vectorIndexes: { byMeaning: vectorIndex({ vector: 'embedding', distance: 'cosine' }) },
    },
  ],
];

let tables = 0;

const modelOf = (name: string, table: TableOptions, more: Partial<Definition> = {}): Schema =>
  defineSchema({
    name: 'Thing',
    table: { name, ...table },
    attributes: base,
    partitionKey: 'id',
    ...more,
  } as Definition);

const tableOf = (schema: Schema, client: DynamoDBClient) =>
  repositoryOf({ name: schema.name, schema } as Model, client).table;

describe('the policy of table.ensure', () => {
  let engine: Awaited<ReturnType<typeof startLocal>>;
  let recorder: Recorder;
  beforeAll(async () => {
    engine = await startLocal({ engine: 'dynoxide' });
    recorder = await Recorder.start(engine.endpoint);
  });
  afterAll(async () => {
    recorder.stop();
    await engine.stop();
  });

  /** Calls `ensure()` behind the recorder. Returns the permissions that it needs, and those that were denied. */
  async function ensured(schema: Schema) {
    const policy = iamPolicy(schema, { operations: ['table.ensure'] });
    const [sent, denied] = [new Set<string>(), new Set<string>()];
    recorder.denies = (request) => {
      const permissions = permissionsOf(request);
      for (const permission of permissions) sent.add(permission);
      const missing = permissions.filter((permission) => !allows(policy, permission));
      for (const permission of missing) denied.add(permission);
      return missing.length > 0;
    };
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new DynamoDBClient({ endpoint: recorder.endpoint, region: 'local', credentials });
    const failed = await tableOf(schema, client)
      .ensure()
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    client.destroy();
    return { sent, denied: [...denied], failed, permissions: permissionsIn(policy) };
  }

  test.each(options.map(([name, table, more = {}]) => [name, table, more] as const))(
    'allows what %s needs, and nothing else',
    async (_name, table, more) => {
      const name = `things${String.fromCharCode(97 + ++tables)}`;
      const declared = modelOf(name, table, more);
      const created = await ensured(declared);
      expect({ denied: created.denied, failed: created.failed }).toEqual({ denied: [] });
      const plain = `${name}x`;
      const other = table.billing === 'onDemand' ? { billing: { read: 1, write: 1 } } : {};
      await tableOf(modelOf(plain, other), engine.client).create();
      const changed = await ensured(modelOf(plain, table, more));
      expect({ denied: changed.denied, failed: changed.failed }).toEqual({ denied: [] });
      const sent = new Set([...created.sent, ...[...changed.sent].map((each) => each.replace(plain, name))]);
      const ofDynamo = created.permissions.filter((permission) => !permission.startsWith('kms:'));
      expect(ofDynamo.filter((permission) => !isUsed(permission, sent))).toEqual([]);
    },
  );

  test('allows what warm throughput needs, which no engine reports', async () => {
    const fake = new FakeTables();
    const declared = modelOf('things', { warmThroughput: { read: 13_000, write: 5_000 } });
    await tableOf(modelOf('things', {}), fake.client()).create();
    await tableOf(declared, fake.client()).ensure();
    const sent = new Set(fake.requests.map(({ operation }) => `${operation} table/things`));
    const permissions = permissionsIn(iamPolicy(declared, { operations: ['table.ensure'] }));
    expect([...sent].sort()).toEqual(permissions.sort());
  });
});
