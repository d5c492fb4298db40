import type { RunnableConfig } from '@langchain/core/runnables';
import { emptyCheckpoint } from '@langchain/langgraph-checkpoint';
import { DynamoSession, DynamoStorage, spaceDriver } from '../../lib/agents/index.ts';
import type { DynamoLinker, DynamoSpaces, Linker, Space } from '../../lib/index.ts';
import { KeyvLinker } from '../../lib/keyv/index.ts';
import { DynamoChatHistory, DynamoRecordManager, LinkerByteStore, LinkerStore } from '../../lib/langchain/index.ts';
import { DynamoSaver, DynamoStore } from '../../lib/langgraph/index.ts';
import type { PolicyMethod } from '../../lib/templates/index.ts';
import { drain } from '../docs/generate/permission-case.ts';
import { of, type PolicyCase } from './policy-case.ts';
import type { PolicyWorld } from './policy-world.ts';

/** Text that does not compress below the size of one item. */
const large = (): string => Array.from({ length: 60_000 }, () => Math.random()).join();

/** A call of a linker and of a linker of spaces, each of which has not found its table. */
const onLinkers = (
  method: PolicyMethod,
  title: string,
  run: (linker: Linker, name: string) => Promise<unknown>,
): PolicyCase[] => [
  of(method, `${title}, linker`, (world) => run(world.newLinker('documents'), `n-${world.next()}`)),
  of(method, `${title}, linker of spaces`, (world) => run(linkerOf(world.newSpaces()), `n-${world.next()}`)),
];

const linkerOf = (spaces: DynamoSpaces): Linker => spaces.linker({ namespace: 'documents' });

/** Replaces a large document, which has parts. */
async function replaceIf(linker: Linker, name: string): Promise<void> {
  await linker.replaceIf(name, large(), (await linker.getEntry(name))?.revision ?? '');
}

const stored =
  (document: () => string) =>
  async (world: PolicyWorld): Promise<number> => {
    const id = world.next();
    await world.linker.putJson(`n-${id}`, document());
    await linkerOf(world.spaces).putJson(`n-${id}`, document());
    return id;
  };

/** A call for a document that is there. */
const onStored = (
  method: PolicyMethod,
  title: string,
  run: (linker: Linker, name: string) => Promise<unknown>,
  document: () => string = () => 'small',
): PolicyCase[] => [
  of(
    method,
    `${title}, linker`,
    (world, id) => run(world.newLinker('documents') as DynamoLinker, `n-${id}`),
    stored(document),
  ),
  of(
    method,
    `${title}, linker of spaces`,
    (world, id) => run(linkerOf(world.newSpaces()), `n-${id}`),
    stored(document),
  ),
];

/** A call for an expired document, which DynamoDB has not deleted. */
const onExpired = (method: PolicyMethod, run: (linker: Linker, name: string) => Promise<unknown>): PolicyCase[] =>
  [(world: PolicyWorld) => world.newLinker('documents'), (world: PolicyWorld) => linkerOf(world.newSpaces())].map(
    (newLinker, place): PolicyCase =>
      of(
        method,
        `expired document ${place}`,
        (world, id) => run(newLinker(world), `n-${id}`),
        async (world) => {
          const id = world.next();
          await newLinker(world).putJson(`n-${id}`, 1, { expiresAt: new Date(0) });
          return id;
        },
      ),
  );

