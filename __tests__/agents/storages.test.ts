import { randomBytes } from 'node:crypto';
import { DynamoSpaces } from 'annotable';
import { DynamoStorage, spaceDriver } from 'annotable/agents';
import { createStorage } from 'unstorage';
import { endChildScripts, runSource } from '../support/child-script.ts';
import { onEveryEngine } from '../support/engines.ts';

/** Returns a script that prints what a storage of ours and that of Strands return. Jest can't load that package. */
const storageCalls = (endpoint: string, table: string): string => `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { Agent, Model, SessionManager } from '@strands-agents/sdk';
  import { InMemoryStorage } from '@strands-agents/sdk/storage';
  import { DynamoStorage } from './lib/agents/index.ts';
  import { DynamoSpaces } from './lib/index.ts';
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: '${endpoint}', region: 'local', credentials });
  const spaces = new DynamoSpaces(client, { tableName: '${table}' });
  class Echo extends Model {
    updateConfig() {}
    getConfig() { return { modelId: 'echo' }; }
    async *stream() {
      yield { type: 'modelMessageStartEvent', role: 'assistant' };
      yield { type: 'modelContentBlockStartEvent' };
      yield { type: 'modelContentBlockDeltaEvent', delta: { type: 'textDelta', text: 'Hi' } };
      yield { type: 'modelContentBlockStopEvent' };
      yield { type: 'modelMessageStopEvent', stopReason: 'endTurn' };
    }
  }
  const large = Uint8Array.from({ length: 900_000 }, (_, at) => (at * at + (at >> 7)) % 251);
  for (const storage of [new DynamoStorage(spaces, 'test'), new InMemoryStorage()]) {
    for (const key of ['b', 'a/2', 'a/10', 'a', 'é/1']) await storage.write(key, new TextEncoder().encode(key));
    await storage.write('a', new Uint8Array());
    await storage.write('large', large);
    await storage.delete('b');
    await storage.delete('missing');
    const read = await Promise.all(['a', 'a/2', 'b', 'large', 'missing'].map((key) => storage.read(key)));
    const lists = await Promise.all(['', 'a', 'a/', 'x'].map((prefix) => storage.list(prefix)));
    const messages = [];
    for (const text of ['one', 'two']) {
      const sessionManager = new SessionManager({ sessionId: 's1', storage });
      const agent = new Agent({ id: 'a1', model: new Echo(), sessionManager, printer: false });
      await agent.invoke(text);
      messages.push(agent.messages.length);
    }
    console.log(JSON.stringify({ read: read.map((bytes) => bytes && Buffer.from(bytes).toString('base64')), lists, messages }));
  }
  await spaces.table.drop();
  client.destroy();
`;

onEveryEngine('storages for agents', (engine) => {
  const spaces = new DynamoSpaces(engine.client, { tableName: engine.uniqueTable('agents') });
  let count = 0;
  beforeAll(async () => void (await spaces.table.ensure()));
  afterEach(endChildScripts);
  afterAll(() => spaces.table.drop());

  engine.test('DynamoStorage returns what the storage in memory of Strands returns', async () => {
    const { stdout, stderr } = await runSource(storageCalls(engine.endpoint, engine.uniqueTable('agents'))).ended();
    expect(stderr).not.toMatch(/Error/);
    const [ours, oracle] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(ours).toEqual(oracle);
    expect(ours.lists[0]).toEqual(['a', 'a/10', 'a/2', 'large', 'é/1']);
    expect(ours.messages).toEqual([2, 4]);
  });

  engine.test('DynamoStorage separates storages by their names', async () => {
    const [one, two] = [new DynamoStorage(spaces, 'one'), new DynamoStorage(spaces, 'two')];
    await one.write('k', new Uint8Array([1]));
    expect(await two.read('k')).toBeNull();
    expect(await two.list('')).toEqual([]);
  });

  engine.test('spaceDriver stores values and raw bytes of unstorage, and lists keys by base', async () => {
    const storage = createStorage({ driver: spaceDriver(spaces.space(`driver-${count++}`)) });
    await storage.setItem('pages:home', { title: 'Home' });
    await storage.setItem('pages:about', 'text');
    await storage.setItem('other', 7);
    await storage.setItems([
      { key: 'pages:a', value: [1] },
      { key: 'pages:b', value: null },
    ]);
    expect(await storage.getItem('pages:home')).toEqual({ title: 'Home' });
    expect(await storage.getItem('missing')).toBeNull();
    expect(await storage.hasItem('pages:about')).toBe(true);
    expect((await storage.getItems(['other', 'pages:a', 'missing'])).map(({ value }) => value)).toEqual([7, [1], null]);
    const bytes = new Uint8Array(randomBytes(500_000));
    await storage.setItemRaw('pages:image', bytes);
    expect(Buffer.compare((await storage.getItemRaw('pages:image')) as Uint8Array, bytes)).toBe(0);
    expect(await storage.getKeys('pages')).toEqual(['pages:a', 'pages:about', 'pages:b', 'pages:home', 'pages:image']);
    await storage.removeItem('pages:home');
    const mounted = spaceDriver(spaces.space(`driver-${count++}`));
    storage.mount('mounted', mounted);
    await storage.setItem('mounted:a', 1);
    await storage.clear('mounted');
    expect(await storage.getKeys()).toHaveLength(5);
    await mounted.setItem('x:1', '1');
    await mounted.setItem('y:1', '1');
    await mounted.clear('x:');
    expect(await mounted.getKeys()).toEqual(['y:1']);
    await storage.clear();
    expect(await storage.getKeys()).toEqual([]);
  });

  engine.test(
    'spaceDriver sets the last of several values of one key, and finds a key beside longer ones',
    async () => {
      const storage = createStorage({ driver: spaceDriver(spaces.space(`driver-${count++}`)) });
      await storage.setItems([
        { key: 'a', value: 1, options: { ttl: 10 } },
        { key: 'ab', value: 1, options: { ttl: 20 } },
        { key: 'a', value: 2, options: { ttl: 20 } },
        { key: 'a', value: 3, options: { ttl: 10 } },
      ]);
      expect(await storage.getItem('a')).toBe(3);
      expect(await Promise.all(['a', 'ab', 'abc', 'b'].map((key) => storage.hasItem(key)))).toEqual([
        true,
        true,
        false,
        false,
      ]);
      await storage.removeItem('a');
      expect(await storage.hasItem('a')).toBe(false);
    },
  );

  engine.test('spaceDriver lets values expire', async () => {
    const storage = createStorage({ driver: spaceDriver(spaces.space(`driver-${count++}`)) });
    await storage.setItem('short', 1, { ttl: 100 });
    await storage.setItem('long', 1);
    expect((await storage.getMeta('short')).ttl).toBeGreaterThan(90);
    expect((await storage.getMeta('long')).ttl).toBeUndefined();
    for (const ttl of [0, Number.POSITIVE_INFINITY]) {
      await storage.setItem('short', 1, { ttl });
      expect((await storage.getMeta('short')).ttl).toBeUndefined();
    }
  });
});
