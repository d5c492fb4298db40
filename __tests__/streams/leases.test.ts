import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError } from 'annotable';
import {
  fileCheckpoint,
  type ReadStreamOptions,
  readStream,
  type ShardLeasesOptions,
  shardLeases,
} from 'annotable/streams';
import { LeasePositions } from '../../lib/streams/lease-positions.ts';
import { LeaseRows } from '../../lib/streams/shard-lease.ts';
import { onEveryEngine } from '../support/engines.ts';
import { FakeStreams } from './fake-streams.ts';
import { Values } from './values.ts';

const values = new Values();
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Waits until a condition holds, at most 20 seconds. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; !isTrue() && tries < 2_000; tries++) await sleep(10);
  expect(isTrue()).toBe(true);
}

onEveryEngine('shardLeases', (engine) => {
  let tableName: string;
  let readers: Reader[];

  const leasesOf = (options: Partial<ShardLeasesOptions> = {}) =>
    shardLeases({ name: 'feed', client: engine.client, tableName, durationMs: 600, ...options });

  beforeEach(async () => {
    tableName = engine.uniqueTable('leases');
    readers = [];
    await leasesOf().table.ensure();
  });
  afterEach(async () => {
    for (const reader of readers) await reader.end();
  });

  /** A reader in the background, with the changes that it has yielded. */
  class Reader {
    readonly keys: string[] = [];
    readonly taken: number[] = [];
    readonly ended: Promise<void>;
    readonly #controller = new AbortController();
    #isKilled = false;
    isPaused = false;

    constructor(fake: FakeStreams, options: ReadStreamOptions = {}, leases: Partial<ShardLeasesOptions> = {}) {
      const client = fake.client(() => this.#isKilled);
      const { signal } = this.#controller;
      this.ended = this.#read({ client, pollMs: 5, signal, leases: leasesOf(leases), ...options });
      readers.push(this);
    }

    async #read(options: ReadStreamOptions): Promise<void> {
      for await (const { key, after } of readStream(values, options)) {
        this.keys.push(key.id);
        this.taken.push(after?.value ?? -1);
        while (this.isPaused) await sleep(5);
      }
    }

    /** Stops without a trace: its requests don't end, and it saves nothing more. */
    kill(): void {
      this.#isKilled = true;
      this.isPaused = true;
    }

    async end(): Promise<void> {
      this.isPaused = false;
      this.#controller.abort();
      await this.ended;
    }
  }

  engine.test(
    'shares the shards fairly, so that each change is read once',
    async () => {
      const fake = new FakeStreams(4);
      const [first, second] = [new Reader(fake), new Reader(fake)];
      for (let value = 0; Math.min(first.taken.length, second.taken.length) < 10; value++) {
        fake.change(`k${value}`, value);
        await sleep(10);
      }
      const rounds = [first.taken.length, second.taken.length];
      for (const value of upTo(200)) fake.change(`k${value}`, 10_000 + value);
      const late = () => [...first.taken, ...second.taken].filter((value) => value >= 10_000);
      await until(() => new Set(late()).size === 200);
      expect(late()).toHaveLength(200);
      expect(rounds.every((count) => count >= 10)).toBe(true);
    },
    60_000,
  );

  engine.test(
    'keeps the position in the table, for the next reader of the name',
    async () => {
      const fake = new FakeStreams(2);
      for (const value of upTo(20)) fake.change(`k${value}`, value);
      const first = new Reader(fake);
      await until(() => first.taken.length === 20);
      await first.end();
      fake.change('a', 100);
      const [second, other] = [new Reader(fake), new Reader(fake, {}, { name: 'other' })];
      await until(() => second.taken.length === 1 && other.taken.length === 21);
      expect(second.taken).toEqual([100]);
    },
    60_000,
  );

  engine.test(
    'gives the shards of a reader that ends to the others at once',
    async () => {
      const fake = new FakeStreams();
      const first = new Reader(fake, {}, { durationMs: 60_000 });
      fake.change('a', 1);
      await until(() => first.taken.length === 1);
      await first.end();
      const second = new Reader(fake, {}, { durationMs: 60_000 });
      fake.change('a', 2);
      await until(() => second.taken.length === 1);
      expect(second.taken).toEqual([2]);
    },
    60_000,
  );

  engine.test(
    'gives the shards of a reader that is killed to the others, without a loss',
    async () => {
      const fake = new FakeStreams(4);
      const [first, second] = [new Reader(fake, { checkpointEvery: 5 }), new Reader(fake, { checkpointEvery: 5 })];
      for (let value = 0; Math.min(first.taken.length, second.taken.length) < 20; value++) {
        // Keys of all four shards.
        fake.change(`k${value % 200}`, value);
        await sleep(5);
      }
      first.kill();
      const killed = first.taken.length;
      for (const value of upTo(100)) fake.change(`k${value}`, 10_000 + value);
      const written = fake.latest.shards.reduce((sum, { records }) => sum + records.length, 0);
      await until(() => new Set([...first.taken, ...second.taken]).size === written);
      expect(first.taken.length).toBeLessThanOrEqual(killed + 1);
    },
    60_000,
  );

  engine.test('takes no shard that another reader has read to its end meanwhile', async () => {
    const rows = new LeaseRows(engine.client, { tableName });
    const positions = new LeasePositions(rows, { name: 'feed', owner: 'me', durationMs: 60_000 });
    await positions.begin({ stream: 'arn', since: undefined }, ['a']);
    expect(await positions.claim(['a', 'b'])).toEqual(new Map([['b', 'start']]));
    expect(await positions.save(new Map([['b', 'done']]))).toEqual([]);
    expect(await positions.claim(['b'])).toEqual(new Map());
    expect(await positions.save(new Map([['b', '1']]))).toEqual(['b']);
  });

  engine.test(
    'ends the read of a shard that another reader has taken',
    async () => {
      const fake = new FakeStreams();
      const first = new Reader(fake, { checkpointEvery: 2 });
      for (const value of upTo(3)) fake.change('a', value);
      first.isPaused = true;
      await until(() => first.taken.length === 1);
      const rows = new LeaseRows(engine.client, { tableName });
      const key = { readers: `feed#${fake.latest.arn}`, shard: fake.open[0]?.id ?? '' };
      await rows.update(key, { owner: 'other', until: new Date(Date.now() + 60_000) });
      await sleep(1_000);
      first.isPaused = false;
      for (const value of upTo(20)) fake.change('a', 100 + value);
      await sleep(500);
      expect(first.taken).toEqual([0]);
    },
    60_000,
  );

  engine.test(
    'keeps the shards of a reader whose loop is slow',
    async () => {
      const fake = new FakeStreams();
      const slow = new Reader(fake);
      for (const value of upTo(3)) fake.change('a', value);
      slow.isPaused = true;
      await until(() => slow.taken.length === 1);
      const other = new Reader(fake);
      await sleep(2_000);
      slow.isPaused = false;
      await until(() => slow.taken.length + other.taken.length === 3);
      expect(slow.taken).toEqual([0, 1, 2]);
    },
    60_000,
  );

  engine.test(
    'reads parents before children, and follows a new stream, with several readers',
    async () => {
      const fake = new FakeStreams(2);
      const all = upTo(3).map(() => new Reader(fake, { checkpointEvery: 3 }));
      for (const value of upTo(120)) {
        fake.change(`k${value % 3}`, value);
        if (value % 20 === 0) fake.close(value, { children: value % 40 === 0 ? 2 : 1, hidden: [value % 3, 2] });
        if (value === 60) {
          fake.disable();
          fake.enable();
        }
        await sleep(5);
      }
      await until(() => new Set(all.flatMap(({ taken }) => taken)).size === 120);
      for (const { taken } of all)
        for (const key of upTo(3)) {
          const own = taken.filter((value) => value % 3 === key);
          expect(own).toEqual([...own].sort((a, b) => a - b));
        }
    },
    60_000,
  );

  engine.test(
    'begin with the newest changes once, for all readers of the name',
    async () => {
      const fake = new FakeStreams(2);
      fake.change('old', 0, new Date(Date.now() - 3_600_000));
      const all = upTo(2).map(() => new Reader(fake, { from: 'newest' }));
      await sleep(600);
      for (const value of upTo(20)) fake.change(`k${value}`, value + 1);
      await until(() => all.flatMap(({ taken }) => taken).length >= 20);
      expect(all.flatMap(({ taken }) => taken).sort((a, b) => a - b)).toEqual(upTo(20).map((value) => value + 1));
    },
    60_000,
  );

  engine.test('name the table that is missing', async () => {
    const fake = new FakeStreams();
    const leases = leasesOf({ tableName: engine.uniqueTable('absent') });
    await expect(readStream(values, { client: fake.client(), leases }).next()).rejects.toThrow(
      /there is no such table/,
    );
  });
});

describe('a wrong call of shardLeases', () => {
  test.each<[string, object | undefined, string]>([
    ['without options', undefined, 'the options'],
    ['without a name', {}, 'needs the option name'],
    ['with an empty name', { name: '' }, 'name must be a string of 1 to 200 characters'],
    ['with a short duration', { name: 'a', durationMs: 10 }, 'durationMs must be a whole number of 100 or more'],
    ['with an unknown option', { name: 'a', id: 1 }, "has no option 'id'"],
  ])('%s is rejected', (_, options, message) => {
    const call = () => shardLeases(options as never);
    expect(call).toThrow(ConfigurationError);
    expect(call).toThrow(message);
  });

  test('leases of another form, and with a checkpoint, are rejected by readStream', () => {
    expect(() => readStream(values, { leases: {} as never })).toThrow('leases must be the result of shardLeases()');
    const both = { leases: shardLeases({ name: 'a' }), checkpoint: fileCheckpoint('a') };
    expect(() => readStream(values, both)).toThrow('leases keep the position themselves; leave out checkpoint');
  });
});
