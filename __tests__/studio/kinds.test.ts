import type {
  ItemRow,
  LinkerDocument,
  LinkerPage,
  OneItem,
  PartitionPage,
  Problem,
  TrackerCounts,
  TrackerPage,
} from '../../lib/studio/api-types.ts';
import * as shop from './modules/shop.ts';
import { type EngineStudio, openOnEngine } from './support.ts';

let calls: EngineStudio;

beforeAll(async () => {
  calls = await openOnEngine(shop, { write: true });
});
afterAll(() => calls?.stop());

describe('a tracker', () => {
  const jobs = new shop.Jobs();
  beforeAll(async () => {
    for (const id of ['a', 'b', 'c']) await jobs.start(id, { attributes: { task: `task ${id}` } });
    await jobs.advance('b', 'RUNNING', { progress: 40 });
    await jobs.fail('c', { error: new Error('out of paper') });
  });
  const listed = async (path: string) => {
    const { status, body } = await calls.get<TrackerPage>(`/trackers/Job/${path}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body.requests.map(({ key }) => key['requestId']);
  };

  test('lists requests by status, with their history', async () => {
    expect(await listed('status/QUEUED')).toEqual(['a']);
    expect(await listed('status/RUNNING')).toEqual(['b']);
    expect(await listed('status/DONE')).toEqual([]);
    const { body } = await calls.get<TrackerPage>('/trackers/Job/status/FAILED');
    expect(body.requests[0]).toMatchObject({
      model: 'Job',
      values: {
        task: 'task c',
        error: { message: 'out of paper' },
        history: [{ status: 'QUEUED' }, { status: 'FAILED', message: 'out of paper' }],
      },
      bytes: expect.any(Number),
    });
    expect(body.requests[0]?.values).not.toHaveProperty('statusShard');
  });

  test('counts requests by status', async () => {
    const { body } = await calls.get<TrackerCounts>('/trackers/Job/counts');
    expect(body).toEqual({ QUEUED: 1, RUNNING: 1, DONE: 0, FAILED: 1 });
  });

  test('lists no stale requests before their time', async () => {
    expect(await listed('stale')).toEqual([]);
  });

  test('refuses an unknown status and an invalid cursor', async () => {
    expect(await calls.get<Problem>('/trackers/Job/status/LOST')).toMatchObject({ status: 400 });
    const response = await calls.get<Problem>('/trackers/Job/status/QUEUED?cursor=x');
    expect(response).toMatchObject({ status: 400, body: { code: 'cursor.invalid' } });
  });

  test('redrives a failed request, and refuses one that has not failed', async () => {
    const { status, body } = await calls.post<OneItem>('/trackers/Job/redrive', { requestId: 'c' });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        item: { values: { status: 'QUEUED', redrives: 1 } },
        explained: { code: expect.stringContaining("jobs.redrive('c')") },
      },
    });
    const refused = await calls.post<Problem>('/trackers/Job/redrive', { requestId: 'b' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'status.illegalTransition' } });
    expect(await calls.post<Problem>('/trackers/Job/redrive', { requestId: 'none' })).toMatchObject({ status: 404 });
  });

  test('explains the update of a redrive, by the settings of the tracker, without sending it', async () => {
    await jobs.start('d', { attributes: { task: 'task d' } });
    const failed = await jobs.fail('d', { error: new Error('out of paper') });
    const body = { requestId: 'd', version: failed.version };
    const explained = await calls.post<OneItem>('/trackers/Job/redrive', { ...body, explain: true });
    expect(explained).toMatchObject({
      status: 200,
      body: {
        explained: {
          request: expect.stringContaining('UpdateItem studio-jobs'),
          estimatedWriteUnits: expect.any(Number),
          code: [
            "import { Jobs } from './shop.ts';",
            '',
            'const jobs = new Jobs();',
            `const request = await jobs.redrive('d', { version: ${failed.version} });`,
          ].join('\n'),
        },
      },
    });
    const { request, estimatedWriteUnits } = explained.body.explained;
    for (const part of [`version = ${failed.version}`, "status IN ('FAILED')", "'QUEUED#", 'REMOVE', 'error'])
      expect(request).toContain(part);
    expect(estimatedWriteUnits).toBeGreaterThan(1);
    expect(await jobs.get('d')).toEqual(failed);
    expect(await calls.post<OneItem>('/trackers/Job/redrive', body)).toMatchObject({
      status: 200,
      body: { item: { values: { status: 'QUEUED' } }, explained: { estimatedWriteUnits } },
    });
  });

  test('redrives no request that has changed since the page showed it', async () => {
    await jobs.start('e', { attributes: { task: 'task e' } });
    const failed = await jobs.fail('e', { error: new Error('out of paper') });
    await jobs.redrive('e');
    const again = await jobs.fail('e', { error: new Error('out of ink') });
    const stale = { requestId: 'e', version: failed.version };
    expect(await calls.post<Problem>('/trackers/Job/redrive', stale)).toMatchObject({
      status: 409,
      body: { code: 'conflict', stored: { values: { error: { message: 'out of ink' }, version: again.version } } },
    });
    expect(await jobs.get('e')).toMatchObject({ status: 'FAILED', redrives: 1 });
  });

  test('lets only the properties of its class be changed', async () => {
    const { body } = await calls.post<OneItem>('/models/Job/get', { key: { requestId: 'b' } });
    const { key, values } = body.item as ItemRow;
    const held = await calls.post<Problem>('/models/Job/update', { key, changes: { status: 'DONE' }, before: values });
    expect(held).toMatchObject({ status: 400, body: { fields: { status: expect.stringContaining('tracker') } } });
    const changed = await calls.post<OneItem>('/models/Job/update', {
      key,
      changes: { task: 'other' },
      before: values,
    });
    expect(changed).toMatchObject({ status: 200, body: { item: { values: { task: 'other', version: 3 } } } });
    const created = await calls.post<Problem>('/models/Job/create', { values: { requestId: 'x', task: 't' } });
    expect(created).toMatchObject({ status: 400, body: { code: 'studio.unsupported' } });
  });
});

describe('a linker', () => {
  // Random text, because a text that repeats itself is small when it is compressed.
  const large = Array.from({ length: 60_000 }, () => Math.random().toString(36));
  beforeAll(async () => {
    await shop.profiles.putJson(['ann', 'bo'], [{ name: 'Ann' }, { name: 'Bo' }]);
    await shop.profiles.putJson('big', large);
    await shop.profiles.putJson('soon', { x: 1 }, { expiresAt: new Date('2999-01-01T00:00:00Z') });
    await shop.profiles.namespace('tenant#1').putJson('ann', { name: 'Another Ann' });
  });
  const documents = async (query = '') => {
    const { status, body } = await calls.get<LinkerPage>(`/linkers/profiles/documents${query}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return [...body.documents].sort((a, b) => `${a.id}${a.namespace}`.localeCompare(`${b.id}${b.namespace}`));
  };

  test('lists its documents of all namespaces, with their size and parts', async () => {
    const all = await documents();
    expect(all.map(({ id, namespace, parts, expiresAt }) => [id, namespace, parts, expiresAt])).toEqual([
      ['ann', 'tenant#1', 1, undefined],
      ['ann', undefined, 1, undefined],
      ['big', undefined, expect.any(Number), undefined],
      ['bo', undefined, 1, undefined],
      ['soon', undefined, 1, '2999-01-01T00:00:00.000Z'],
    ]);
    const big = all.find(({ id }) => id === 'big');
    expect(big?.parts).toBeGreaterThan(1);
    expect(big?.bytes).toBeGreaterThan(358_400);
    expect(all[0]?.bytes).toBeLessThan(200);
  });

  test('lists documents by the beginning of their ids', async () => {
    expect((await documents('?prefix=b')).map(({ id }) => id)).toEqual(['big', 'bo']);
    expect(await documents('?prefix=none')).toEqual([]);
  });

  test('shows a document of each namespace', async () => {
    const read = async (query: string) => (await calls.get<LinkerDocument>(`/linkers/profiles/document?${query}`)).body;
    expect(await read('id=ann')).toEqual({ id: 'ann', document: { name: 'Ann' } });
    expect(await read('id=ann&namespace=tenant%231')).toEqual({ id: 'ann', document: { name: 'Another Ann' } });
    expect(await read('id=none')).toEqual({ id: 'none' });
    expect((await read('id=big')).document).toEqual(large);
  });

  test('refuses writes through the calls of items', async () => {
    const body = { key: { id: 'ann' }, changes: {}, before: {} };
    expect(await calls.post<Problem>('/models/profiles/update', body)).toMatchObject({
      status: 400,
      body: { code: 'studio.unsupported' },
    });
    const { key, before } = body;
    expect(await calls.post<Problem>('/models/profiles/delete', { key, before })).toMatchObject({ status: 400 });
  });
});

test('a unique value in a partition is shown as what it is', async () => {
  const { body } = await calls.post<OneItem>('/models/Customer/create', {
    values: { customerId: 'k', name: 'Kim', email: 'k@x.y' },
  });
  expect(body.item?.values['email']).toBe('k@x.y');
  const page = await calls.post<PartitionPage>('/models/Customer/partition', { key: { customerId: 'k' } });
  expect(page.body.items.map(({ entity }) => entity)).toEqual(['Customer']);
});
