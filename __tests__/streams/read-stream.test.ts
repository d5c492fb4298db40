import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError, InvalidItemError } from 'annotable';
import { type ReadStreamOptions, readStream, StreamTrimmedError } from 'annotable/streams';
import { FakeStreams } from './fake-streams.ts';
import { Customers, Orders } from './models.ts';
import { Memory, Value, Values } from './values.ts';

const values = new Values();

const reader = (fake: FakeStreams, options: ReadStreamOptions = {}) =>
  readStream(values, { client: fake.client(), pollMs: 1, ...options });

/** Reads a number of changes, then leaves the loop. */
async function take(
  count: number,
  fake: FakeStreams,
  options: ReadStreamOptions = {},
): Promise<(number | undefined)[]> {
  const taken: (number | undefined)[] = [];
  for await (const { after } of reader(fake, options)) {
    taken.push(after?.value);
    if (taken.length === count) break;
  }
  return taken;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('readStream', () => {
  test('yields the changes of all shards, with those of each key in order', async () => {
    const fake = new FakeStreams(4);
    for (const value of upTo(40)) fake.change(`k${value % 10}`, value);
    const taken = await take(40, fake);
    expect([...taken].sort((a = 0, b = 0) => a - b)).toEqual(upTo(40));
    for (const key of upTo(10)) {
      const own = taken.filter((value = 0) => value % 10 === key);
      expect(own).toEqual([...own].sort((a = 0, b = 0) => a - b));
    }
  });

  test('yields typed changes of the item', async () => {
    const fake = new FakeStreams();
    const number = fake.change('a', 5);
    for await (const { after, key, type, sequenceNumber } of reader(fake)) {
      const id: string = key.id;
      expect([id, type, sequenceNumber, after]).toEqual(['a', 'insert', number, { id: 'a', value: 5 }]);
      expect(after).toBeInstanceOf(Value);
      break;
    }
  });

  test('waits for changes that come later', async () => {
    const fake = new FakeStreams();
    setTimeout(() => fake.change('a', 1), 30);
    expect(await take(1, fake)).toEqual([1]);
  });

  test('reads parents before children, in a tree that splits and is listed in pages', async () => {
    const fake = new FakeStreams(2);
    for (const value of upTo(120)) {
      fake.change(`k${value % 5}`, value);
      if (value % 8 === 0) fake.close(value, { children: value % 16 === 0 ? 2 : 1 });
    }
    const taken = await take(120, fake);
    for (const key of upTo(5))
      expect(taken.filter((value = 0) => value % 5 === key)).toEqual(upTo(24).map((round) => round * 5 + key));
  });

  test('waits for the children of an ended shard until they are listed', async () => {
    const fake = new FakeStreams();
    fake.change('a', 1);
    fake.close(0, { hidden: [3] });
    fake.change('a', 2);
    expect(await take(2, fake)).toEqual([1, 2]);
    expect(fake.calls['DescribeStream']).toBeGreaterThanOrEqual(4);
  });

  test('counts deleted parents as read', async () => {
    const fake = new FakeStreams();
    fake.change('a', 1);
    const [first] = fake.open;
    fake.close(0);
    fake.change('a', 2);
    fake.trim(first?.id ?? '');
    expect(await take(1, fake)).toEqual([2]);
  });

  test('reads 30 shards at once, and at most one page of each ahead', async () => {
    const fake = new FakeStreams(30);
    for (const value of upTo(600)) fake.change(`k${value}`, value);
    const iterator = reader(fake)[Symbol.asyncIterator]();
    await iterator.next();
    await sleep(50);
    // One page of each shard, and the next one of the shard that is read.
    expect(fake.calls['GetRecords']).toBeLessThanOrEqual(31);
    await iterator.return(undefined);
    expect(await take(600, fake)).toHaveLength(600);
  });

  test('renews expired iterators', async () => {
    const fake = new FakeStreams(3);
    for (const value of upTo(60)) fake.change(`k${value}`, value);
    const taken: unknown[] = [];
    for await (const { after } of reader(fake)) {
      taken.push(after?.value);
      fake.expire();
      if (taken.length === 60) break;
    }
    expect(new Set(taken).size).toBe(60);
  });

  test('repeats throttled and failed requests', async () => {
    const fake = new FakeStreams(2);
    for (const value of upTo(20)) fake.change(`k${value}`, value);
    const names = ['LimitExceededException', 'InternalServerError', 'ThrottlingException', undefined, undefined];
    let call = 0;
    fake.faults = { fault: () => names[call++ % names.length] };
    expect(await take(20, fake)).toHaveLength(20);
  });

  test('throws other errors of the service', async () => {
    const fake = new FakeStreams();
    fake.faults = { fault: (name) => (name === 'GetRecords' ? 'AccessDeniedException' : undefined) };
    await expect(take(1, fake)).rejects.toThrow('AccessDeniedException');
  });

  test('begins with the newest changes', async () => {
    const fake = new FakeStreams(2);
    for (const value of upTo(10)) fake.change(`k${value}`, value);
    fake.close(0);
    setTimeout(() => upTo(10).map((value) => fake.change(`k${value}`, value + 100)), 30);
    const taken = await take(10, fake, { from: 'newest' });
    expect([...taken].sort()).toEqual(upTo(10).map((value) => value + 100));
  });

  test('loses nothing after the begin with the newest changes, if it is restarted before the first one', async () => {
    const fake = new FakeStreams();
    fake.change('a', 1, new Date(Date.now() - 3_600_000));
    const checkpoint = new Memory();
    const controller = new AbortController();
    const first = reader(fake, { from: 'newest', checkpoint, signal: controller.signal }).next();
    await sleep(30);
    controller.abort();
    expect(await first).toEqual({ done: true, value: undefined });
    fake.change('a', 2);
    expect(await take(1, fake, { from: 'newest', checkpoint })).toEqual([2]);
  });

  test('ends without an error if it is aborted, after the position is saved', async () => {
    const fake = new FakeStreams();
    for (const value of upTo(10)) fake.change('a', value);
    const checkpoint = new Memory();
    const controller = new AbortController();
    const taken: unknown[] = [];
    for await (const { after } of reader(fake, { checkpoint, signal: controller.signal })) {
      taken.push(after?.value);
      if (taken.length === 3) controller.abort();
    }
    expect(taken).toEqual([0, 1, 2]);
    expect(await take(7, fake, { checkpoint })).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  test('leaves no listener on the signal', async () => {
    const fake = new FakeStreams();
    fake.change('a', 1);
    const { signal } = new AbortController();
    await take(1, fake, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('sends nothing if it is aborted before', async () => {
    const fake = new FakeStreams();
    expect(await take(1, fake, { signal: AbortSignal.abort() })).toEqual([]);
    expect(fake.calls).toEqual({});
  });

  test('follows a stream that was switched off and on, after the old one is read to its end', async () => {
    const fake = new FakeStreams(2);
    const checkpoint = new Memory();
    for (const value of upTo(6)) fake.change(`k${value}`, value);
    expect(await take(1, fake, { checkpoint })).toHaveLength(1);
    fake.disable();
    fake.enable();
    for (const value of upTo(3)) fake.change(`k${value}`, value + 100);
    const taken = await take(8, fake, { checkpoint });
    expect(taken.slice(5)).toEqual([100, 101, 102]);
    expect(checkpoint.state).toMatchObject({ stream: fake.latest.arn });
  });

  test('throws at the end of a stream that was switched off', async () => {
    const fake = new FakeStreams();
    fake.change('a', 1);
    fake.disable();
    const checkpoint = new Memory();
    await expect(take(2, fake, { checkpoint })).rejects.toThrow(
      'orders: its stream is disabled, and all of its changes are read',
    );
    fake.enable();
    fake.change('a', 2);
    expect(await take(1, fake, { checkpoint })).toEqual([2]);
  });
});

describe('the checkpoint of readStream', () => {
  test('continues after the last handled change', async () => {
    const fake = new FakeStreams();
    for (const value of upTo(10)) fake.change('a', value);
    const checkpoint = new Memory();
    expect(await take(4, fake, { checkpoint })).toEqual([0, 1, 2, 3]);
    expect(await take(6, fake, { checkpoint })).toEqual([4, 5, 6, 7, 8, 9]);
  });

  test('is saved after each `checkpointEvery` handled changes, and not before they are handled', async () => {
    const fake = new FakeStreams();
    for (const value of upTo(10)) fake.change('a', value);
    const checkpoint = new Memory();
    const iterator = reader(fake, { checkpoint, checkpointEvery: 3 });
    const saves: number[] = [];
    for (const _ of upTo(7)) {
      await iterator.next();
      saves.push(checkpoint.saves);
    }
    const [first = 0] = saves;
    expect(saves.map((count) => count - first)).toEqual([0, 0, 0, 1, 1, 1, 2]);
    await iterator.return();
  });

  test('keeps no shard that the stream has no longer', async () => {
    const fake = new FakeStreams();
    const checkpoint = new Memory();
    const [first] = fake.open;
    fake.change('a', 1);
    fake.close(0);
    fake.change('a', 2);
    await take(2, fake, { checkpoint });
    fake.trim(first?.id ?? '');
    fake.change('a', 3);
    await take(1, fake, { checkpoint });
    expect(Object.keys((checkpoint.state as { shards: object }).shards)).toEqual([fake.open[0]?.id]);
  });

  test.each([5, 'text', [], { stream: 1 }, { stream: 'a', shards: { a: 'x' }, savedAt: '2026-01-01' }])(
    'with the state %j is rejected',
    async (state) => {
      const checkpoint = new Memory();
      checkpoint.state = state;
      const taking = take(1, new FakeStreams(), { checkpoint });
      await expect(taking).rejects.toThrow(ConfigurationError);
      await expect(taking).rejects.toThrow('the checkpoint for orders has no position of a stream');
    },
  );

  test('of a reader of another table is rejected', async () => {
    const checkpoint = new Memory();
    const stream = 'arn:aws:dynamodb:eu-west-1:1:table/invoices/stream/2026-11-29T00:00:00.000';
    checkpoint.state = { stream, shards: {}, savedAt: new Date().toISOString() };
    const taking = take(1, new FakeStreams(), { checkpoint });
    await expect(taking).rejects.toThrow(ConfigurationError);
    await expect(taking).rejects.toThrow("orders: the saved position is one of the table 'invoices'");
  });

  test('of a reader of another region is rejected', async () => {
    const checkpoint = new Memory();
    const stream = 'arn:aws:dynamodb:us-west-2:1:table/orders/stream/2027-01-01T00:00:00.000';
    checkpoint.state = { stream, shards: { a: 'done' }, savedAt: new Date().toISOString() };
    const taking = take(1, new FakeStreams(), { checkpoint });
    await expect(taking).rejects.toThrow(ConfigurationError);
    await expect(taking).rejects.toThrow(
      `orders: the saved position is one of ${stream}, which is no stream of this table`,
    );
  });

  test('that fails to save ends the loop with its error', async () => {
    const fake = new FakeStreams();
    for (const value of upTo(10)) fake.change('a', value);
    const checkpoint = { load: async () => undefined, save: () => Promise.reject(new Error('disk full')) };
    await expect(take(5, fake, { checkpoint })).rejects.toThrow('disk full');
  });
});

describe('deleted changes', () => {
  /** Returns a stream whose saved position is deleted. */
  async function trimmed() {
    const fake = new FakeStreams();
    const checkpoint = new Memory();
    for (const value of upTo(10)) fake.change('a', value);
    await take(2, fake, { checkpoint });
    fake.trim(fake.open[0]?.id ?? '', 5);
    return { fake, checkpoint };
  }

  test('are an error that names the shard and the position', async () => {
    const { fake, checkpoint } = await trimmed();
    const error = await take(1, fake, { checkpoint }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StreamTrimmedError);
    expect(error).toMatchObject({ code: 'stream.trimmed', table: 'orders', shard: 'shardId-0001', position: '114' });
    expect(String(error)).toContain('changes after 114 of the shard shardId-0001 may be lost');
  });

  test('go to onTrimmed, and the reader continues with the oldest one that is left', async () => {
    const { fake, checkpoint } = await trimmed();
    const errors: StreamTrimmedError[] = [];
    expect(await take(5, fake, { checkpoint, onTrimmed: (error) => errors.push(error) })).toEqual([5, 6, 7, 8, 9]);
    expect(errors).toEqual([expect.any(StreamTrimmedError)]);
  });

  test('with their whole shard are an error', async () => {
    const fake = new FakeStreams();
    const checkpoint = new Memory();
    for (const value of upTo(4)) fake.change('a', value);
    await take(2, fake, { checkpoint });
    const [first] = fake.open;
    fake.close(0);
    fake.change('a', 4);
    fake.trim(first?.id ?? '');
    await expect(take(1, fake, { checkpoint })).rejects.toThrow(StreamTrimmedError);
    const errors: StreamTrimmedError[] = [];
    expect(await take(1, fake, { checkpoint, onTrimmed: (error) => errors.push(error) })).toEqual([4]);
    expect(errors).toHaveLength(1);
  });

  test('of a shard that was known and never read are an error', async () => {
    const fake = new FakeStreams();
    const checkpoint = new Memory();
    fake.change('a', 1);
    fake.close(0);
    await take(1, fake, { checkpoint });
    const iterator = reader(fake, { checkpoint, signal: AbortSignal.timeout(50) });
    await iterator.next();
    fake.change('a', 2);
    const [child] = fake.open;
    fake.close(0);
    fake.trim(child?.id ?? '');
    await expect(take(1, fake, { checkpoint })).rejects.toThrow(StreamTrimmedError);
  });

  test('of a shard that was not begun are an error if the position is older than 24 hours', async () => {
    const fake = new FakeStreams();
    const checkpoint = new Memory();
    await reader(fake, { checkpoint, signal: AbortSignal.timeout(30) }).next();
    fake.change('a', 1);
    (checkpoint.state as { savedAt: string }).savedAt = new Date(Date.now() - 86_400_000).toISOString();
    await expect(take(1, fake, { checkpoint })).rejects.toThrow(StreamTrimmedError);
  });

  test('with their whole stream are an error, unless it was read to its end', async () => {
    const fake = new FakeStreams();
    const checkpoint = new Memory();
    for (const value of upTo(4)) fake.change('a', value);
    await take(2, fake, { checkpoint });
    fake.disable();
    fake.enable();
    fake.change('a', 4);
    fake.streams.shift();
    const taking = take(1, fake, { checkpoint });
    await expect(taking).rejects.toThrow(StreamTrimmedError);
    await expect(taking).rejects.toThrow('changes of the stream arn:aws:dynamodb');
    expect(await take(1, fake, { checkpoint, onTrimmed: () => undefined })).toEqual([4]);
  });
});

describe('a record that a reader does not yield', () => {
  const unreadable = (fake: FakeStreams) => {
    fake.change('a', Number.NaN);
    fake.change('a', 2);
  };

  test('goes to onInvalid if it cannot be read', async () => {
    const fake = new FakeStreams();
    unreadable(fake);
    const errors: unknown[] = [];
    expect(await take(1, fake, { onInvalid: (error) => errors.push(error) })).toEqual([2]);
    expect(errors).toEqual([expect.any(InvalidItemError)]);
  });

  test('ends the loop if onInvalid throws, and comes again', async () => {
    const fake = new FakeStreams();
    fake.change('a', 1);
    unreadable(fake);
    const checkpoint = new Memory();
    const onInvalid = (error: Error) => Promise.reject(error);
    await expect(take(2, fake, { checkpoint, onInvalid })).rejects.toThrow(InvalidItemError);
    await expect(take(2, fake, { checkpoint, onInvalid })).rejects.toThrow(InvalidItemError);
    expect(await take(1, fake, { checkpoint, onInvalid: () => undefined })).toEqual([2]);
  });
});

describe('a wrong call of readStream', () => {
  const client = new FakeStreams().client();

  test.each<[string, () => unknown, string]>([
    ['without repository', () => readStream([]), 'needs at least one repository'],
    ['with a class', () => readStream(Value as never), 'takes repositories'],
    ['with undefined', () => readStream(undefined as never), 'takes repositories'],
    ['with repositories of two tables', () => readStream([values, new Orders()] as never), "'orders' and 'shop'"],
    ['with an unknown option', () => readStream(values, { start: 1 } as never), "has no option 'start'"],
    [
      'with a DynamoDBClient',
      () => readStream(values, { client: { ...client, config: { serviceId: 'DynamoDB' } } }),
      'DynamoDBStreamsClient',
    ],
    [
      'with a checkpoint of another form',
      () => readStream(values, { checkpoint: 'a.json' as never }),
      'checkpoint must be an object',
    ],
    ['with a checkpointEvery of 0', () => readStream(values, { checkpointEvery: 0 }), 'must be a whole number of 1'],
    ['with another begin', () => readStream(values, { from: 'now' as never }), "'oldest' or 'newest'"],
    ['with an endless pause', () => readStream(values, { pollMs: Number.POSITIVE_INFINITY }), 'finite'],
  ])('%s is rejected', (_, call, message) => {
    expect(call).toThrow(ConfigurationError);
    expect(call).toThrow(message);
  });

  test('of a table without stream names the option and the call', async () => {
    const fake = new FakeStreams();
    fake.streams.pop();
    await expect(take(1, fake)).rejects.toThrow(
      /the table has no stream; add the option stream .*repository\.table\.ensure\(\)/,
    );
    const declared = readStream([new Orders(), new Customers()], { client: fake.client() });
    await expect(declared.next()).rejects.toThrow(/its class has the option stream, so call repository\.table\.ensure/);
  });
});
