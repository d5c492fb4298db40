import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { Attribute, BaseRepository, type Client, InvalidItemError, PartitionKey, Repository, Table } from 'annotable';
import { backfill } from 'annotable/backfill';
import { Encrypted, localKeyRing } from 'annotable/encryption';
import { onEveryEngine } from '../support/engines.ts';
import { keys, ringOf, searchKey } from './models.ts';

function noteModel(table: string, keyRing = ringOf(), allowPlain = false, version = 1) {
  @Table(table, version === 1 ? {} : { version, upgrade: { 1: (item) => ({ ...item, tag: 'upgraded' }) } })
  class Note {
    @PartitionKey() @Attribute(Number) id!: number;
    @Encrypted({ keyRing, allowPlain }) @Attribute(String) text!: string;
    @Encrypted({ keyRing, allowPlain, searchable: true }) @Attribute(String, { optional: true }) tag?: string;
    @Attribute(String, { optional: true }) plain?: string;
  }

  @Repository(Note)
  class Notes extends BaseRepository<Note, 'id'> {}
  return (client: Client) => new Notes(client);
}

onEveryEngine('backfill of encrypted attributes', (engine) => {
  const table = engine.uniqueTable('notes');
  const notes = (...args: [ReturnType<typeof ringOf>?, boolean?, number?]) => noteModel(table, ...args)(engine.client);
  beforeEach(() => notes().table.create());
  afterEach(() => notes().table.drop());
  const bytesOf = async () => {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: table }));
    return Items.map(({ text, tag }) =>
      [text, tag].map((value) =>
        Buffer.from(value?.B ?? [])
          .subarray(3, 5)
          .toString(),
      ),
    );
  };

  engine.test('encrypts values of old keys again, and skips all others', async () => {
    await notes().put({ id: 1, text: 'same', tag: 'same', plain: 'same' });
    await notes().put({ id: 2, text: 'b' });
    const rotated = notes(ringOf('k2'));
    await rotated.put({ id: 3, text: 'c', tag: 'd' });
    expect(await backfill(rotated, { dryRun: true })).toMatchObject({ scanned: 3, changed: 2, skipped: 1 });
    expect(await backfill(rotated)).toMatchObject({ scanned: 3, changed: 2, skipped: 1, conflicts: 0 });
    expect(await backfill(rotated)).toMatchObject({ changed: 0, skipped: 3 });
    expect((await bytesOf()).flat().filter((id) => id !== '')).toEqual(['k2', 'k2', 'k2', 'k2', 'k2']);
    const later = notes(localKeyRing({ current: 'k2', keys: { k2: keys.k2 }, searchKey }));
    expect(await later.get(1)).toEqual({ id: 1, text: 'same', tag: 'same', plain: 'same' });
    expect(await later.scan({ filter: { tag: 'same' } }).all()).toHaveLength(1);
  });

  engine.test('encrypts plain values from before the encryption, with their hashes', async () => {
    const Item = { id: { N: '1' }, text: { S: 'plain' }, tag: { S: 'plain' }, plain: { S: 'plain' } };
    await engine.client.send(new PutItemCommand({ TableName: table, Item }));
    const migrating = notes(ringOf(), true);
    expect(await migrating.get(1)).toMatchObject({ text: 'plain', tag: 'plain' });
    expect(await backfill(migrating)).toMatchObject({ changed: 1 });
    const strict = notes();
    expect(await strict.get(1)).toEqual({ id: 1, text: 'plain', tag: 'plain', plain: 'plain' });
    expect(await strict.scan({ filter: { tag: 'plain' } }).all()).toHaveLength(1);
  });

  engine.test('upgrades older items, and encrypts them again', async () => {
    await notes().put({ id: 1, text: 'a' });
    const upgraded = notes(ringOf('k2'), false, 2);
    expect(await upgraded.get(1)).toEqual({ id: 1, text: 'a', tag: 'upgraded' });
    expect(await backfill(upgraded)).toMatchObject({ scanned: 1, changed: 1 });
    expect(await bytesOf()).toEqual([['k2', 'k2']]);
    expect(await upgraded.get(1)).toEqual({ id: 1, text: 'a', tag: 'upgraded' });
    expect(await upgraded.scan({ filter: { tag: 'upgraded' } }).all()).toHaveLength(1);
  });

  engine.test('changes items by a function, and reports what it can not decrypt', async () => {
    await notes().put({ id: 1, text: 'a' });
    expect(await backfill(notes(), { change: ({ text }) => ({ text: `${text}!` }) })).toMatchObject({ changed: 1 });
    expect(await notes().get(1)).toMatchObject({ text: 'a!' });
    const other = notes(localKeyRing({ current: 'k2', keys: { k2: keys.k2 }, searchKey }));
    await expect(backfill(other)).rejects.toBeInstanceOf(InvalidItemError);
  });
});
