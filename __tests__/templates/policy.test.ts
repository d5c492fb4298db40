import { ConfigurationError } from '../../lib/index.ts';
import { startLocal } from '../../lib/local/index.ts';
import { iamPolicy, type PolicyMethod, type TemplateModel } from '../../lib/templates/index.ts';
import { policyGroups, policyOperations } from '../../lib/templates/policy-methods.ts';
import { permissionGroups } from '../docs/generate/permissions.ts';
import { Recorder } from '../docs/recorder.ts';
import { Account, Customer, Invoice, Order, Passage, Shop } from './models.ts';
import type { PolicyCase } from './policy-case.ts';
import { policyCases } from './policy-cases.ts';
import { documentCases } from './policy-document-cases.ts';
import { functionCases } from './policy-function-cases.ts';
import { allows, isUsed, permissionsIn, permissionsOf } from './policy-rules.ts';
import { PolicyWorld } from './policy-world.ts';

const place = { region: 'eu-west-1', account: '123456789012' };
const arn = (rest: string): string => `arn:aws:dynamodb:eu-west-1:123456789012:table/${rest}`;

describe('iamPolicy', () => {
  test('allows get and query of a table, and queries of its indexes', () => {
    expect(iamPolicy(Account, { operations: ['get', 'query'], ...place })).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: [arn('accounts')] },
        { Effect: 'Allow', Action: ['dynamodb:Query'], Resource: [arn('accounts/index/byName')] },
      ],
    });
  });

  test('allows only the indexes that are named', () => {
    const { Statement } = iamPolicy([Account, Shop], { operations: ['query'], indexes: ['byNumber'], ...place });
    expect(Statement.flatMap(({ Resource }) => Resource)).toEqual([
      arn('accounts'),
      arn('shop'),
      arn('shop/index/byNumber'),
    ]);
  });

  test('allows a search on the vector index, and not on the table', () => {
    expect(iamPolicy(Passage, { operations: ['search'] }).Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:SearchVectors'],
        Resource: ['arn:aws:dynamodb:*:*:table/passages/index/byMeaning'],
      },
    ]);
  });

  test('allows reading the streams of a table that has one, and listing streams of any table', () => {
    expect(iamPolicy([Order, Customer], { operations: ['stream'], ...place, partition: 'aws-cn' }).Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['DescribeStream', 'GetRecords', 'GetShardIterator'].map((name) => `dynamodb:${name}`),
        Resource: ['arn:aws-cn:dynamodb:eu-west-1:123456789012:table/orders/stream/*'],
      },
      { Effect: 'Allow', Action: ['dynamodb:ListStreams'], Resource: ['*'] },
    ]);
  });

  test('is one statement for tables with the same permissions', () => {
    expect(iamPolicy([Order, Customer, Invoice], { operations: ['get'], ...place }).Statement).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: [arn('orders'), arn('shop')] },
    ]);
  });

  test('leaves out the read after a lost response on request', () => {
    const actionsOf = (lostResponses?: boolean) =>
      iamPolicy(Account, { operations: ['create', 'update'], lostResponses }).Statement.flatMap(({ Action }) => Action);
    expect(actionsOf()).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
    expect(actionsOf(false)).toEqual(['dynamodb:PutItem', 'dynamodb:UpdateItem']);
  });

  test('never allows to delete a table or an index by a group', () => {
    expect(policyGroups.all.filter((method) => /drop|deleteIndex/i.test(method))).toEqual([]);
    const { Statement } = iamPolicy([Order, Passage], { operations: ['all'] });
    expect(Statement.flatMap(({ Action }) => Action)).not.toContain('dynamodb:DeleteTable');
  });

  test.each([
    ['no operations', [], "operations must be an array of methods, such as ['get', 'query'], or groups"],
    ['an unknown operation', ['getItem'], "there is no operation 'getItem'; the operations are read, write,"],
    ['an operation that is no text', [1], 'there is no operation that is a number'],
    ['a method that the class refuses', ['restore'], "Account can't call restore, or it sends nothing; leave it out"],
    ['a method of another kind of repository', ['putJson'], "Account can't call putJson, or it sends nothing"],
  ])('rejects %s', (_name, operations, message) => {
    const call = () => iamPolicy(Account, { operations: operations as never });
    expect(call).toThrow(ConfigurationError);
    expect(call).toThrow(message);
  });

  test('rejects an unknown index, and names those that there are', () => {
    expect(() => iamPolicy(Account, { operations: ['query'], indexes: ['byEmail'] })).toThrow(
      "iamPolicy: no model has the index 'byEmail'; byName",
    );
  });
});

