import { defineSchema } from '../../lib/schema/define-schema.ts';
import { definition, problemsOf } from './support.ts';

const settings = (options: object) => defineSchema(definition({ table: { name: 'users', ...options } })).table;
const problems = (options: object): readonly string[] => problemsOf(() => settings(options));

const key = 'arn:aws:kms:eu-west-3:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'dynamodb:GetItem' }] };
const stream = 'arn:aws:kinesis:eu-west-3:123456789012:stream/users';
const provisioned = { read: 10, write: 20 };

describe('the billing of a table', () => {
  test('on demand can have a maximum of reads, of writes, or of both', () => {
    for (const onDemand of [{ maxRead: 100 }, { maxWrite: 50 }, { maxRead: 100, maxWrite: 50 }])
      expect(settings({ billing: { onDemand } })).toMatchObject({
        billing: 'onDemand',
        declaredBilling: 'onDemand',
        onDemandMaximum: onDemand,
      });
    expect(settings({ billing: provisioned })).toMatchObject({
      billing: provisioned,
      declaredBilling: provisioned,
      onDemandMaximum: undefined,
    });
  });

  test.each([
    { onDemand: {} },
    { onDemand: { maxRead: 0 } },
    { onDemand: { maxRead: 1.5 } },
    { onDemand: { max: 1 } },
    { onDemand: true },
    { onDemand: { maxRead: 1 }, read: 1 },
    { ...provisioned, max: 1 },
  ])('rejects %p', (billing) => {
    expect(problems({ billing })).toEqual([
      "billing must be 'onDemand', { read, write } in capacity units of 1 or more, or { onDemand: { maxRead, maxWrite } } " +
        'in request units of 1 or more',
    ]);
  });
});

describe('the warm throughput of a table', () => {
  test('is at least what the table has from the start', () => {
    const least = { read: 12_000, write: 4_000 };
    expect(settings({ warmThroughput: least }).warmThroughput).toEqual(least);
    expect(settings({ billing: provisioned, warmThroughput: provisioned }).warmThroughput).toEqual(provisioned);
    expect(problems({ warmThroughput: { read: 11_999, write: 3_999 } })).toEqual([
      'warmThroughput.read must be at least 12000, which every table on demand has',
      'warmThroughput.write must be at least 4000, which every table on demand has',
    ]);
    expect(problems({ billing: provisioned, warmThroughput: { read: 9, write: 20 } })).toEqual([
      'warmThroughput.read must be at least 10, the capacity units',
    ]);
  });

  test.each([{ read: 1 }, 12_000, { read: 0, write: 1 }, null])('rejects %p', (warmThroughput) => {
    expect(problems({ warmThroughput })).toEqual([
      'warmThroughput must be { read, write } in units per second of 1 or more',
    ]);
  });
});

describe('point-in-time recovery', () => {
  test('has 35 days, or 1 to 35 days', () => {
    expect(settings({ pointInTimeRecovery: true })).toMatchObject({
      pointInTimeRecovery: true,
      recoveryDays: undefined,
    });
    expect(settings({ pointInTimeRecovery: false }).pointInTimeRecovery).toBe(false);
    for (const days of [1, 35])
      expect(settings({ pointInTimeRecovery: { days } })).toMatchObject({
        pointInTimeRecovery: true,
        recoveryDays: days,
      });
  });

  test.each([{ days: 0 }, { days: 36 }, { days: 1.5 }, {}, 7, null])('rejects %p', (pointInTimeRecovery) => {
    expect(problems({ pointInTimeRecovery })).toEqual([
      'pointInTimeRecovery must be true, false, or { days } from 1 to 35',
    ]);
  });
});

