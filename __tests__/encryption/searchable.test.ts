import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ConditionFailedError, NotUniqueError, ne, oneOf, remove, writeTransaction } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { userModel } from './models.ts';
import { wireClient } from './wire.ts';

const secretTexts = /@example|\+33/;

onEveryEngine('a searchable attribute', (engine) => {
  const { users } = userModel(engine.uniqueTable('users'));
  const wire = wireClient(engine);
  const repository = users(wire.client);
  const stored = async (id: number) => {
    const input = { TableName: repository.schema.table.name, Key: { id: { N: String(id) } }, ConsistentRead: true };
    return (await engine.client.send(new GetItemCommand(input))).Item ?? {};
  };
  beforeAll(() => repository.table.create());
  afterEach(() => {
    for (const body of wire.requests) expect(body).not.toMatch(secretTexts);
    wire.clear();
  });
  afterAll(async () => {
    await repository.table.drop();
    wire.client.destroy();
  });

  engine.testWith('transactions', 'is unique, and its guard does not show the value', async () => {
    const created = await repository.create({ id: 1, email: 'ann@example.com', phone: '+331' });
    expect(created).toEqual({ id: 1, email: 'ann@example.com', phone: '+331', version: 1 });
    expect(Object.keys(await stored(1)).sort()).toEqual(['email', 'email#hash', 'id', 'tel', 'tel#hash', 'version']);
    const error = await repository.create({ id: 2, email: 'ann@example.com' }).catch((caught) => caught);
    expect(error).toBeInstanceOf(NotUniqueError);
    await repository.update(1, { email: 'anna@example.com' });
    await repository.create({ id: 2, email: 'ann@example.com' });
    await expect(repository.update(2, { email: 'anna@example.com' })).rejects.toBeInstanceOf(NotUniqueError);
    expect(await repository.delete(1)).toMatchObject({ email: 'anna@example.com', phone: '+331' });
    await repository.update(2, { email: 'anna@example.com' });
    expect(await repository.scan().all()).toEqual([{ id: 2, email: 'anna@example.com', version: 2 }]);
    await repository.delete(2);
  });

  engine.testWith('transactions', 'is found by conditions and filters', async () => {
    await repository.create({ id: 3, email: 'c@example.com', phone: '+333', visits: 1 });
    const updated = await repository.update(
      3,
      { visits: 2 },
      { if: { email: 'c@example.com', phone: oneOf(['+330', '+333']) } },
    );
    expect(updated).toMatchObject({ visits: 2, phone: '+333' });
    const refused = repository.update(3, { visits: 3 }, { if: { phone: ne('+333') } });
    await expect(refused).rejects.toBeInstanceOf(ConditionFailedError);
    const found = (filter: object) => repository.scan({ filter: filter as never }).all();
    expect(await found({ email: 'c@example.com' })).toEqual([updated]);
    expect(await found({ email: oneOf(['a@example.com', 'c@example.com']), phone: ne('+334') })).toEqual([updated]);
    expect(await found({ email: 'd@example.com' })).toEqual([]);
    await writeTransaction(wire.client).check(repository, 3, { email: 'c@example.com' }).commit();
    await repository.delete(3, { if: { phone: '+333' } });
  });

  engine.testWith('transactions', 'is the key of an index, with cursors', async () => {
    for (const id of [10, 11, 12, 13])
      await repository.create({ id, email: `${id}@example.com`, phone: id === 13 ? '+33-other' : '+33-same' });
    const query = () => repository.query({ phone: '+33-same' }, { index: 'byPhone' });
    expect((await query().all()).map(({ id, phone }) => [id, phone])).toEqual(
      [10, 11, 12].map((id) => [id, '+33-same']),
    );
    const ids: number[] = [];
    let cursor: string | undefined;
    do {
      const page: Awaited<ReturnType<ReturnType<typeof query>['page']>> = await query().page({ limit: 1, cursor });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(ids).toEqual([10, 11, 12]);
    await repository.update(10, { phone: '+33-other' });
    await repository.update(11, { phone: remove() });
    expect((await query().all()).map(({ id }) => id)).toEqual([12]);
    expect(await stored(11)).not.toHaveProperty('tel#hash');
    const others = await repository.query({ phone: '+33-other' }, { index: 'byPhone', descending: true }).all();
    expect(others.map(({ id }) => id)).toEqual([13, 10]);
    for (const id of [10, 11, 12, 13]) await repository.delete(id);
  });

  engine.testWith('transactions', 'follows upserts that leave it out', async () => {
    const item = await repository.upsert(20, { email: 'u@example.com', phone: '+3320' });
    await repository.upsert(20, { visits: 5 });
    expect(await repository.get(20)).toMatchObject({ ...item, visits: 5, version: 2 });
    expect((await repository.query({ phone: '+3320' }, { index: 'byPhone' }).all()).length).toBe(1);
    await repository.delete(20);
  });
});
