import { readStream } from 'annotable/streams';
import fc from 'fast-check';
import { FakeStreams } from './fake-streams.ts';
import { Memory, Values } from './values.ts';

const values = new Values();
const every = 5;

/** One step of a program: changes, a new shard, a fault, or a read that ends by a break or a kill. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('change' as const), count: fc.integer({ min: 1, max: 30 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('close' as const),
      count: fc.nat(8),
      children: fc.integer({ min: 1, max: 2 }),
      hidden: fc.tuple(fc.nat(4), fc.nat(4)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('break' as const, 'kill' as const), count: fc.nat(40) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('expire' as const, 'restart' as const, 'trim' as const),
      count: fc.nat(1),
    }),
  },
);

/** A read of the program, and what it has yielded: key, value, and sequence number. */
type Yielded = readonly [key: string, value: number, sequenceNumber: string];

interface ReadEnd {
  readonly isDone: (yielded: readonly Yielded[]) => boolean;
  /** True for a reader that saves nothing more. */
  readonly isKill: boolean;
  /** Milliseconds after which the reader is aborted, because there may be too few changes. */
  readonly timeoutMs: number;
}

/** Reads until an end. */
async function read(fake: FakeStreams, checkpoint: Memory, end: ReadEnd): Promise<Yielded[]> {
  let isKilled = false;
  const guarded = {
    load: () => checkpoint.load(),
    save: (state: unknown) => (isKilled ? new Promise<void>(() => undefined) : checkpoint.save(state)),
  };
  const client = fake.client(() => isKilled);
  const options = { client, checkpoint: guarded, checkpointEvery: every, pollMs: 1 };
  const iterator = readStream(values, { ...options, signal: AbortSignal.timeout(end.timeoutMs) });
  const yielded: Yielded[] = [];
  while (!end.isDone(yielded)) {
    const { value, done } = await iterator.next();
    if (done === true) return yielded;
    yielded.push([value.key.id, value.after?.value ?? -1, value.sequenceNumber]);
  }
  if (end.isKill) isKilled = true;
  else await iterator.return();
  return yielded;
}

/** Returns the shards that the checkpoint counts as done. */
const doneIn = ({ state }: Memory): string[] =>
  Object.entries((state as { shards?: object } | undefined)?.shards ?? {}).flatMap(([id, at]) =>
    at === 'done' ? [id] : [],
  );

const isGrowing = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));

test('a reader that is killed at any time loses nothing, keeps the order, and repeats few changes', async () => {
  const program = fc.array(step, { minLength: 5, maxLength: 25 });
  const settings = fc.record({
    shards: fc.integer({ min: 1, max: 6 }),
    pageSize: fc.integer({ min: 1, max: 12 }),
    isReversed: fc.boolean(),
    hasLateIterators: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(settings, program, async ({ shards, ...faults }, steps) => {
      const fake = new FakeStreams(shards);
      fake.faults = faults;
      const checkpoint = new Memory();
      const written: Yielded[] = [];
      const reads: Yielded[][] = [];
      for (const { kind, count, ...rest } of steps) {
        if (kind === 'change')
          for (let index = 0; index < count; index++) {
            const key = `k${written.length % 7}`;
            written.push([key, written.length, fake.change(key, written.length)]);
          }
        else if (kind === 'close') fake.close(count, rest);
        else if (kind === 'expire') fake.expire();
        else if (kind === 'trim') for (const id of doneIn(checkpoint)) fake.trim(id);
        else if (kind === 'restart') {
          fake.disable();
          fake.enable(2);
        } else {
          const most = Math.min(count, written.length);
          const isDone = (yielded: readonly Yielded[]) => yielded.length >= most;
          reads.push(await read(fake, checkpoint, { isDone, isKill: kind === 'kill', timeoutMs: 400 }));
        }
      }
      const isDone = (yielded: readonly Yielded[]) =>
        new Set([...reads, yielded].flatMap((one) => one.map(([, value]) => value))).size === written.length;
      reads.push(await read(fake, checkpoint, { isDone, isKill: false, timeoutMs: 20_000 }));
      const all = new Set(reads.flat().map(([, value]) => value));
      expect(all.size).toBe(written.length);
      for (const one of reads)
        for (const key of new Set(one.map(([each]) => each)))
          expect(isGrowing(one.flatMap(([each, value]) => (each === key ? [value] : [])))).toBe(true);
      for (const [place, one] of reads.entries()) {
        const before = new Set(reads.slice(0, place).flatMap((each) => each.map(([, value]) => value)));
        const repeats = new Map<string | undefined, number>();
        for (const [, value, number] of one)
          if (before.has(value)) repeats.set(fake.shardOf(number), (repeats.get(fake.shardOf(number)) ?? 0) + 1);
        expect(Math.max(0, ...repeats.values())).toBeLessThanOrEqual(every);
      }
    }),
    { numRuns: 40 },
  );
}, 240_000);
