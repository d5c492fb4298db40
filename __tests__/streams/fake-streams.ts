import type { StreamRecord, StreamsClient } from 'annotable/streams';

interface FakeShard {
  readonly id: string;
  readonly parent: string | undefined;
  /** The keys whose hash is in this range are in the shard. */
  readonly range: readonly [from: number, to: number];
  readonly records: StreamRecord[];
  isClosed: boolean;
  /** The sequence number before all of its records, and the last one if it is closed. */
  readonly start: number;
  end: number | undefined;
  /** Number of deleted records. */
  trimmed: number;
  /** Number of descriptions in which the shard is still absent. */
  hidden: number;
}

interface FakeStream {
  readonly arn: string;
  readonly label: string;
  isEnabled: boolean;
  shards: FakeShard[];
}

/** The next faults of the service. */
export interface Faults {
  /** Returns the name of an exception to throw, or undefined. */
  readonly fault?: ((command: string) => string | undefined) | undefined;
  /** Most records of a page. Default: 4. */
  readonly pageSize?: number;
  /** True to list the newest shards first. */
  readonly isReversed?: boolean;
  /** True if a shard that is not listed yet has no iterators either. */
  readonly hasLateIterators?: boolean;
}

const ranges = 64;
const hashOf = (key: string): number => [...key].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % ranges, 7);

