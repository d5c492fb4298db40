import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from '../../lib/errors/configuration-error.ts';
import type { LocalEngine, LocalEngineName, LocalOptions } from '../../lib/local/index.ts';
import { startLocal } from '../../lib/local/index.ts';
import { responds } from '../../lib/local/probe.ts';

const ENGINES: readonly LocalEngineName[] = ['dynoxide', 'dynalite'];
const TableName = 'phonebook';

const started: LocalEngine[] = [];
const start = async (options?: LocalOptions): Promise<LocalEngine> => {
  const engine = await startLocal(options);
  started.push(engine);
  return engine;
};
/** Simulates a machine without a package of dynoxide. */
const onMips = () => Object.defineProperty(process, 'arch', { value: 'mips' });
const { arch } = process;
const portOf = (engine: LocalEngine): number => Number(new URL(engine.endpoint).port);
const failure = (options: LocalOptions): Promise<unknown> => start(options).catch((error: unknown) => error);

const isActive = async (client: DynamoDBClient) =>
  (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus === 'ACTIVE';
const createTable = async (client: DynamoDBClient) => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'personId', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'personId', KeyType: 'HASH' }],
    }),
  );
  while (!(await isActive(client))) await sleep(2);
};
const putAnn = (client: DynamoDBClient) =>
  client.send(new PutItemCommand({ TableName, Item: { personId: { N: '1' }, name: { S: 'Ann' } } }));
const getAnn = (client: DynamoDBClient) =>
  client.send(new GetItemCommand({ TableName, Key: { personId: { N: '1' } }, ConsistentRead: true }));

// Starts take milliseconds. The long limit is for busy machines.
jest.setTimeout(120_000);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annotable-local-'));
});
afterEach(async () => {
  Object.defineProperty(process, 'arch', { value: arch });
  await Promise.all(started.splice(0).map((engine) => engine.stop()));
  await rm(folder, { recursive: true, force: true });
});

describe.each(ENGINES)('startLocal with %s', (engine) => {
  test('listens on a free loopback port and returns the name of the engine', async () => {
    const local = await start({ engine });
    expect(local.engine).toBe(engine);
    expect(local.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(await responds(portOf(local))).toBe(true);
  });

  test('returns a client that reads its own writes', async () => {
    const { client } = await start({ engine });
    await createTable(client);
    await putAnn(client);
    expect((await getAnn(client)).Item).toEqual({ personId: { N: '1' }, name: { S: 'Ann' } });
  });

  test('runs several engines at once with separate data', async () => {
    const [one, two, three] = await Promise.all([start({ engine }), start({ engine }), start({ engine, port: 0 })]);
    expect(new Set([one, two, three].map(portOf)).size).toBe(3);
    await createTable(one.client);
    expect((await two.client.send(new ListTablesCommand())).TableNames).toEqual([]);
  });

  test('creates the data folder and keeps the data after a restart', async () => {
    const path = join(folder, 'not', 'there yet');
    const first = await start({ engine, path });
    await createTable(first.client);
    await putAnn(first.client);
    await first.stop();
    expect(existsSync(join(path, engine === 'dynoxide' ? 'dynoxide.sqlite' : 'dynalite'))).toBe(true);
    const second = await start({ engine, path });
    expect((await getAnn(second.client)).Item).toEqual({ personId: { N: '1' }, name: { S: 'Ann' } });
  });

  test('listens on a fixed port, also after a restart', async () => {
    const port = portOf(await start({ engine: 'dynalite' }));
    await started.pop()?.stop();
    for (const round of [1, 2]) {
      const local = await start({ engine, port });
      expect([round, local.endpoint]).toEqual([round, `http://127.0.0.1:${port}`]);
      await local.stop();
    }
  });

  test('rejects a fixed port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const error = await failure({ engine, port });
    server.close();
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain(`port ${port} is in use`);
  });

  test('accepts several calls of stop', async () => {
    const local = await start({ engine });
    await getAnn(local.client).catch(() => undefined);
    await Promise.all([local.stop(), local.stop()]);
    await local.stop();
    expect(await responds(portOf(local))).toBe(false);
  });

  test('keeps running if a client aborts its request', async () => {
    const local = await start({ engine });
    const socket = connect(portOf(local), '127.0.0.1');
    const type = 'content-type: application/x-amz-json-1.0';
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${type}\r\ncontent-length: 1000\r\n\r\n{"Tab`);
    await sleep(50);
    socket.resetAndDestroy();
    await sleep(50);
    expect(await responds(portOf(local))).toBe(true);
  });

  test('keeps a table complete if it is stopped during writes', async () => {
    const first = await start({ engine, path: folder });
    await createTable(first.client);
    for (let put = 0; put < 4; put += 1) putAnn(first.client).catch(() => undefined);
    await sleep(1);
    await first.stop();
    const second = await start({ engine, path: folder });
    expect(await isActive(second.client)).toBe(true);
  });

  test('rejects a data folder that is a file, with its path', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    const error = await failure({ engine, path });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain(path);
  });

  test.each([-1, 1.5, 65_536, Number.NaN])('rejects port %p', async (port) => {
    await expect(start({ engine, port })).rejects.toThrow(ConfigurationError);
  });
});

describe('startLocal', () => {
  test('starts dynoxide by default', async () => {
    expect((await start()).engine).toBe('dynoxide');
  });

  test('starts dynalite on a machine without a package of dynoxide', async () => {
    onMips();
    expect((await start()).engine).toBe('dynalite');
  });

  test('names the missing package if the engine is not installed', async () => {
    onMips();
    const error = await failure({ engine: 'dynoxide' });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain(`npm install --save-dev @dynoxide/${process.platform}-mips`);
  });

  test('rejects an unknown engine', async () => {
    await expect(start({ engine: 'leveldb' as LocalEngineName })).rejects.toThrow(ConfigurationError);
  });

  test('throws an error with the output of dynoxide if it can not start', async () => {
    await writeFile(
      join(folder, 'dynoxide.sqlite'),
      'this is no database, but long enough to be taken for one'.repeat(99),
    );
    const error = await failure({ engine: 'dynoxide', path: folder });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain('not a valid SQLite database');
  });

  test('rejects a folder that another dynalite has open', async () => {
    await start({ engine: 'dynalite', path: folder });
    await expect(start({ engine: 'dynalite', path: folder })).rejects.toThrow(/can't open its store: .*lock/i);
  });
});

test('startLocal rejects unknown options', async () => {
  const call = startLocal({ prot: 8_000 } as never);
  await expect(call).rejects.toThrow(ConfigurationError);
  await expect(call).rejects.toThrow("startLocal() has no option 'prot'; its options are cors, engine, path, port");
  await expect(startLocal(null as never)).rejects.toThrow('the options of startLocal() must be an object, not null');
});
