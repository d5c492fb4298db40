import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import SwaggerParser from '@apidevtools/swagger-parser';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { ThrottledError } from '../../lib/index.ts';
import { orderApi } from '../../samples/api/app.ts';
import { openApi } from '../../samples/api/openapi.ts';
import { Orders } from '../../samples/api/order.ts';
import { onEveryEngine } from '../support/engines.ts';
import { describedFetch } from './described-fetch.ts';
import {
  changeOrder,
  createOrder,
  defaults,
  deleteOrder,
  getOrder,
  listOrders,
  type NewOrder,
  type Order,
  type Problem,
} from './order-client.ts';

const checked = describedFetch(openApi);
const tea: NewOrder = { customerId: 'ann', lines: [{ sku: 'tea', quantity: 2 }], total: '9.8', tags: ['gift', 'tea'] };

describe('OpenAPI document of the sample api', () => {
  test('is valid', async () => {
    const document = JSON.parse(JSON.stringify(openApi));
    expect(await SwaggerParser.validate(document)).toHaveProperty('openapi', '3.1.1');
  });

  test('has the client that is generated from it: run npx tsx __tests__/samples/generate-order-client.ts', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'annotable-client-'));
    const file = path.join(folder, 'client.ts');
    const args = ['--import', 'tsx', path.join(__dirname, 'generate-order-client.ts'), file];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status === 0 ? 'written' : stderr).toBe('written');
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(path.join(__dirname, 'order-client.ts'), 'utf8'));
    rmSync(folder, { recursive: true });
  });
});

