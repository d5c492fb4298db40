import { setImmediate as turn } from 'node:timers/promises';
import {
  Attribute,
  addTo,
  append,
  BaseRepository,
  gte,
  listOf,
  oneOf,
  PartitionKey,
  Repository,
  readTransaction,
  SortKey,
  setOf,
  Table,
  writeTransaction,
} from 'annotable';
import { type Bench, bench, fault, ok, sdks, startClock, stopClock } from './support.ts';

beforeEach(stopClock);
afterEach(startClock);

class Inner {
  @Attribute(Uint8Array) data!: Uint8Array;
  @Attribute(String) text!: string;
}

@Table('blobs')
class Blob {
  @PartitionKey() @Attribute(Uint8Array) id!: Uint8Array;
  @SortKey() @Attribute(String) name!: string;
  @Attribute(Uint8Array, { optional: true }) data?: Uint8Array;
  @Attribute(setOf(Uint8Array), { optional: true }) all?: Set<Uint8Array>;
  @Attribute(listOf(Inner), { optional: true }) list?: Inner[];
  @Attribute(Inner, { optional: true }) inner?: Inner;
  @Attribute(Date, { optional: true }) at?: Date;
}

@Repository(Blob)
class Blobs extends BaseRepository<Blob, 'id' | 'name'> {}

const bytes = (...codes: number[]): Uint8Array => Uint8Array.from(codes);
const inner = (code: number): Inner => ({ data: Buffer.from([code, code]), text: `text ${code}` });

const key = (code: number): { id: Uint8Array; name: string } => ({ id: Buffer.from([code]), name: `name ${code}` });
const item = (code: number): Blob => ({
  ...key(code),
  data: bytes(code, 2),
  all: new Set([bytes(code, 3), bytes(code, 4)]),
  list: [inner(code), inner(code + 1)],
  inner: inner(code),
  at: new Date(code),
});
const stored = (code: number) => ({
  id: { B: Buffer.from([code]) },
  name: { S: `name ${code}` },
  data: { B: bytes(code, 2) },
  all: { BS: [bytes(code, 3), bytes(code, 4)] },
  list: { L: [{ M: { data: { B: bytes(code) }, text: { S: 'text' } } }] },
});

/** Changes a value in place, at any depth. */
function spoil(value: unknown): void {
  if (value instanceof Uint8Array) value.fill(255);
  else if (value instanceof Date) value.setTime(999_999);
  else if (value instanceof Set) {
    for (const each of value) spoil(each);
    value.clear();
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      if (typeof each === 'string') Reflect.set(value, name, 'spoiled');
      else spoil(each);
    }
  }
}

type Keep = <Value>(value: Value) => Value;
type Work = (blobs: Blobs, keep: Keep) => Promise<unknown>;

