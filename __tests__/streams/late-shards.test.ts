import { type ReadStreamOptions, readStream, type StreamTrimmedError } from 'annotable/streams';
import { FakeStreams } from './fake-streams.ts';
import { Memory, Values } from './values.ts';

const values = new Values();

/** Reads a number of changes, then leaves the loop. Ends after 15 seconds too. */
async function take(count: number, fake: FakeStreams, options: ReadStreamOptions = {}): Promise<unknown[]> {
  const taken: unknown[] = [];
  const signal = AbortSignal.timeout(15_000);
  for await (const { after } of readStream(values, { client: fake.client(), pollMs: 1, signal, ...options })) {
    taken.push(after?.value);
    if (taken.length === count) break;
  }
  return taken;
}

/** Returns a stream of three shards in a line, each with one change. The second one is listed late. */
function lateStream(hidden: number): FakeStreams {
  const fake = new FakeStreams();
  fake.change('a', 1);
  fake.close(0, { hidden: [hidden] });
  fake.change('a', 2);
  fake.close(0);
  fake.change('a', 3);
  return fake;
}

describe('a shard that is listed late', () => {
  test('is read before its child', async () => {
    expect(await take(3, lateStream(4))).toEqual([1, 2, 3]);
  });

  test('is read before its child if it has no iterators meanwhile', async () => {
    const fake = lateStream(4);
    fake.faults = { hasLateIterators: true };
    expect(await take(3, fake)).toEqual([1, 2, 3]);
  });

  test('is read before its child if its own parent is deleted', async () => {
    const fake = lateStream(4);
    fake.trim('shardId-0001');
    expect(await take(2, fake)).toEqual([2, 3]);
  });

  test('is read before its child if it is never listed', async () => {
    const fake = lateStream(Number.POSITIVE_INFINITY);
    fake.trim('shardId-0001');
    expect(await take(2, fake)).toEqual([2, 3]);
  }, 30_000);

  test('is read although its sibling was listed before', async () => {
    const fake = new FakeStreams();
    fake.change('a', 1);
    fake.close(0, { children: 2, hidden: [0, 5] });
    for (const value of Array.from({ length: 20 }, (_, index) => index)) fake.change(`k${value}`, value);
    expect(await take(21, fake)).toHaveLength(21);
  });

  test('is read to its end before the next stream of the table', async () => {
    const fake = new FakeStreams();
    fake.change('a', 1);
    fake.close(0, { hidden: [2] });
    fake.change('a', 2);
    fake.disable();
    fake.enable();
    fake.change('a', 3);
    expect(await take(3, fake)).toEqual([1, 2, 3]);
  });
});

describe('a shard that is not listed for a moment', () => {
  test('is not read again', async () => {
    const fake = new FakeStreams();
    const checkpoint = new Memory();
    fake.change('a', 1);
    fake.close(0);
    fake.change('a', 2);
    await take(2, fake, { checkpoint });
    for (const shard of fake.latest.shards) shard.hidden = 1;
    fake.change('a', 3);
    expect(await take(1, fake, { checkpoint })).toEqual([3]);
    fake.change('a', 4);
    expect(await take(1, fake, { checkpoint })).toEqual([4]);
  });

  test('is no deleted one', async () => {
    const fake = new FakeStreams();
    const checkpoint = new Memory();
    fake.change('a', 1);
    fake.change('a', 2);
    await take(1, fake, { checkpoint });
    for (const shard of fake.latest.shards) shard.hidden = 2;
    const errors: StreamTrimmedError[] = [];
    expect(await take(1, fake, { checkpoint, onTrimmed: (error) => errors.push(error) })).toEqual([2]);
    expect(errors).toEqual([]);
  });
});

test('a reader that runs for long forgets the shards that the stream has deleted', async () => {
  const fake = new FakeStreams();
  const checkpoint = new Memory();
  let value = 0;
  fake.change('a', value);
  const signal = AbortSignal.timeout(15_000);
  for await (const { after } of readStream(values, { client: fake.client(), pollMs: 1, checkpoint, signal })) {
    expect(after?.value).toBe(value);
    if (value === 30) break;
    for (const { id } of fake.latest.shards.filter(({ isClosed }) => isClosed)) fake.trim(id);
    fake.close(0);
    fake.change('a', ++value);
  }
  expect(Object.keys((checkpoint.state as { shards: object }).shards).length).toBeLessThanOrEqual(4);
});