describe('other options of a table', () => {
  test.each([
    ['tableClass', 'standard'],
    ['tableClass', 'infrequentAccess'],
    ['encryption', 'owned'],
    ['encryption', 'aws'],
    ['encryption', { kmsKey: key }],
    ['resourcePolicy', policy],
    ['contributorInsights', true],
    ['contributorInsights', 'throttledKeys'],
    ['kinesis', { streamArn: stream }],
    ['replicas', [{ region: 'eu-west-3' }, { region: 'us-gov-east-1' }]],
  ])('%s accepts %j', (name, value) => {
    expect(settings({ [name]: value })).toMatchObject({ [name]: value });
  });

  test.each([
    ['deletionProtection', 'yes', 'must be true or false'],
    ['tableClass', 'archive', "must be 'standard' or 'infrequentAccess'"],
    ['encryption', true, "must be 'owned', 'aws', or { kmsKey } with the ARN of a key"],
    ['encryption', { kmsKey: '' }, "must be 'owned', 'aws', or { kmsKey } with the ARN of a key"],
    ['resourcePolicy', {}, 'must be a policy document with a Statement, of at most 20 KB as JSON'],
    ['resourcePolicy', JSON.stringify(policy), 'must be a policy document with a Statement, of at most 20 KB as JSON'],
    ['contributorInsights', 'all', "must be true, false, or 'throttledKeys'"],
    ['kinesis', { streamArn: key }, 'must be { streamArn } with the ARN of a data stream of Kinesis'],
    ['replicas', ['eu-west-3'], "must be a list of { region: 'eu-west-3' }, each with an optional kmsKey"],
    ['replicas', [{ region: 'Paris' }], "must be a list of { region: 'eu-west-3' }, each with an optional kmsKey"],
  ])('%s rejects %j', (name, value, rule) => {
    expect(problems({ [name]: value })).toEqual([`${name} ${rule}`]);
  });

  test('a policy has at most 20 KB as JSON, and can be written as JSON', () => {
    const withText = (bytes: number) => ({ Statement: [], Id: 'x'.repeat(bytes - '{"Statement":[],"Id":""}'.length) });
    expect(settings({ resourcePolicy: withText(20_480) }).resourcePolicy).toBeDefined();
    expect(problems({ resourcePolicy: withText(20_481) })).toHaveLength(1);
    expect(problems({ resourcePolicy: { Statement: [1n] } })).toHaveLength(1);
  });

  test('replicas need different regions, the stream of a global table, and a key of each region if the table has one', () => {
    const replicas = [{ region: 'eu-west-3' }, { region: 'us-east-1' }];
    const withKeys = replicas.map((replica) => ({ ...replica, kmsKey: key }));
    expect(settings({ replicas: withKeys, encryption: { kmsKey: key } }).replicas).toEqual(withKeys);
    expect(problems({ replicas: [replicas[0], replicas[0]] })).toEqual(['replicas names a region twice']);
    expect(problems({ replicas, encryption: { kmsKey: key } })).toEqual([
      'the replica in eu-west-3 needs a kmsKey of its region, because encryption has one',
      'the replica in us-east-1 needs a kmsKey of its region, because encryption has one',
    ]);
    expect(problems({ replicas: [withKeys[0]] })).toEqual([
      'the replica in eu-west-3 has a kmsKey, and the table none; add encryption: { kmsKey }',
    ]);
    expect(problems({ replicas, stream: 'KEYS_ONLY' })).toEqual([
      "replicas need stream: 'NEW_AND_OLD_IMAGES', not 'KEYS_ONLY'",
    ]);
  });

  test('are copied and frozen with all of their parts', () => {
    const given = { ...policy, Statement: [{ Effect: 'Allow' }] };
    const { resourcePolicy, replicas } = settings({ resourcePolicy: given, replicas: [{ region: 'eu-west-3' }] });
    (given.Statement[0] as { Effect: string }).Effect = 'Deny';
    expect(resourcePolicy?.Statement).toEqual([{ Effect: 'Allow' }]);
    const parts = [resourcePolicy, resourcePolicy?.Statement, replicas, replicas[0]];
    expect(parts.map((part) => Object.isFrozen(part))).toEqual([true, true, true, true]);
  });

  test('are all reported together', () => {
    expect(problems({ tableClass: 'x', encryption: 'x', replicas: 'x', kinesis: 'x' })).toHaveLength(4);
  });
});