/** Operations, which pass each of their arguments to `keep`. */
const works: readonly (readonly [string, Work])[] = [
  ['put', (blobs, keep) => blobs.put(keep(item(1)))],
  ['create', (blobs, keep) => blobs.create(keep(item(1)))],
  [
    'update',
    (blobs, keep) => {
      const more = keep(new Set([bytes(7)]));
      const list = keep([inner(5)]);
      const changes = keep({ data: bytes(9), inner: inner(4), at: new Date(5) });
      const condition = keep({ data: bytes(1, 2), name: gte('a') });
      return blobs.update(keep(key(1)), { ...changes, all: addTo(more), list: append(list) }, { if: condition });
    },
  ],
  ['upsert', (blobs, keep) => blobs.upsert(keep(key(1)), keep({ data: bytes(9), inner: inner(4) }))],
  ['delete', (blobs, keep) => blobs.delete(keep(key(1)), { if: { data: oneOf(keep([bytes(1), bytes(2)])) } })],
  ['deleteIfExists', (blobs, keep) => blobs.deleteIfExists(keep(key(1)), { if: keep({ inner: inner(4) }) })],
  ['get', (blobs, keep) => blobs.get(keep(key(1)))],
  ['getMany', (blobs, keep) => blobs.getMany(keep([key(1), key(2)]))],
  ['putMany', (blobs, keep) => blobs.putMany(keep([item(1), item(2)]), { concurrency: 1 })],
  ['deleteMany', (blobs, keep) => blobs.deleteMany(keep([key(1), key(2)]))],
  ['query', (blobs, keep) => blobs.query(keep({ id: bytes(1) }), { filter: keep({ data: bytes(2) }) }).all()],
  ['scan', (blobs, keep) => blobs.scan({ filter: keep({ data: bytes(2) }) }).all()],
  [
    'writeTransaction',
    (blobs, keep) =>
      writeTransaction()
        .put(blobs, keep(item(1)))
        .update(blobs, keep(key(2)), keep({ data: bytes(9) }))
        .delete(blobs, keep(key(3)), { if: keep({ data: bytes(4) }) })
        .check(blobs, keep(key(4)), keep({ data: bytes(4) }))
        .commit(),
  ],
  [
    'readTransaction',
    (blobs, keep) =>
      readTransaction()
        .get(blobs, keep(key(1)))
        .get(blobs, keep(key(2)))
        .run(),
  ],
  [
    'raw PutItem',
    (blobs, keep) =>
      blobs.raw('PutItem', ({ name, value }) =>
        keep({ Item: stored(1), ConditionExpression: `${name('data')} <> ${value('data', keep(bytes(1)))}` }),
      ),
  ],
  [
    'raw GetItem',
    (blobs, keep) => blobs.raw('GetItem', () => keep({ Key: { id: stored(1).id, name: stored(1).name } })),
  ],
  [
    'raw UpdateItem',
    (blobs, keep) =>
      blobs.raw('UpdateItem', ({ key: keyOf }) =>
        keep({
          Key: keyOf(keep(key(1))),
          UpdateExpression: 'SET #n = :v',
          ExpressionAttributeNames: { '#n': 'data' },
          ExpressionAttributeValues: { ':v': { B: bytes(4) } },
        } as never),
      ),
  ],
  [
    'raw BatchWriteItem',
    (blobs, keep) =>
      blobs.raw('BatchWriteItem', ({ table }) =>
        keep({ RequestItems: { [table]: [{ PutRequest: { Item: stored(1) } }] } }),
      ),
  ],
  [
    'raw BatchGetItem',
    (blobs, keep) =>
      blobs.raw('BatchGetItem', ({ table, key: keyOf }) =>
        keep({ RequestItems: { [table]: { Keys: [keyOf(key(1))] } } }),
      ),
  ],
  [
    'raw TransactWriteItems',
    (blobs, keep) =>
      blobs.raw('TransactWriteItems', () =>
        keep({ TransactItems: [{ Put: { Item: stored(1) } }], ClientRequestToken: 'token' }),
      ),
  ],
  [
    'raw ExecuteStatement',
    (blobs, keep) =>
      blobs.raw('ExecuteStatement', ({ table }) =>
        keep({ Statement: `SELECT * FROM ${table} WHERE id = ?`, Parameters: [{ B: bytes(1) }] }),
      ),
  ],
];

const [, sdk] = sdks[0] as (typeof sdks)[number];

/** Returns a repository that uses a lane. Its client resolves credentials and region slowly. */
function benchOf(lane: string): { each: Bench; blobs: Blobs } {
  const each = bench(sdk, {
    credentials: async () => {
      await turn();
      return { accessKeyId: 'a', secretAccessKey: 'b', expiration: new Date(Date.now() + 60_000_000) };
    },
    region: async () => {
      await turn();
      return 'eu-west-1';
    },
  });
  if (lane === 'standard') each.client.middlewareStack.add((next) => (args) => next(args), { step: 'build' });
  return { each, blobs: new Blobs(each.client, lane === 'sdk' ? { lane } : {}) };
}

describe.each(['express', 'standard', 'sdk'])('the %s lane', (lane) => {
  test.each(works)('sends and repeats the arguments of %s as they were at the call', async (_of, work) => {
    const of = async (when: 'never' | 'at once' | 'at the first attempt', warm: number): Promise<unknown> => {
      const { each, blobs } = benchOf(lane);
      const strategy = (await each.client.config.retryStrategy()) as unknown as {
        retryBackoffStrategy: { computeNextBackoffDelay: () => number };
      };
      strategy.retryBackoffStrategy.computeNextBackoffDelay = () => 1;
      for (let call = 0; call < warm; call++) await work(blobs, (value) => value).catch(() => undefined);
      const before = each.handler.sent.length;
      const kept: unknown[] = [];
      const keep: Keep = (value) => {
        kept.push(value);
        return value;
      };
      each.handler.replies = [
        async () => {
          if (when === 'at the first attempt') for (const value of kept) spoil(value);
          throw Object.assign(new Error('lost'), { code: 'ECONNREFUSED' });
        },
        fault('InternalServerError', 500),
        ok({ Items: [], Responses: {} }),
      ];
      const done = work(blobs, keep).catch(() => undefined);
      if (when === 'at once') for (const value of kept) spoil(value);
      await done;
      return each.handler.sent
        .slice(before)
        .map(({ body, headers }) => [JSON.parse(body), new Map(headers).get('content-length')]);
    };
    for (const warm of [0, 2]) {
      const expected = (await of('never', warm)) as [object, string][];
      expect(expected.length).toBeGreaterThan(1);
      const withoutToken = (sent: unknown): unknown =>
        JSON.parse(JSON.stringify(sent).replaceAll(/("ClientRequestToken"):"[^"]*"/g, '$1:""'));
      expect(withoutToken(await of('at once', warm))).toEqual(withoutToken(expected));
      expect(withoutToken(await of('at the first attempt', warm))).toEqual(withoutToken(expected));
    }
  });
});