function thrown(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** A simulation of the streams of one table: shards that split and close, deleted records, and faults. */
export class FakeStreams {
  readonly streams: FakeStream[] = [];
  readonly calls: Record<string, number> = {};
  faults: Faults = {};
  #sequence = 93;
  #shards = 0;
  #expired = 0;
  #iterators = 0;

  constructor(shards = 1) {
    this.enable(shards);
  }

  /** Adds a stream, as enabling it again does. */
  enable(shards = 1): void {
    const label = `2026-11-29T00:00:0${this.streams.length}.000`;
    const arn = `arn:aws:dynamodb:eu-west-1:1:table/orders/stream/${label}`;
    const width = ranges / shards;
    const open = Array.from({ length: shards }, (_, index) =>
      this.#shard(undefined, [Math.floor(index * width), Math.floor((index + 1) * width)]),
    );
    this.streams.push({ arn, label, isEnabled: true, shards: open });
  }

  disable(): void {
    const stream = this.latest;
    stream.isEnabled = false;
    for (const shard of stream.shards.filter(({ isClosed }) => !isClosed)) this.#end(shard);
  }

  get latest(): FakeStream {
    return this.streams.at(-1) as FakeStream;
  }

  get open(): FakeShard[] {
    return this.latest.shards.filter(({ isClosed }) => !isClosed);
  }

  /** Closes an open shard. Its range goes to one child or to two, which are listed after `hidden` more descriptions. */
  close(place: number, { children = 1, hidden = [0] }: { children?: number; hidden?: readonly number[] } = {}): void {
    const shard = this.open[place % this.open.length] as FakeShard;
    const [from, to] = shard.range;
    const middle = Math.floor((from + to) / 2);
    const parts =
      children === 2 && middle > from && middle < to ? [[from, middle] as const, [middle, to] as const] : [shard.range];
    this.#end(shard);
    const added = parts.map((range, index) => ({
      ...this.#shard(shard.id, range),
      hidden: hidden[index] ?? hidden[0] ?? 0,
    }));
    this.latest.shards.push(...added);
  }

  /** Deletes the oldest records of a shard. With all of a closed shard, the shard itself. */
  trim(id: string, count = Number.POSITIVE_INFINITY): void {
    for (const stream of this.streams)
      for (const shard of stream.shards.filter((each) => each.id === id)) {
        shard.trimmed = Math.min(shard.records.length, shard.trimmed + count);
        if (shard.isClosed && shard.trimmed === shard.records.length)
          stream.shards = stream.shards.filter((each) => each !== shard);
      }
  }

  /** Expires all iterators. */
  expire(): void {
    this.#expired = this.#iterators;
  }

  /** Adds a change of a key. Returns its sequence number. */
  change(key: string, value: number, at = new Date()): string {
    const hash = hashOf(key);
    const shard = this.open.find(({ range: [from, to] }) => hash >= from && hash < to) as FakeShard;
    this.#sequence += 7;
    shard.records.push({
      eventName: 'INSERT',
      dynamodb: {
        ApproximateCreationDateTime: at,
        Keys: { id: { S: key } },
        NewImage: { id: { S: key }, value: { N: String(value) } },
        SequenceNumber: String(this.#sequence),
      },
    });
    return String(this.#sequence);
  }

  /** Returns the shard of a sequence number. */
  shardOf(sequenceNumber: string): string | undefined {
    const has = ({ records }: FakeShard): boolean =>
      records.some(({ dynamodb }) => dynamodb?.SequenceNumber === sequenceNumber);
    return this.streams.flatMap(({ shards }) => shards).find(has)?.id;
  }

  /** Returns a client. After `isKilled` returns true, its requests end by an abort alone. */
  client(isKilled: () => boolean = () => false): StreamsClient {
    const send = async (command: object, { abortSignal }: { abortSignal?: AbortSignal } = {}): Promise<unknown> => {
      if (isKilled() && abortSignal?.aborted !== true)
        return new Promise((_, reject) => abortSignal?.addEventListener('abort', () => reject(thrown('AbortError'))));
      await Promise.resolve();
      if (abortSignal?.aborted) throw thrown('AbortError');
      const name = command.constructor.name.replace(/Command$/, '');
      this.calls[name] = (this.calls[name] ?? 0) + 1;
      const fault = this.faults.fault?.(name);
      if (fault !== undefined) throw thrown(fault);
      return this.#respond(name, (command as { readonly input: Record<string, string> }).input);
    };
    return { config: { serviceId: 'DynamoDB Streams' }, send: send as never };
  }

  #shard(parent: string | undefined, range: readonly [number, number]): FakeShard {
    const id = `shardId-${String(++this.#shards).padStart(4, '0')}`;
    this.#sequence += 7;
    return {
      id,
      parent,
      range,
      records: [],
      isClosed: false,
      start: this.#sequence,
      end: undefined,
      trimmed: 0,
      hidden: 0,
    };
  }

  #end(shard: FakeShard): void {
    this.#sequence += 7;
    shard.isClosed = true;
    shard.end = this.#sequence;
  }

  #respond(name: string, input: Record<string, string | undefined>): unknown {
    if (name === 'ListStreams')
      return { Streams: this.streams.map(({ arn, label }) => ({ StreamArn: arn, StreamLabel: label })) };
    if (name === 'DescribeStream') return this.#describe(input);
    if (name === 'GetShardIterator') return this.#iterate(input);
    return this.#records(JSON.parse(input['ShardIterator'] ?? ''));
  }

  #describe({ StreamArn, ExclusiveStartShardId }: Record<string, string | undefined>): unknown {
    const stream = this.streams.find(({ arn }) => arn === StreamArn);
    if (stream === undefined) throw thrown('ResourceNotFoundException');
    const listed = stream.shards.filter((shard) => shard.hidden-- <= 0);
    const visible = this.faults.isReversed === true ? listed.reverse() : listed;
    const from =
      ExclusiveStartShardId === undefined ? 0 : visible.findIndex(({ id }) => id === ExclusiveStartShardId) + 1;
    const page = visible.slice(from, from + 3);
    const last = page.at(-1);
    return {
      StreamDescription: {
        StreamStatus: stream.isEnabled ? 'ENABLED' : 'DISABLED',
        Shards: page.map(({ id, parent, start, end }) => ({
          ShardId: id,
          ParentShardId: parent,
          SequenceNumberRange: {
            StartingSequenceNumber: String(start),
            ...(end !== undefined && { EndingSequenceNumber: String(end) }),
          },
        })),
        LastEvaluatedShardId: last === visible.at(-1) ? undefined : last?.id,
      },
    };
  }

  #shardAt(arn: string | undefined, id: string | undefined): FakeShard {
    const shard = this.streams.find((each) => each.arn === arn)?.shards.find((each) => each.id === id);
    const isUnknown = shard === undefined || (this.faults.hasLateIterators === true && shard.hidden > 0);
    if (isUnknown) throw thrown('ResourceNotFoundException');
    return shard;
  }

  #iterate({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }: Record<string, string | undefined>): unknown {
    const shard = this.#shardAt(StreamArn, ShardId);
    const place = shard.records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === SequenceNumber) + 1;
    if (ShardIteratorType === 'AFTER_SEQUENCE_NUMBER' && place < shard.trimmed)
      throw thrown('TrimmedDataAccessException');
    const places: Record<string, number> = { TRIM_HORIZON: shard.trimmed, LATEST: shard.records.length };
    const at = places[ShardIteratorType ?? ''] ?? place;
    return { ShardIterator: JSON.stringify({ arn: StreamArn, id: ShardId, at, number: ++this.#iterators }) };
  }

  #records({ arn, id, at, number }: { arn: string; id: string; at: number; number: number }): unknown {
    if (number <= this.#expired) throw thrown('ExpiredIteratorException');
    const shard = this.#shardAt(arn, id);
    if (at < shard.trimmed) throw thrown('TrimmedDataAccessException');
    const page = shard.records.slice(at, at + (this.faults.pageSize ?? 4));
    const next = at + page.length;
    const isEnd = shard.isClosed && next === shard.records.length;
    const iterator = isEnd ? undefined : JSON.stringify({ arn, id, at: next, number: ++this.#iterators });
    return { Records: page, NextShardIterator: iterator };
  }
}
