import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { Attribute, BaseRepository, PartitionKey, Repository, Table } from 'annotable';
import { Encrypted, type KeyRing, localKeyRing } from 'annotable/encryption';
import { readStream, streamHandler } from 'annotable/streams';
import { onEveryEngine } from '../support/engines.ts';
import { eventOf } from './events.ts';
import { FakeStreams } from './fake-streams.ts';
import { Memory } from './values.ts';

/** A key ring whose key service can be out of reach. */
class FarRing implements KeyRing {
  readonly #ring = localKeyRing({ current: 'k1', keys: { k1: new Uint8Array(32).fill(1) } });
  readonly currentId = 'k1';
  isOut = false;
  encryptionKey = () => this.#ring.encryptionKey();
  decryptionKey(...[id, wrapped]: Parameters<KeyRing['decryptionKey']>) {
    if (this.isOut) throw Object.assign(new Error('try later'), { name: 'KMSInternalException' });
    return this.#ring.decryptionKey(id, wrapped);
  }
}

onEveryEngine('a change whose key is out of reach for a moment', (engine) => {
  /** Returns a class with the stored form of one item. */
  async function stored() {
    const ring = new FarRing();
    const table = engine.uniqueTable('far');
    @Table(table)
    class Note {
      @PartitionKey() @Attribute(String) id!: string;
      @Encrypted({ keyRing: ring }) @Attribute(String) text!: string;
    }
    @Repository(Note)
    class Notes extends BaseRepository<Note, 'id'> {}
    const notes = new Notes(engine.client);
    await notes.table.create();
    await notes.put({ id: 'a', text: 'secret' });
    const { Item = {} } = await engine.client.send(new GetItemCommand({ TableName: table, Key: { id: { S: 'a' } } }));
    ring.isOut = true;
    return { ring, notes, item: Item as Record<string, { S?: string; B?: Uint8Array }> };
  }

  engine.test('comes again in AWS Lambda, and does not go to onInvalid', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { ring, notes, item } = await stored();
    const texts: unknown[] = [];
    const invalid: unknown[] = [];
    const handle = streamHandler({ onInvalid: (error) => invalid.push(error) })
      .on(notes, 'insert', ({ after }) => texts.push((after as { text: string }).text))
      .lambda();
    const keys = { id: { S: 'a' } };
    const text = { B: Buffer.from(item['text']?.B ?? []).toString('base64') };
    const event = eventOf({ keys, after: { ...keys, text } });
    expect(await handle(event)).toEqual({ batchItemFailures: [{ itemIdentifier: '111' }] });
    expect([texts, invalid]).toEqual([[], []]);
    expect(warn).toHaveBeenCalledWith(
      'streamHandler could not read the record 111, which comes again',
      expect.objectContaining({ type: 'StreamHandlerWarning' }),
    );
    warn.mockRestore();
    ring.isOut = false;
    expect(await handle(event)).toEqual({ batchItemFailures: [] });
    expect(texts).toEqual(['secret']);
  });

  engine.test('ends the loop of a reader with its error, and comes again', async () => {
    const { ring, notes, item } = await stored();
    const fake = new FakeStreams();
    const SequenceNumber = fake.change('a', 1);
    fake.open[0]?.records.splice(0, 1, {
      eventName: 'INSERT',
      dynamodb: { Keys: { id: { S: 'a' } }, NewImage: item, SequenceNumber },
    });
    for (const stream of fake.streams) Object.assign(stream, { arn: stream.arn.replace('orders', notes.table.name) });
    const options = { client: fake.client(), checkpoint: new Memory(), onInvalid: () => undefined };
    const limited = () => ({ ...options, signal: AbortSignal.timeout(5_000) });
    await expect(readStream(notes, limited()).next()).rejects.toThrow('try later');
    ring.isOut = false;
    const { value } = await readStream(notes, limited()).next();
    expect(value?.after).toMatchObject({ text: 'secret' });
  });
});
