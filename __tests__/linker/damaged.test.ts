import { deflateSync } from 'node:zlib';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoLinker, InvalidItemError } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { noise } from './contract.ts';

/** Returns zeros that inflate to more bytes than a document may have. */
const bomb = (): Uint8Array => deflateSync(Buffer.alloc(140_000_000));
const text = { revision: 'r' };

/** Stored forms that are not valid documents, by name. */
const damages: Record<string, () => Record<string, unknown>> = {
  'a text that is not JSON': () => ({ ...text, data: '{"secret' }),
  'an empty text': () => ({ ...text, data: '' }),
  'bytes that do not inflate': () => ({ ...text, bytes: new Uint8Array([1, 2, 3]) }),
  'bytes that inflate to a text that is not JSON': () => ({ ...text, bytes: deflateSync('secret') }),
  'bytes that inflate to invalid UTF-8': () => ({ ...text, bytes: deflateSync(Buffer.from([0x22, 0xff, 0x22])) }),
  'bytes that inflate to 140 MB': () => ({ ...text, bytes: bomb() }),
  'a billion parts': () => ({ ...text, parts: 1e9 }),
  'parts that are missing': () => ({ ...text, parts: 3 }),
  'zero parts': () => ({ ...text, parts: 0 }),
  'half a part': () => ({ ...text, parts: 1.5 }),
  'a negative number of parts': () => ({ ...text, parts: -1 }),
  'no form': () => ({ ...text }),
  'a text of another type': () => ({ ...text, data: 7 }),
  'parts of another type': () => ({ ...text, parts: 'many' }),
  'a revision of another type': () => ({ revision: 7, data: '1' }),
  'an announcement of another type': () => ({ ...text, data: '1', pending: 'x' }),
  'an announcement of a billion parts': () => ({
    ...text,
    data: 'x',
    pending: new Set(['r2:1000000000:5', 'x:y:z', '']),
  }),
};

onEveryEngine('damaged documents', (engine) => {
  const tableName = engine.uniqueTable('damaged');
  const make = (options = {}): DynamoLinker =>
    new DynamoLinker(engine.client, { ...options, tableName, allowMultipleInstances: true });
  const linker = make();
  const items = async (): Promise<number> =>
    (
      await make({ onInvalidItem: () => undefined })
        .scan({ select: ['id'], includeExpired: true })
        .all()
    ).length;
  const damage = async (name: string, id = 'damaged'): Promise<void> => {
    const Item = { id, ...damages[name]?.() };
    await DynamoDBDocumentClient.from(engine.client).send(new PutCommand({ TableName: tableName, Item }));
  };

  beforeAll(() => linker.connectionCheck());
  beforeEach(async () => {
    await linker.flushDb({ allNamespaces: true });
    await linker.putJson(['good', 'better'], [1, 2]);
  });
  afterAll(() => linker.dropTable());

  for (const name of Object.keys(damages)) {
    const isReadable = name === 'an announcement of a billion parts';
    engine.test(`with ${name} cause an InvalidItemError with their id, and the others are read`, async () => {
      await damage(name);
      const whole = await Promise.all(
        [linker.getJson('damaged'), linker.getJson(['good', 'damaged'])].map((read) => read.catch((error) => error)),
      );
      for (const error of whole) {
        expect(error).toBeInstanceOf(InvalidItemError);
        expect(error.message).toContain('id="damaged"');
        expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('secret');
      }
      const reported: InvalidItemError[] = [];
      const tolerant = make({ onInvalidItem: (error: InvalidItemError) => reported.push(error) });
      const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      expect(await tolerant.getJson(['good', 'damaged', 'better'])).toEqual([1, null, 2]);
      const entries: unknown[] = [];
      for await (const entry of tolerant.entries()) entries.push(entry);
      warned.mockRestore();
      expect(entries).toEqual(
        expect.arrayContaining([
          ['good', 1],
          ['better', 2],
        ]),
      );
      expect(entries).toHaveLength(2);
      expect(reported.length).toBeGreaterThanOrEqual(2);
      expect(reported.every((error) => error instanceof InvalidItemError && error.key === 'id="damaged"')).toBe(true);
    });

    engine.test(`with ${name} can be deleted, overwritten, and flushed`, async () => {
      const deletions: Record<string, () => Promise<unknown>> = {
        delete: () => linker.deleteJson('damaged'),
        'delete many': () => linker.deleteJson(['damaged', 'good']),
        flush: () => linker.flushDb(),
        'sweep and delete': () => linker.sweep({ olderThanSeconds: 0 }).then(() => linker.deleteJson('damaged')),
      };
      for (const [deletion, run] of Object.entries(deletions)) {
        await damage(name);
        await run();
        expect([deletion, await linker.has('damaged')]).toEqual([deletion, false]);
      }
      const large = { text: noise(600_000) };
      for (const document of ['small', large]) {
        await damage(name);
        await linker.putJson('damaged', document);
        expect(await linker.getJson('damaged')).toEqual(document);
      }
      await damage(name);
      await linker.putJson(['damaged', 'more'], [1, 2]);
      expect(await linker.getJson(['damaged', 'more'])).toEqual([1, 2]);
      await damage(name);
      if (!isReadable) expect(await linker.putIfAbsent('damaged', 1)).toBe(false);
      expect(await linker.has('damaged')).toBe(true);
      await linker.flushDb();
      await linker.sweep({ olderThanSeconds: 0 });
      expect(await items()).toBe(0);
    });
  }

  engine.test('with a long id can be overwritten, deleted, and flushed', async () => {
    const id = `"${'é\n'.repeat(500)}`;
    const named = 'a text of another type';
    for (const document of ['small', noise(600_000)]) {
      await damage(named, id);
      await linker.putJson(id, document);
      expect(await linker.getJson(id)).toBe(document);
    }
    await damage('a revision of another type', id);
    await linker.putJson([id, 'good'], [noise(600_000), 1]);
    await damage('a revision of another type', id);
    expect(await linker.putIfAbsent(id, noise(600_000))).toBe(false);
    await linker.deleteJson([id, 'better']);
    await damage('a revision of another type', id);
    expect(await linker.flushDb()).toBe(2);
    await linker.sweep({ olderThanSeconds: 0 });
    expect(await items()).toBe(0);
  });

  engine.test('are not changed by update, even if their errors are skipped', async () => {
    const tolerant = make({ onInvalidItem: () => undefined });
    for (const name of ['a revision of another type', 'parts that are missing']) {
      await damage(name);
      const change = jest.fn();
      await expect(tolerant.update('damaged', change)).rejects.toThrow(InvalidItemError);
      expect(change).not.toHaveBeenCalled();
    }
  });

  engine.test('with a damaged part cause an InvalidItemError with the id of the document', async () => {
    await linker.putJson('large', noise(600_000));
    const [part] = await linker.scan({ filter: { of: 'large' } }).all();
    const Item = { id: part?.id, of: 'large', bytes: 'x' };
    await DynamoDBDocumentClient.from(engine.client).send(new PutCommand({ TableName: tableName, Item }));
    await expect(linker.getJson('large')).rejects.toThrow(/id="large".*parts/s);
    await linker.putJson('large', 'small');
    expect(await linker.getJson('large')).toBe('small');
  });
});