onEveryEngine('sample api', (engine) => {
  let orders: Orders;
  let server: ServerType;

  beforeAll(async () => {
    orders = new Orders(engine.client, { tableName: engine.uniqueTable('api'), cursorSecret: 'secret' });
    await orders.table.ensure();
    server = createAdaptorServer({ fetch: orderApi(orders).fetch });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    defaults.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    defaults.fetch = checked;
  });

  afterEach(() => jest.restoreAllMocks());

  afterAll(async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
    await orders.table.drop();
  });

  /** Creates an order, and returns it with its ETag. */
  async function created(order: Partial<NewOrder> = {}): Promise<{ order: Order; etag: string }> {
    const { status, data, headers } = await createOrder({ ...tea, ...order });
    if (status !== 201) throw new Error(JSON.stringify(data));
    return { order: data, etag: headers.get('ETag') ?? '' };
  }

  const send = (method: string, to: string, init: RequestInit = {}, as = checked): Promise<Response> =>
    as(`${defaults.baseUrl}${to}`, { method, ...init });

  const asJson = { 'Content-Type': 'application/json' };

  engine.test('creates an order, and tells where it is and which version it has', async () => {
    const { status, data, headers } = await createOrder(tea);
    expect(status).toBe(201);
    expect(data).toEqual({
      ...tea,
      tags: expect.arrayContaining(['gift', 'tea']),
      state: 'OPEN',
      id: expect.any(String),
      createdAt: expect.any(String),
      version: 1,
    });
    expect(headers.get('Location')).toBe(`/orders/${(data as Order).id}`);
    expect(headers.get('ETag')).toBe('"1"');
    expect(headers.get('Cache-Control')).toBe('private, no-cache');
    expect(await getOrder((data as Order).id)).toMatchObject({ status: 200, data });
  });

  engine.test('refuses an order with all of its issues as problem details', async () => {
    const body = { ...tea, lines: [{ sku: 'tea', quantity: 0 }], total: 9.8, version: 7 };
    expect(await createOrder(body as never)).toMatchObject({
      status: 400,
      data: {
        title: 'Bad Request',
        status: 400,
        code: 'item.invalid',
        issues: [
          { path: 'lines[0].quantity', message: 'must be 1 or more', code: 'validator' },
          { path: 'total', code: 'type' },
          { path: 'version', code: 'readOnly' },
        ],
      },
    });
  });

  engine.test('returns all orders of a customer in pages, the newest first', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 7; count++) ids.unshift((await created({ customerId: 'bob' })).order.id);
    await created({ customerId: 'cleo' });
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const { status, data } = await listOrders('bob', { limit: 3, ...(cursor !== undefined && { cursor }) });
      if (status !== 200) throw new Error(JSON.stringify(data));
      pages.push(data.items.map(({ id }) => id));
      cursor = data.next;
    } while (cursor !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(ids);
  });

  engine.test('refuses a cursor of another list, a wrong limit, and a list of nobody', async () => {
    await created({ customerId: 'dora' });
    await created({ customerId: 'dora' });
    const { data } = await listOrders('dora', { limit: 1 });
    const { next = '' } = data as { next?: string };
    expect(await listOrders('ann', { cursor: next })).toMatchObject({ status: 400, data: { code: 'cursor.invalid' } });
    expect(await listOrders('ann', { cursor: 'x' })).toMatchObject({ status: 400, data: { code: 'cursor.invalid' } });
    for (const limit of [0, 101, 1.5])
      expect(await listOrders('ann', { limit })).toMatchObject({
        status: 400,
        data: { detail: 'limit must be a whole number from 1 to 100.' },
      });
    expect((await listOrders('')).status).toBe(400);
    expect((await send('GET', '/orders')).status).toBe(400);
  });

  engine.test('sends an order only to a client that has another version', async () => {
    const { order } = await created();
    for (const ifNoneMatch of ['"1"', 'W/"1"', '"7", "1"', '*']) {
      const { status, headers } = await getOrder(order.id, { ifNoneMatch });
      expect([ifNoneMatch, status, headers.get('ETag')]).toEqual([ifNoneMatch, 304, '"1"']);
    }
    for (const ifNoneMatch of ['"2"', '"11"', '1', ''])
      expect([ifNoneMatch, (await getOrder(order.id, { ifNoneMatch })).status]).toEqual([ifNoneMatch, 200]);
  });

  engine.testWith('itemOnConditionFailure', 'changes only the version that the client has read', async () => {
    const { order, etag } = await created();
    const changed = await changeOrder(order.id, etag, { state: 'PAID', tags: null });
    expect(changed).toMatchObject({ status: 200, data: { state: 'PAID', tags: [], version: 2 } });
    expect(changed.headers.get('ETag')).toBe('"2"');
    expect(await changeOrder(order.id, etag, { note: 'late' })).toMatchObject({
      status: 412,
      data: { title: 'Precondition Failed', status: 412, code: 'condition.versionConflict' },
    });
    for (const [ifMatch, status] of [
      ['"7", "9"', 412],
      ['W/"2"', 412],
      ['"x"', 412],
      ['"0"', 412],
      ['', 412],
      ['"1", "2"', 200],
      ['*', 200],
    ] as const)
      expect([ifMatch, (await changeOrder(order.id, ifMatch, { note: ifMatch })).status]).toEqual([ifMatch, status]);
    expect(await getOrder(order.id)).toMatchObject({ data: { note: '*', version: 4 } });
  });

  engine.test('takes a patch as merge patch or as JSON, and nothing else', async () => {
    const { order } = await created();
    for (const [type, status] of [
      ['application/merge-patch+json', 200],
      ['Application/JSON; charset=utf-8', 200],
      ['application/json-patch+json', 415],
    ] as const) {
      const headers = { 'Content-Type': type, 'If-Match': '*' };
      const response = await send('PATCH', `/orders/${order.id}`, { body: '{"note":"x"}', headers });
      expect([type, response.status]).toEqual([type, status]);
    }
  });

  engine.test('requires If-Match for each change', async () => {
    const { order } = await created();
    const patch = await send('PATCH', `/orders/${order.id}`, { body: '{"note":"x"}', headers: asJson });
    expect(await patch.json()).toMatchObject({ title: 'Precondition Required', status: 428 });
    expect((await send('DELETE', `/orders/${order.id}`)).status).toBe(428);
    expect(await getOrder(order.id)).toMatchObject({ status: 200, data: order });
  });

  engine.test('refuses a patch of keys, read-only and filled attributes, and unknown ones', async () => {
    const { order, etag } = await created();
    const patch = { id: 'x', customerId: 'bob', version: 9, total: null, color: 'red' };
    const { status, data } = await changeOrder(order.id, etag, patch as never);
    expect(status).toBe(400);
    expect((data as { issues: { path: string }[] }).issues.map((issue) => issue.path)).toEqual(Object.keys(patch));
  });

  engine.testWith('itemOnConditionFailure', 'deletes only the version that the client has read', async () => {
    const { order, etag } = await created();
    await changeOrder(order.id, etag, { note: 'x' });
    expect((await deleteOrder(order.id, etag)).status).toBe(412);
    expect((await deleteOrder(order.id, '"2"')).status).toBe(204);
    expect(await getOrder(order.id)).toMatchObject({
      status: 404,
      data: { title: 'Not Found', status: 404, code: 'condition.notFound' },
    });
  });

  engine.test('reports an order that does not exist, with or without a version', async () => {
    for (const ifMatch of ['"1"', '"1", "2"', '*']) {
      expect([ifMatch, (await changeOrder('none', ifMatch, { note: 'x' })).status]).toEqual([ifMatch, 404]);
      expect([ifMatch, (await deleteOrder('none', ifMatch)).status]).toEqual([ifMatch, 404]);
    }
  });

  engine.test('refuses a body of another type, that is too long, or that is no JSON', async () => {
    const post = (body: string, headers: Record<string, string> = asJson) => send('POST', '/orders', { body, headers });
    const problem = async (response: Response) => [response.status, ((await response.json()) as Problem).title];
    expect(await problem(await post('{}', { 'Content-Type': 'text/plain' }))).toEqual([415, 'Unsupported Media Type']);
    expect(await problem(await post('{'))).toEqual([400, 'Bad Request']);
    expect(await problem(await post('[]'))).toEqual([400, 'Bad Request']);
    expect(await problem(await post(JSON.stringify('x'.repeat(100_000))))).toEqual([413, 'Payload Too Large']);
  });

  engine.test('describes an unknown path or method by problem details too', async () => {
    for (const [method, to, status, allow] of [
      ['GET', '/nothing', 404, null],
      ['PUT', '/orders', 405, 'GET, HEAD, POST'],
      ['POST', '/orders/x', 405, 'GET, HEAD, PATCH, DELETE'],
    ] as const) {
      const response = await send(method, to, {}, fetch);
      expect([response.status, response.headers.get('Allow')]).toEqual([status, allow]);
      expect(response.headers.get('Content-Type')).toBe('application/problem+json');
      expect(await response.json()).toMatchObject({ status });
    }
  });

  engine.test('tells a client to come again after throttling, and nothing about a fault of its own', async () => {
    const log = jest.spyOn(console, 'error').mockReturnValue();
    const find = jest.spyOn(orders, 'getOrThrow');
    find.mockRejectedValueOnce(new ThrottledError('orders', [], undefined));
    const throttled = await send('GET', '/orders/x', {}, fetch);
    expect(await throttled.json()).toMatchObject({ status: 503, code: 'service.throttled' });
    expect(log).not.toHaveBeenCalled();
    find.mockRejectedValueOnce(new Error('the password is wrong'));
    const failed = await send('GET', '/orders/x', {}, fetch);
    expect(await failed.json()).toEqual({ title: 'Internal Server Error', status: 500 });
    expect(log).toHaveBeenCalledTimes(1);
  });

  engine.test('serves the OpenAPI document that it was described by', async () => {
    const response = await send('GET', '/openapi.json', {}, fetch);
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openApi)));
  });
});
