import { Attribute, BaseRepository, DeletedAt, PartitionKey, Repository, Table } from '../../lib/index.ts';
import type { ItemRow, OneItem, PartitionPage, Problem, QueryPage, StudioInfo } from '../../lib/studio/api-types.ts';
import { patientModel } from '../encryption/models.ts';
import { eventModels } from '../integration/event-models.ts';
import { shardedModels } from '../integration/sharded-models.ts';
import { type EngineStudio, openOnEngine } from './support.ts';

@Table('studio-members')
@PartitionKey('memberId')
class Member {
  @Attribute(Number) memberId!: number;
  @DeletedAt() deletedAt?: Date;
}

@Repository(Member)
class Members extends BaseRepository<Member, 'memberId'> {}

const { Patient } = patientModel('studio-patients');
const { Events, Orders: EventOrders } = eventModels('studio-events');
const { Orders: ShardedOrders } = shardedModels('studio-sharded');
// A module that exports the repository of a family only, and not its classes.
const exports = { Patient, Events, ShardedOrders, Members };

let calls: EngineStudio;

beforeAll(async () => {
  calls = await openOnEngine(exports, { write: true });
});
afterAll(() => calls?.stop());

const create = async (model: string, values: object): Promise<ItemRow> => {
  const { status, body } = await calls.post<OneItem>(`/models/${model}/create`, { values });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.item as ItemRow;
};

describe('an encrypted attribute', () => {
  const values = { clinic: 'c', id: 1, diagnosis: 'flu', income: 3, address: { street: 's' }, insured: true };
  const key = { clinic: 'c', id: 1 };
  beforeAll(() => create('Patient', values));

  test('is shown as its value, and as it is stored', async () => {
    const { body } = await calls.post<OneItem>('/models/Patient/get', { key });
    expect(body.item).toMatchObject({ values, stored: { clinic: { S: 'c' }, diagnosis: { B: expect.any(String) } } });
    const page = await calls.post<QueryPage>('/models/Patient/query', { key: { clinic: 'c' } });
    expect(page.body.items).toMatchObject([{ values, bytes: body.item?.bytes }]);
    const partition = await calls.post<PartitionPage>('/models/Patient/partition', { key: { clinic: 'c' } });
    expect(partition.body.items).toMatchObject([{ row: { values } }]);
  });

  test('is told to be encrypted', async () => {
    const { body } = await calls.get<StudioInfo>('/studio');
    const { attributes = [] } = body.models.find(({ name }) => name === 'Patient') ?? {};
    expect(attributes.filter(({ isEncrypted }) => isEncrypted).map(({ property }) => property)).toContain('diagnosis');
    expect(attributes.find(({ property }) => property === 'ward')?.isEncrypted).toBe(false);
  });

  test('can be changed, although no condition can compare it', async () => {
    const update = { key, changes: { diagnosis: 'cold', ward: 'W' }, before: values };
    const { status, body } = await calls.post<OneItem>('/models/Patient/update', update);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { item: { values: { diagnosis: 'cold', ward: 'W' } } },
    });
    expect(JSON.stringify(body.explained.request)).not.toContain('cold');
  });
});

describe('a family of classes', () => {
  const clicked = { userId: 'u', id: '1', button: 'OK' };
  beforeAll(async () => {
    await create('Clicked', clicked);
    await create('Viewed', { userId: 'u', id: '2', seconds: 4 });
  });

  test('has a model for each of its classes, those that only their table lists too', async () => {
    const { body } = await calls.get<StudioInfo>('/studio');
    const names = body.models.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Event', 'Clicked', 'Viewed']));
  });

  test('is read as the class of each item', async () => {
    const { body } = await calls.post<QueryPage>('/models/Event/query', { key: { userId: 'u' } });
    expect(body.items.map(({ model, key, values }) => [model, key, values['button'] ?? values['seconds']])).toEqual([
      ['Clicked', { userId: 'u', id: '1' }, 'OK'],
      ['Viewed', { userId: 'u', id: '2' }, 4],
    ]);
  });

  test('is changed by the class of the item, with its version', async () => {
    const key = { userId: 'u', id: '1' };
    const stale = { key, changes: { button: 'NO' }, before: { ...clicked, version: 7 } };
    expect(await calls.post<Problem>('/models/Clicked/update', stale)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    const fresh = { ...stale, before: { ...clicked, version: 1 } };
    expect(await calls.post<OneItem>('/models/Clicked/update', fresh)).toMatchObject({ status: 200 });
  });

  test('shows other entities of its partition, also of a class that the module does not export', async () => {
    await new EventOrders().create({ userId: 'u', id: '3' });
    const { body } = await calls.post<PartitionPage>('/models/Event/partition', { key: { userId: 'u' } });
    expect(body.items.map(({ sort, entity, row }) => [sort, entity, row?.model])).toEqual([
      ['EVENT#1', 'Clicked', 'Clicked'],
      ['EVENT#2', 'Viewed', 'Viewed'],
      // The module has another class of this name.
      ['EVENT#3', 'Order', 'Order (not exported)'],
    ]);
  });
});

describe('a key with shards', () => {
  beforeAll(async () => {
    for (const orderId of ['a', 'b', 'c', 'd'])
      await create('Order', { orderId, state: 'NEW', place: orderId, total: 1 });
  });

  test('is queried in all of its shards, without a field for the shard', async () => {
    const { body: info } = await calls.get<StudioInfo>('/studio');
    const model = info.models.find(({ name, table }) => name === 'Order' && table === 'studio-sharded');
    const open = model?.paths.find(({ index }) => index === 'open');
    expect(open?.partition.map(({ property }) => property)).toEqual(['state']);
    const { body } = await calls.post<QueryPage>('/models/Order/query', {
      index: 'open',
      key: { state: 'NEW' },
      limit: 3,
    });
    expect(body.items.map(({ values }) => values['place'])).toEqual(['a', 'b', 'c']);
    const next = { index: 'open', key: { state: 'NEW' }, limit: 3, cursor: body.cursor };
    const second = await calls.post<QueryPage>('/models/Order/query', next);
    expect(second.body.items.map(({ values }) => values['place'])).toEqual(['d']);
  });

  test('has one partition for each shard, which the value of an item names', async () => {
    const body = { index: 'open', key: { state: 'NEW', orderId: 'a' } };
    const { status, body: page } = await calls.post<PartitionPage>('/models/Order/partition', body);
    expect({ status, partition: page.partition }).toEqual({
      status: 200,
      partition: expect.stringMatching(/^OPEN#NEW#/),
    });
    expect(page.items.map(({ row }) => row?.values['orderId'])).toContain('a');
  });
});

describe('a class that keeps deleted items', () => {
  test('marks an item, which is then gone for reads and still lies in its partition', async () => {
    const { key, values } = await create('Member', { memberId: 1 });
    const { status } = await calls.post<OneItem>('/models/Member/delete', { key, before: values });
    expect(status).toBe(200);
    expect((await calls.post<OneItem>('/models/Member/get', { key })).body.item).toBeUndefined();
    const { body } = await calls.post<PartitionPage>('/models/Member/partition', { key });
    expect(body.items[0]?.row?.values['deletedAt']).toEqual(expect.any(String));
  });
});
