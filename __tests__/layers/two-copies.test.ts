import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type BuiltPackage, buildPackage } from '../support/built-package.ts';
import { onEveryEngine } from '../support/engines.ts';

jest.setTimeout(120_000);

let built: BuiltPackage;
/** A copy in the bundle of a program. Node has one copy for both module systems. */
beforeAll(async () => {
  built = buildPackage('bundles');
  const entries = ['', 'keyv/', 'langchain/', 'opentelemetry/'].map((folder) => `${folder}index`);
  await build({
    entryPoints: entries.map((out) => ({ in: `lib/${out}.ts`, out })),
    absWorkingDir: join(__dirname, '../..'),
    outdir: join(built.dist, 'bundle'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
  });
});
afterAll(() => built?.remove());

const models = `
  const own = (Class, name, type) => lib.Attribute(type)(Class.prototype, name);
  class Account {}
  lib.Table(tableName)(Account);
  lib.PartitionKey('id')(Account);
  own(Account, 'id', String);
  own(Account, 'visits', Number);
  own(Account, 'tags', lib.setOf(String));
  own(Account, 'color', String);
  lib.Enum({ color: ['RED', 'BLUE'] })(Account);
  lib.Version()(Account.prototype, 'version');
  class Accounts extends lib.BaseRepository {}
  lib.Repository(Account)(Accounts);
  const made = () => ({ id: 'a', visits: 1, tags: new Set(['x']), color: 'RED' });`;

/** Runs a program in which one copy of the package (`lib`) declares models and the other (`other`) uses them. */
function outcomes(endpoint: string, tableName: string, body: string): Promise<unknown[]> {
  const programs = (['esm', 'cjs'] as const).map(async (declaring) => {
    const [lib, other] = declaring === 'esm' ? ['esm', 'cjs'] : ['cjs', 'esm'];
    const program = `
      import * as esm from './bundle/index.js';
      import * as esmKeyv from './bundle/keyv/index.js';
      import * as esmChain from './bundle/langchain/index.js';
      import * as esmTelemetry from './bundle/opentelemetry/index.js';
      import { createRequire } from 'node:module';
      import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
      const require = createRequire(import.meta.url);
      const cjs = require('./cjs/index.js');
      const cjsKeyv = require('./cjs/keyv/index.js');
      const cjsChain = require('./cjs/langchain/index.js');
      const cjsTelemetry = require('./cjs/opentelemetry/index.js');
      const lib = ${lib}, other = ${other}, otherKeyv = ${other}Keyv, otherChain = ${other}Chain;
      const otherTelemetry = ${other}Telemetry;
      const tableName = ${JSON.stringify(`${tableName}-${declaring}`)};
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      const client = new DynamoDBClient({ endpoint: ${JSON.stringify(endpoint)}, region: 'local', credentials });
      const caught = (promise) => promise.then(() => undefined, (error) => error);
      ${models}
      const run = async () => { ${body} };
      console.log(JSON.stringify(await run()));`;
    const file = join(built.dist, `two-copies-${declaring}.mjs`);
    writeFileSync(file, program);
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', file], { cwd: built.dist });
    return JSON.parse(stdout);
  });
  return Promise.all(programs);
}

onEveryEngine('a bundled copy and the installed one in one process', (engine) => {
  /** Runs both directions: the bundled copy declares, or the installed one. */
  const both = async (body: string, expected: unknown) =>
    expect(await outcomes(engine.endpoint, engine.uniqueTable('copies'), body)).toEqual([expected, expected]);

  engine.test('change and test items by operators, groups and references of the other', async () => {
    await both(
      `const accounts = new Accounts(client);
      await accounts.table.ensure();
      await accounts.create(made());
      const { increment, addTo, ifNotExists, lt, gte, and, or, not, ref, oneOf } = other;
      const changed = await accounts.update('a', { visits: increment(2), tags: addTo(['y']), color: ifNotExists('BLUE') },
        { if: and({ visits: lt(3) }, or({ color: oneOf(['RED']) }, not({ visits: gte(ref('version')) }))) });
      const [found] = await accounts.scan({ filter: not({ visits: lt(other.ref('version')) }) }).all();
      return [changed.visits, [...changed.tags].sort(), changed.color, found.id];`,
      [3, ['x', 'y'], 'RED', 'a'],
    );
  });

  engine.test('take models of the other in a repository, and copies of operators as data', async () => {
    await both(
      `class Others extends other.BaseRepository {}
      other.Repository(Account)(Others);
      const accounts = new Others(client);
      await accounts.table.ensure();
      await accounts.create(made());
      const refused = await caught(accounts.update('a', { visits: { ...lib.increment(1) } }));
      const read = await accounts.get('a');
      return [read instanceof Account, read.version, refused.code,
        other.schemaOf(Account).table.name === tableName, other.enumsOf(Account).Color.RED];`,
      [true, 1, 'item.invalid', true, 'RED'],
    );
  });

  engine.test('bind a repository to a schema that the other defined', async () => {
    await both(
      `const schema = lib.defineSchema({ name: 'Account', table: { name: tableName }, partitionKey: 'id',
        attributes: { id: { type: String }, tags: { type: lib.setOf(String), optional: true },
          color: { type: String, enum: ['RED', 'BLUE'] } } });
      class Others extends other.BaseRepository {}
      other.Repository(schema)(Others);
      const accounts = new Others(client);
      await accounts.table.ensure();
      await accounts.create({ id: 'a', tags: new Set(['x']), color: 'RED' });
      await accounts.update('a', { tags: new Set(), color: lib.set('BLUE') });
      const bad = await caught(accounts.update('a', { color: 'GREEN' }));
      return [await accounts.getMany(['a']), await accounts.query({ id: 'a' }).all(), bad.code];`,
      [[{ id: 'a', color: 'BLUE' }], [{ id: 'a', color: 'BLUE' }], 'item.invalid'],
    );
  });

  engine.testWith('itemOnConditionFailure', 'recognize errors of the other by instanceof', async () => {
    await both(
      `const accounts = new Accounts(client);
      await accounts.table.ensure();
      await accounts.create(made());
      const twice = await caught(accounts.create(made()));
      const bad = await caught(accounts.create({ id: 1 }));
      const conflict = await caught(accounts.update('a', { visits: 2 }, { version: 7 }));
      const { ItemAlreadyExistsError, ConditionFailedError, AnnotableError, ValidationError, VersionConflictError } = other;
      class OwnError extends ConditionFailedError {}
      return [[ItemAlreadyExistsError, ConditionFailedError, AnnotableError, Error, ValidationError, OwnError]
        .map((Class) => twice instanceof Class), bad instanceof ValidationError, bad instanceof ConditionFailedError,
        conflict instanceof VersionConflictError, {} instanceof AnnotableError, null instanceof AnnotableError];`,
      [[true, true, true, true, false, false], true, false, true, false, false],
    );
  });

  engine.testWith('transactions', 'take repositories of the other in transactions', async () => {
    await both(
      `class Others extends other.BaseRepository {}
      other.Repository(Account)(Others);
      const accounts = new Accounts(client);
      const others = new Others(client);
      await accounts.table.ensure();
      await accounts.create(made());
      await other.writeTransaction()
        .update(accounts, 'a', { visits: other.increment(1), tags: lib.addTo(['z']) }, { if: lib.or({ visits: 1 }) })
        .create(others, { ...made(), id: 'b' }).commit();
      await other.writeTransaction(client).update(accounts, 'b', { visits: lib.increment(4) }, { version: 1 }).commit();
      const [a, b] = await other.readTransaction().get(accounts, 'a').get(others, 'b', { select: ['visits'] }).run();
      const failed = await caught(other.writeTransaction().create(accounts, made()).check(others, 'b', { visits: 5 }).commit());
      const part = await caught(accounts.put(b));
      return [a.visits, a instanceof Account, b.visits, failed instanceof lib.TransactionFailedError,
        failed.reasons[0].error instanceof lib.ItemAlreadyExistsError, failed.reasons[1].code, part.code];`,
      [2, true, 5, true, true, 'None', 'item.invalid'],
    );
  });

  engine.testWith('itemOnConditionFailure', 'track requests whose class the other declares', async () => {
    await both(
      `class Job extends lib.StatusRecord {}
      lib.Table(tableName)(Job);
      lib.Enum({ status: ['NEW', 'DONE'] })(Job);
      lib.Transitions({ NEW: ['DONE'], DONE: [] })(Job);
      class Special extends Job {}
      class Jobs extends other.StatusTracker {}
      other.Repository(Special)(Jobs);
      const jobs = new Jobs(client);
      await jobs.table.ensure();
      await jobs.start('j');
      const done = await jobs.advance('j', 'DONE');
      const illegal = await caught(jobs.advance('j', 'NEW'));
      return [done instanceof Job, done.status, illegal instanceof lib.IllegalTransitionError];`,
      [true, 'DONE', true],
    );
  });

  engine.test('hold one linker, and use it through the adapters of the other', async () => {
    await both(
      `const linker = new lib.DynamoLinker(client, { tableName });
      const second = await caught(Promise.resolve().then(() => new other.MemoryLinker()));
      const keyv = new otherKeyv.KeyvLinker(linker);
      await keyv.set('k', { value: 1 });
      const store = new otherChain.LinkerStore(linker);
      await store.mset([['s', { text: 'x' }]]);
      const refused = await caught(linker.putJson('id', () => 1));
      return [second instanceof lib.SingletonError, await keyv.get('k'), await store.mget(['s']),
        refused instanceof other.ValidationError];`,
      [true, { value: 1 }, [{ text: 'x' }], true],
    );
  });

  engine.test('follow the operations of the other by one instrumentation', async () => {
    await both(
      `const accounts = new Accounts(client);
      await accounts.table.ensure();
      const spans = [];
      const startSpan = (name, { attributes }) => {
        const span = { name: name.split(' ')[0], ...attributes };
        return { setAttributes: (more) => Object.assign(span, more), setStatus() {}, end: () => spans.push(span) };
      };
      const { stop } = otherTelemetry.instrument({ tracerProvider: { getTracer: () => ({ startSpan }) } });
      await accounts.create(made());
      await accounts.scan().all();
      stop();
      await accounts.get('a');
      return spans.map((span) => [span.name, span['annotable.requests'], typeof span['aws.dynamodb.consumed_capacity']]);`,
      [
        ['create', 1, 'object'],
        ['scan', 1, 'object'],
      ],
    );
  });
});