const linkers: readonly PolicyCase[] = [
  ...onLinkers('connectionCheck', 'table exists', (linker) => linker.connectionCheck()),
  ...onLinkers('putJson', 'large document', (linker, name) => linker.putJson(name, large())),
  ...onLinkers('putIfAbsent', 'large document', (linker, name) => linker.putIfAbsent(name, large())),
  ...onStored('replaceIf', 'large documents', replaceIf, large),
  ...onLinkers('replaceIf', 'no document', (linker, name) => linker.replaceIf(name, 1, 'none')),
  ...onExpired('putIfAbsent', (linker, name) => linker.putIfAbsent(name, 1)),
  ...onExpired('putIfAbsent', (linker, name) => linker.putIfAbsent(name, large())),
  ...onExpired('replaceIf', (linker, name) => linker.replaceIf(name, 1, 'none')),
  ...onStored('getJson', 'first call', (linker, name) => linker.getJson(name)),
  ...onStored('getMap', 'first call', (linker, name) => linker.getMap([name])),
  ...onStored('getEntry', 'first call', (linker, name) => linker.getEntry(name)),
  ...onStored('has', 'first call', (linker, name) => linker.has(name)),
  ...onStored('keys', 'first call', (linker) => drain(linker.keys())),
  ...onStored('entries', 'large document', (linker) => drain(linker.entries()), large),
  ...onStored('deleteJson', 'large document', (linker, name) => linker.deleteJson(name), large),
  ...onStored('deleteJson', 'two documents', (linker, name) => linker.deleteJson([name, 'other'])),
  ...onStored('flushDb', 'large document', (linker) => linker.flushDb(), large),
  ...onLinkers('sweep', 'first call', (linker) => linker.sweep()),
  of(
    'sweep',
    'abandoned write, linker of spaces',
    (world) => linkerOf(world.newSpaces()).sweep(),
    (world) => world.abandonedEntry(),
  ),
];

/** A call of a space whose table has not been found. */
const inSpace = (
  method: PolicyMethod,
  title: string,
  run: (space: Space) => Promise<unknown>,
  before?: (space: Space) => Promise<unknown>,
): PolicyCase =>
  of(
    method,
    `space, ${title}`,
    (world, id) => run(world.newSpaces().space(`s-${id}`)),
    async (world) => {
      const id = world.next();
      await before?.(world.spaces.space(`s-${id}`));
      return id;
    },
  );

const expired = (space: Space): Promise<void> => space.put('a', 1, { expiresAt: new Date(0) });
const withLarge = (space: Space): Promise<void> => space.put('a', large());

/** Replaces a large entry, which has parts. */
async function replaceEntry(space: Space): Promise<void> {
  await space.replaceIf('a', large(), (await space.get('a'))?.revision ?? '');
}

const spaces: readonly PolicyCase[] = [
  inSpace('open', 'first call', (space) => space.open()),
  inSpace('get', 'large entry', (space) => space.get('a'), withLarge),
  inSpace('getMany', 'large entry', (space) => space.getMany(['a']), withLarge),
  inSpace('list', 'large entry', (space) => drain(space.list()), withLarge),
  inSpace('names', 'first call', (space) => drain(space.names()), withLarge),
  inSpace('put', 'small entry', (space) => space.put('a', 1)),
  inSpace('put', 'large entries', withLarge, withLarge),
  inSpace(
    'putMany',
    'large entry',
    (space) =>
      space.putMany([
        ['a', large()],
        ['b', 1],
      ]),
    withLarge,
  ),
  inSpace('putMany', 'atomic', (space) =>
    space.putMany(
      [
        ['a', large()],
        ['b', 1],
      ],
      { atomic: true },
    ),
  ),
  inSpace('putIfAbsent', 'large entry', (space) => space.putIfAbsent('a', large())),
  inSpace('replaceIf', 'large entries', replaceEntry, withLarge),
  inSpace('putIfAbsent', 'expired entry', (space) => space.putIfAbsent('a', 1), expired),
  inSpace('replaceIf', 'no entry', (space) => space.replaceIf('a', 1, 'none')),
  inSpace('replaceIf', 'expired entry', (space) => space.replaceIf('a', 1, 'none'), expired),
  inSpace('update', 'expired entry', (space) => space.update('a', () => 1), expired),
  {
    ...inSpace(
      'update',
      'entry that is deleted meanwhile',
      (space) => space.update('a', () => 2),
      (space) => space.put('a', 1),
    ),
    interferes: {
      operation: 'PutItem',
      at: 1,
      write: (world, id) => world.direct().space(`s-${id}`).delete('a'),
    },
  },
  inSpace('update', 'large entries', (space) => space.update('a', large), withLarge),
  inSpace('delete', 'large entry', (space) => space.delete('a'), withLarge),
  inSpace('delete', 'two entries', (space) => space.delete(['a', 'b']), withLarge),
  inSpace('clear', 'large entry', (space) => space.clear(), withLarge),
  of('spaces.names', 'first call', (world) => drain(world.newSpaces().names())),
];

