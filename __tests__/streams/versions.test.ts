import { Attribute, NewerItemError, PartitionKey, Table } from 'annotable';
import { type StreamChange, streamHandler } from 'annotable/streams';
import { eventOf } from './events.ts';

const steps: unknown[] = [];

@Table('documents', {
  stream: 'NEW_AND_OLD_IMAGES',
  version: 2,
  upgrade: {
    1: (item) => {
      steps.push((item as { seal?: unknown }).seal);
      return { ...item, title: 'none' };
    },
  },
})
class Document {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(String) title!: string;
  @Attribute(Number) pages!: number;
  @Attribute(Uint8Array, { optional: true }) seal?: Uint8Array;
}

const keys = { id: { S: 'a' } };
const old = { ...keys, pages: { N: '1' }, seal: { B: 'AQI=' } };
const current = { ...keys, title: { S: 'none' }, pages: { N: '2' }, seal: { B: 'AQI=' }, schemaVersion: { N: '2' } };

async function changesOf(event: ReturnType<typeof eventOf>): Promise<[StreamChange[], unknown[]]> {
  const changes: StreamChange[] = [];
  const errors: unknown[] = [];
  const types = ['insert', 'modify', 'remove'] as const;
  await streamHandler({ onInvalid: (error) => errors.push(error) })
    .on(Document, types, (change) => changes.push(change))
    .lambda()(event);
  return [changes, errors];
}

describe('a change of a class with a version', () => {
  test('has upgraded items, whose steps receive bytes', async () => {
    const [[change]] = await changesOf(eventOf({ keys, before: old, after: { ...old, pages: { N: '3' } } }));
    const seal = Uint8Array.of(1, 2);
    expect(change?.before).toEqual({ id: 'a', title: 'none', pages: 1, seal });
    expect(change?.after).toEqual({ id: 'a', title: 'none', pages: 3, seal });
    expect(steps[0]).toEqual(seal);
  });

  test('does not count what the upgrade changes as changed', async () => {
    const [[change, inserted]] = await changesOf(eventOf({ keys, before: old, after: current }, { keys, after: old }));
    expect(change?.changed).toEqual(new Set(['pages']));
    expect(inserted?.changed).toEqual(new Set(['id', 'title', 'pages', 'seal']));
  });

  test('has its key in a stream of keys', async () => {
    const [[change], errors] = await changesOf(eventOf({ keys, more: { eventName: 'MODIFY' } }));
    expect(errors).toEqual([]);
    expect(change?.key).toEqual({ id: 'a' });
  });

  test('goes to onInvalid if the item is newer', async () => {
    const newer = { ...current, schemaVersion: { N: '3' } };
    const [changes, errors] = await changesOf(eventOf({ keys, before: current, after: newer }));
    expect(changes).toEqual([]);
    expect(errors).toEqual([expect.any(NewerItemError)]);
  });
});
