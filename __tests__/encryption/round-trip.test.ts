import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ifNotExists, readTransaction, remove, writeTransaction } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { patientModel } from './models.ts';
import { wireClient } from './wire.ts';

/** No text, number, or base64 text of these values may be in a request. */
const secretTexts = /secret|4711|81516|2001-02-03|c2VjcmV0|true|false/;
const secrets = {
  diagnosis: 'secret-1',
  income: 4711.5,
  born: new Date('2001-02-03T04:05:06.789Z'),
  scan: Uint8Array.from(Buffer.from('secret-bytes')),
  address: { street: 'secret street', number: 81516 },
  allergies: new Set(['secret-nuts']),
  readings: [81516, 4711],
  notes: { secret: [1, 'secret', { deep: null }] },
  comment: null,
  insured: true,
};
const ann = { clinic: 'c1', id: 1, ward: 'W', ...secrets };

onEveryEngine('an encrypted attribute', (engine) => {
  const { patients } = patientModel(engine.uniqueTable('patients'));
  const wire = wireClient(engine);
  const repository = patients(wire.client);
  beforeAll(() => repository.table.create());
  beforeEach(() => repository.put(ann));
  afterEach(() => {
    expect(wire.requests.length).toBeGreaterThan(0);
    for (const body of wire.requests) expect(body.replaceAll('"ConsistentRead":true', '')).not.toMatch(secretTexts);
    wire.clear();
  });
  afterAll(async () => {
    await repository.table.drop();
    wire.client.destroy();
  });
  const key = { clinic: 'c1', id: 1 };
  const storedItem = async () => {
    const Key = { clinic: { S: 'c1' }, id: { N: '1' } };
    const input = { TableName: repository.schema.table.name, Key, ConsistentRead: true };
    return (await engine.client.send(new GetItemCommand(input))).Item ?? {};
  };

  engine.test('is stored as binary, and read as its value', async () => {
    const stored = await storedItem();
    for (const name of [...Object.keys(secrets).filter((each) => each !== 'insured'), 'insured?'])
      expect(Object.keys(stored[name] ?? {})).toEqual(['B']);
    expect(await repository.get(key)).toEqual(ann);
    expect(await repository.get(key, { select: ['income', 'notes'] })).toEqual({
      income: secrets.income,
      notes: secrets.notes,
    });
  });

  engine.test('is created, and a second create returns the existing item in its error', async () => {
    const created = await repository.create({ clinic: 'c1', id: 2, diagnosis: 'secret-2' });
    expect(created).toEqual({ clinic: 'c1', id: 2, diagnosis: 'secret-2', insured: false });
    expect(await repository.get({ clinic: 'c1', id: 2 })).toEqual(created);
    const error = await repository.create(ann).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'condition.alreadyExists' });
    if (error.item !== undefined) expect(error.item).toEqual(ann);
    expect(await repository.delete({ clinic: 'c1', id: 2 })).toEqual(created);
  });

  engine.test('is set, removed, and filled by an update, which returns the item', async () => {
    const changes = { diagnosis: 'secret-3', income: remove(), comment: 'secret-4', ward: 'secre' };
    const updated = await repository.update(key, changes);
    const { income, ...rest } = ann;
    expect(updated).toEqual({ ...rest, diagnosis: 'secret-3', comment: 'secret-4', ward: 'secre' });
    expect(income).toBe(4711.5);
    expect(await repository.update(key, { income: ifNotExists(81516), comment: ifNotExists('secret-5') })).toEqual({
      ...updated,
      income: 81516,
    });
    expect(await repository.get(key)).toMatchObject({ income: 81516, comment: 'secret-4' });
  });

  engine.test('is written and read by upsert, also if the same text is a plain value', async () => {
    const item = await repository.upsert({ clinic: 'c1', id: 3 }, { diagnosis: 'W', ward: 'W' });
    expect(item).toMatchObject({ diagnosis: 'W', ward: 'W', insured: false });
    expect(await repository.get({ clinic: 'c1', id: 3 })).toEqual(item);
    await repository.delete({ clinic: 'c1', id: 3 });
  });

  engine.test('is read by queries, scans, and batches, whole and selected', async () => {
    const many = Array.from({ length: 30 }, (_, id) => ({
      clinic: 'c2',
      id,
      diagnosis: `secret-${id}`,
      insured: true,
    }));
    await repository.putMany(many);
    expect(await repository.query({ clinic: 'c2' }).all()).toEqual(many);
    expect((await repository.scan({ filter: { clinic: 'c2' } }).all()).length).toBe(30);
    const read = await repository.getMany(many.slice(0, 3), { select: ['diagnosis'] });
    expect(read).toEqual([0, 1, 2].map((id) => ({ diagnosis: `secret-${id}` })));
    expect(await repository.query({ clinic: 'c2' }, { select: ['diagnosis'], limit: 1 }).all()).toEqual([
      { diagnosis: 'secret-0' },
    ]);
    await repository.deletePartition({ clinic: 'c2' });
    expect(await repository.query({ clinic: 'c2' }).count()).toBe(0);
  });

  engine.testWith('transactions', 'is written and read by transactions', async () => {
    const other = { clinic: 'c3', id: 1, diagnosis: 'secret-6', insured: false };
    const transaction = writeTransaction(wire.client)
      .create(repository, other)
      .update(repository, key, { comment: 'secret-7', ward: 'secret'.slice(0, 5) });
    const [created] = await transaction.commit();
    expect(created).toEqual(other);
    const [one, two] = await readTransaction(wire.client).get(repository, key).get(repository, other).run();
    expect([one, two]).toEqual([{ ...ann, comment: 'secret-7', ward: 'secre' }, other]);
    const failed = await writeTransaction(wire.client)
      .create(repository, other)
      .commit()
      .catch((error) => error);
    expect(failed).toMatchObject({ code: 'transaction.failed' });
    await repository.delete(other);
  });
});