/** Calls of an adapter over spaces whose table has not been found. */
const overSpaces = (method: PolicyMethod, run: (spaces: DynamoSpaces, name: string) => Promise<unknown>): PolicyCase =>
  of(method, 'all methods', (world) => run(world.newSpaces(), `a-${world.next()}`));

async function chat(all: DynamoSpaces, name: string): Promise<void> {
  const history = new DynamoChatHistory(all, name);
  await history.addUserMessage('Hello');
  await history.addUserMessage(large());
  await history.getMessages();
  await history.clear();
}

async function records(all: DynamoSpaces, name: string): Promise<void> {
  const manager = new DynamoRecordManager(all, name);
  await manager.createSchema();
  await manager.update(['a'], { groupIds: [large()] });
  await manager.update(['a', 'b']);
  await manager.exists(['a']);
  await manager.listKeys();
  await manager.deleteKeys(['a']);
  await manager.deleteKeys(['a', 'b']);
}

async function graph(all: DynamoSpaces, name: string): Promise<void> {
  const saver = new DynamoSaver(all);
  const config: RunnableConfig = { configurable: { thread_id: name, checkpoint_ns: '' } };
  const checkpoint = { ...emptyCheckpoint(), channel_values: { text: large() }, channel_versions: { text: 1 } };
  const next = await saver.put(config, checkpoint, { source: 'loop', step: 0, parents: {} }, { text: 1 });
  await saver.putWrites(next, [['text', large()]], 'task');
  await saver.putWrites(next, [['__error__', 'x']], 'task');
  await saver.getTuple(config);
  await drain(saver.list(config));
  await saver.deleteThread(name);
}

async function memory(all: DynamoSpaces, name: string): Promise<void> {
  const store = new DynamoStore(all);
  await store.put([name], 'a', { text: large() });
  await store.batch([
    { namespace: [name], key: 'b', value: { text: 'x' } },
    { namespace: [name], key: 'c', value: { text: 'x' } },
  ]);
  await store.get([name], 'a');
  await store.search([name]);
  await store.listNamespaces({ prefix: [name] });
  await store.delete([name], 'a');
}

async function session(all: DynamoSpaces, name: string): Promise<void> {
  const conversation = new DynamoSession<{ readonly text: string }>(all, name);
  await conversation.addItems([{ text: large() }, { text: 'x' }]);
  await conversation.getItems();
  await conversation.popItem();
  await conversation.clearSession();
}

async function storage(all: DynamoSpaces, name: string): Promise<void> {
  const files = new DynamoStorage(all, name);
  await files.write('a', new TextEncoder().encode(large()));
  await files.read('a');
  await files.list('');
  await files.delete('a');
}

async function driver(all: DynamoSpaces, name: string): Promise<void> {
  const cache = spaceDriver(all.space(name));
  await cache.setItem('a', large());
  await cache.setItems([
    { key: 'b', value: 'x' },
    { key: 'c', value: 'x' },
  ]);
  await cache.getItem('a');
  await cache.getKeys('');
  await cache.removeItem('a');
  await cache.clear('b');
  await cache.clear();
}

async function byteStore(linker: Linker, name: string): Promise<void> {
  const store = new LinkerByteStore(linker);
  await store.mset([[name, new TextEncoder().encode(large())]]);
  await store.mget([name]);
  await store.mdelete([name]);
  await drain(store.yieldKeys(name));
}