/** Calls whose page names what other methods send. */
const others: Readonly<Record<string, readonly PolicyMethod[]>> = {
  // A linker has an `update` of its own with a function.
  'update with a function, usual': ['replaceIf'],
  'first call of a linker; connectionCheck, the table is absent': ['connectionCheck', 'table.ensure'],
  'advance, progress, succeed, fail, `succeed` stores a large result in a linker': ['succeed', 'putJson'],
  'resultOf, usual': ['getJson'],
  'resultOf, the result is in a linker': ['getJson'],
};

/** The names of a policy for a method of the page: `writeTransaction: create, put` → `writeTransaction`. */
const namesOf = (method: string): readonly PolicyMethod[] =>
  policyOperations.filter((name) =>
    new RegExp(`(?<![\\w.])${name.replace('.', '\\.')}(?![\\w(])`).test(method.replace(/:.*/, '')),
  ) as readonly PolicyMethod[];

const documented = permissionGroups
  .filter(({ marker }) => marker !== 'raw')
  .flatMap(({ methods }) =>
    methods.flatMap(({ method, cases }) =>
      cases.map(({ when = 'usual', before, run }) => ({
        methods: others[`${method}, ${when}`] ?? namesOf(method),
        title: `${method}, ${when}`,
        before: before as never,
        run: run as never,
      })),
    ),
  );
const cases = [
  ...documented,
  ...[...policyCases, ...documentCases, ...functionCases].map(({ method, ...rest }) => ({
    methods: [method],
    ...rest,
    title: `${method}, ${rest.title}`,
  })),
] as readonly {
  readonly methods: readonly PolicyMethod[];
  readonly title: string;
  readonly before?: (world: PolicyWorld) => Promise<unknown>;
  readonly run: (world: PolicyWorld, prepared: unknown) => Promise<unknown>;
  readonly interferes?: PolicyCase['interferes'];
}[];

const methods = policyOperations.filter((name) => !Object.hasOwn(policyGroups, name)) as readonly PolicyMethod[];

test('every documented method has a name in policies', () => {
  expect(documented.filter(({ methods }) => methods.length === 0).map(({ title }) => title)).toEqual([]);
});

describe('a policy on an engine that denies everything else', () => {
  let engine: Awaited<ReturnType<typeof startLocal>>;
  let recorder: Recorder;
  let world: PolicyWorld;
  /** Permissions that the cases of a method used. */
  const used = new Map<PolicyMethod, Set<string>>();
  let models: readonly TemplateModel[] = [];
  beforeAll(async () => {
    engine = await startLocal({ engine: 'dynoxide' });
    recorder = await Recorder.start(engine.endpoint);
    world = new PolicyWorld(recorder.endpoint, engine.client);
    await world.prepare();
    models = Object.values(world).filter((value) => typeof value?.table === 'object');
  });
  afterAll(async () => {
    world.destroy();
    recorder.stop();
    await engine.stop();
  });

  test.each(cases.map((each) => [each.title, each] as const))('allows %s', async (_title, each) => {
    const { methods, before, run, interferes } = each;
    const prepared = await before?.(world);
    const policy = iamPolicy([...models], { operations: methods });
    const denied: string[] = [];
    const sent = new Set<string>();
    let requests = 0;
    recorder.denies = async (request) => {
      const { operation = 'UpdateItem', at, write } = interferes ?? {};
      if (request.operation === operation && ++requests === at) await write?.(world, prepared as number);
      const permissions = permissionsOf(request);
      for (const permission of permissions) sent.add(permission);
      const missing = permissions.filter((permission) => !allows(policy, permission));
      denied.push(...missing);
      return missing.length > 0;
    };
    const failed = await run(world, prepared).then(
      () => undefined,
      (error: unknown) => error,
    );
    recorder.denies = () => false;
    expect({ denied, failed }).toEqual({ denied: [] });
    for (const method of methods) used.set(method, new Set([...(used.get(method) ?? []), ...sent]));
  });

  test.each(methods)('has no permission that no call of %s uses', (method) => {
    const sent = used.get(method) ?? new Set();
    // The results of a tracker are written by the tracker.
    const tables = new Set(
      [...sent].map((permission) => permission.split('/')[1]).filter((table) => table !== 'results'),
    );
    const touched = models.filter((model) => tables.has((model as { table: { name: string } }).table.name));
    const permissions = permissionsIn(iamPolicy([...touched], { operations: [method], lostResponses: false }));
    expect(permissions.filter((permission) => !isUsed(permission, sent))).toEqual([]);
  });
});
