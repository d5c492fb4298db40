import { inspect } from 'node:util';
import { type AttributeValue, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Client, ConditionFailedError, ConfigurationError, InvalidItemError, notExists } from 'annotable';
import { localKeyRing } from 'annotable/encryption';
import { onEveryEngine } from '../support/engines.ts';
import { keys, patientModel, ringOf } from './models.ts';

onEveryEngine('a ciphertext', (engine) => {
  const table = engine.uniqueTable('moved');
  const { patients } = patientModel(table);
  const repository = (client: Client = engine.client) => patients(client);
  const key = (id: number) => ({ clinic: { S: 'c1' }, id: { N: String(id) } });
  const stored = async (id: number) => {
    const input = { TableName: table, Key: key(id), ConsistentRead: true };
    return (await engine.client.send(new GetItemCommand(input))).Item ?? {};
  };
  const setStored = (id: number, name: string, value: AttributeValue | undefined) =>
    engine.client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: key(id),
        UpdateExpression: 'SET #0 = :0',
        ExpressionAttributeNames: { '#0': name },
        ExpressionAttributeValues: { ':0': value as AttributeValue },
      }),
    );
  const read = async (id: number): Promise<InvalidItemError> => {
    const error = await repository()
      .get({ clinic: 'c1', id })
      .then(
        () => undefined,
        (caught) => caught,
      );
    expect(error).toBeInstanceOf(InvalidItemError);
    return error;
  };
  beforeAll(() => repository().table.create());
  beforeEach(async () => {
    await repository().put({ clinic: 'c1', id: 1, diagnosis: 'secret-1', comment: 'secret-2' });
    await repository().put({ clinic: 'c1', id: 2, diagnosis: 'secret-3' });
  });
  afterAll(() => repository().table.drop());

  engine.test('is refused in another item', async () => {
    await setStored(2, 'diagnosis', (await stored(1))['diagnosis']);
    const error = await read(2);
    expect(error.issues).toMatchObject([{ path: 'diagnosis', message: expect.stringContaining("can't be decrypted") }]);
    expect(error.key).toBe('clinic="c1", id=2');
  });

  engine.test('is refused in another attribute', async () => {
    await setStored(1, 'diagnosis', (await stored(1))['comment']);
    expect((await read(1)).issues).toMatchObject([{ path: 'diagnosis' }]);
  });

  engine.test('is refused in another table, unless both have one logical name', async () => {
    const item = await stored(1);
    const copyTo = async (options: object) => {
      const other = patientModel(engine.uniqueTable('other'), options);
      const others = other.patients(engine.client);
      await others.table.create();
      await engine.client.send(new PutItemCommand({ TableName: others.schema.table.name, Item: item }));
      const found = await others.get({ clinic: 'c1', id: 1 }).catch((error) => error);
      await others.table.drop();
      return found;
    };
    expect(await copyTo({})).toBeInstanceOf(InvalidItemError);
    expect(await copyTo({ table })).toMatchObject({ diagnosis: 'secret-1' });
  });

  engine.test('is refused with another context or an unknown key, which the error names', async () => {
    const other = patientModel(table, { context: { tenant: 't2' } }).patients(engine.client);
    await expect(other.get({ clinic: 'c1', id: 1 })).rejects.toThrow("can't be decrypted");
    const ring = localKeyRing({ current: 'k2', keys: { k2: keys.k2 } });
    const without = patientModel(table, { keyRing: ring }).patients(engine.client);
    await expect(without.get({ clinic: 'c1', id: 1 })).rejects.toThrow(
      "is encrypted with the key 'k1', which its key ring lacks",
    );
  });

  engine.test('is read after a rotation', async () => {
    const rotated = patientModel(table, { keyRing: ringOf('k2') }).patients(engine.client);
    expect(await rotated.get({ clinic: 'c1', id: 1 })).toMatchObject({ diagnosis: 'secret-1', comment: 'secret-2' });
    await rotated.update({ clinic: 'c1', id: 1 }, { diagnosis: 'secret-4' });
    expect(await rotated.get({ clinic: 'c1', id: 1 })).toMatchObject({ diagnosis: 'secret-4', comment: 'secret-2' });
  });

  engine.test('is refused if it is replaced by a plain value, unless plain values are allowed', async () => {
    await setStored(1, 'diagnosis', { S: 'forged' });
    const error = await read(1);
    expect(error.issues).toMatchObject([{ message: 'is stored without encryption, or in another form' }]);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('forged');
    const lenient = patientModel(table, { allowPlain: true }).patients(engine.client);
    expect(await lenient.get({ clinic: 'c1', id: 1 })).toMatchObject({ diagnosis: 'forged', comment: 'secret-2' });
  });

  engine.test('that is damaged fails its item alone, which onInvalidItem receives', async () => {
    await setStored(1, 'diagnosis', (await stored(2))['diagnosis']);
    const errors: InvalidItemError[] = [];
    const lenient = patients(engine.client, { onInvalidItem: (error) => errors.push(error) });
    expect(await lenient.query({ clinic: 'c1' }).all()).toMatchObject([{ id: 2, diagnosis: 'secret-3' }]);
    expect(errors.map(({ key: text }) => text)).toEqual(['clinic="c1", id=1']);
    expect(
      await repository()
        .query({ clinic: 'c1' }, { select: ['comment'] })
        .all(),
    ).toMatchObject([{ comment: 'secret-2' }, {}]);
  });

  engine.test('that is damaged can be replaced and deleted', async () => {
    await setStored(1, 'diagnosis', (await stored(2))['diagnosis']);
    await repository().put({ clinic: 'c1', id: 1, diagnosis: 'secret-5' });
    expect(await repository().get({ clinic: 'c1', id: 1 })).toMatchObject({ diagnosis: 'secret-5' });
  });

  engine.test('is decrypted in the error of a refused write, which prints no value', async () => {
    const update = repository().update({ clinic: 'c1', id: 1 }, { ward: 'x' }, { if: { diagnosis: notExists() } });
    const error = await update.catch((caught) => caught);
    expect(error).toBeInstanceOf(ConditionFailedError);
    if (error.item !== undefined) expect(error.item).toMatchObject({ diagnosis: 'secret-1' });
    expect(inspect(error, { depth: 9 })).not.toContain('secret-');
    expect(JSON.stringify([error, error.cause])).not.toContain('secret-');
  });

  engine.test('is read by raw, and no raw request can contain a value in another way', async () => {
    const own = repository();
    const { Items } = await own.raw('Query', ({ name, value }) => ({
      KeyConditionExpression: `${name('clinic')} = ${value('clinic', 'c1')}`,
      ProjectionExpression: name('diagnosis'),
    }));
    expect(Items).toMatchObject([{ diagnosis: 'secret-1' }, { diagnosis: 'secret-3' }]);
    await own.raw('UpdateItem', ({ key: keyOf, name, value }) => ({
      Key: keyOf({ clinic: 'c1', id: 1 }),
      UpdateExpression: `set ${name('diagnosis')}=${value('diagnosis', 'secret-6')}, ward = ${value('ward', 'w')}`,
    }));
    expect(await own.get({ clinic: 'c1', id: 1 })).toMatchObject({ diagnosis: 'secret-6', ward: 'w' });
    const Key = { clinic: { S: 'c1' }, id: { N: '1' } };
    const ExpressionAttributeValues = { ':v': { S: 'secret-7' } };
    const refused: [string, object][] = [
      ['UpdateItem', { Key, UpdateExpression: 'SET diagnosis = :v', ExpressionAttributeValues }],
      ['UpdateItem', { Key, UpdateExpression: 'SET ward = diagnosis' }],
      [
        'Query',
        { KeyConditionExpression: 'clinic = :v', FilterExpression: 'diagnosis = :v', ExpressionAttributeValues },
      ],
      ['GetItem', { Key, AttributesToGet: ['diagnosis'] }],
      ['GetItem', { Key, ProjectionExpression: 'address.street' }],
      [
        'ExecuteStatement',
        { Statement: `UPDATE "${table}" SET diagnosis = 'secret-7' WHERE clinic = 'c1' AND id = 1` },
      ],
    ];
    for (const [operation, input] of refused)
      await expect(own.raw<'GetItem'>(operation as never, () => input as never)).rejects.toBeInstanceOf(
        ConfigurationError,
      );
  });
});