async function valueStore(linker: Linker, name: string): Promise<void> {
  const store = new LinkerStore(linker);
  await store.mset([[name, large()]]);
  await store.mset([
    [name, 'x'],
    [`${name}b`, 'x'],
  ]);
  await store.mget([name]);
  await store.mdelete([name]);
  await drain(store.yieldKeys(name));
}

async function keyv(linker: Linker, name: string): Promise<void> {
  const store = new KeyvLinker(linker);
  store.namespace = name;
  await store.set('a', large());
  await store.get('a');
  await store.has('a');
  await drain(store.iterator());
  await store.delete('a');
  await store.set('b', 1);
  await store.clear();
}

const adapters: readonly PolicyCase[] = [
  overSpaces('DynamoChatHistory', chat),
  overSpaces('DynamoRecordManager', records),
  overSpaces('DynamoSaver', graph),
  overSpaces('DynamoSession', session),
  overSpaces('DynamoStorage', storage),
  overSpaces('DynamoStore', memory),
  overSpaces('spaceDriver', driver),
  ...onLinkers('LinkerByteStore', 'all methods', byteStore),
  ...onLinkers('LinkerStore', 'all methods', valueStore),
  ...onLinkers('KeyvLinker', 'all methods', keyv),
];

const addTo = (all: DynamoSpaces, id: number) => new DynamoSession(all, `r-${id}`).addItems([{ text: 'x' }]);
const chatOf = (all: DynamoSpaces, id: number) => new DynamoChatHistory(all, `r-${id}`).addUserMessage('x');
const place = (id: number): RunnableConfig => ({
  configurable: { thread_id: `r-${id}`, checkpoint_ns: '', checkpoint_id: 'c' },
});
const writeTo = (all: DynamoSpaces, id: number) =>
  new DynamoSaver(all, { ttlSeconds: 60 }).putWrites(place(id), [['__error__', 'x']], 'task');
const popOf = (all: DynamoSpaces, id: number) => new DynamoSession(all, `r-${id}`).popItem();

/** A call after another one, whose entries have expired. */
const afterExpiry = (method: PolicyMethod, run: (all: DynamoSpaces, id: number) => Promise<unknown>): PolicyCase =>
  of(
    method,
    'expired entry',
    (world, id) => run(world.newSpaces(), id),
    async (world) => {
      const id = world.next();
      for (const [space, name] of [
        [`agents/session/r-${id}`, '0000000000000001'],
        [`langchain/chat/r-${id}`, '0000000000000001'],
      ] as const)
        await world.spaces.space(space).put(name, [], { expiresAt: new Date(0) });
      await writeTo(world.past(), id);
      return id;
    },
  );

/** A call whose entry is deleted before it is replaced. */
const afterDelete = (
  method: PolicyMethod,
  at: number,
  space: (id: number) => string,
  before: (all: DynamoSpaces, id: number) => Promise<unknown>,
  run: (all: DynamoSpaces, id: number) => Promise<unknown>,
): PolicyCase => ({
  ...of(
    method,
    'entry that is deleted meanwhile',
    (world, id) => run(world.newSpaces(), id),
    async (world) => {
      const id = world.next();
      await before(world.spaces, id);
      return id;
    },
  ),
  interferes: { operation: 'PutItem', at, write: (world, id) => world.direct().space(space(id)).clear() },
});

const races: readonly PolicyCase[] = [
  afterExpiry('DynamoSession', addTo),
  afterExpiry('DynamoChatHistory', chatOf),
  afterExpiry('DynamoSaver', writeTo),
  afterDelete('DynamoSession', 1, (id) => `agents/session/r-${id}`, addTo, popOf),
  afterDelete('DynamoSaver', 2, (id) => `langgraph/thread/r-${id}`, writeTo, writeTo),
];

/** Calls of linkers, spaces, and the adapters over them. */
export const documentCases: readonly PolicyCase[] = [...linkers, ...spaces, ...adapters, ...races];
