import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ThrottledError } from '../../lib/index.ts';
import { pizzaApp } from '../../samples/pizza/app.ts';
import { Kitchen } from '../../samples/pizza/kitchen.ts';
import { PizzaOrders } from '../../samples/pizza/pizza-order.ts';
import { onEveryEngine } from '../support/engines.ts';

const cookie = 'pizza-user=user-0001';
const id = 'order-0001';
const ordered = { pizza: 'FUNGHI', customer: 'Ann' } as const;
const polling = { minPollMs: 5, maxPollMs: 20 };

onEveryEngine('pizza shop', (engine) => {
  let now: number;
  let orders: PizzaOrders;
  let closing: AbortController;
  let kitchens: Kitchen[];
  let app: ReturnType<typeof pizzaApp>;
  let requests: Record<string, number>;
  let client: DynamoDBClient;

  beforeEach(async () => {
    now = Date.now();
    requests = {};
    client = new DynamoDBClient({
      endpoint: engine.endpoint,
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (sent) => {
          requests[commandName] = (requests[commandName] ?? 0) + 1;
          return next(sent);
        },
      { step: 'initialize' },
    );
    orders = new PizzaOrders(client, { tableName: engine.uniqueTable('pizza'), maxAttempts: 2, clock: () => now });
    await orders.table.ensure();
    closing = new AbortController();
    kitchens = [];
    // This kitchen does no work, because most tests set the status of the order themselves.
    const idle = kitchen();
    await idle.close();
    app = pizzaApp(orders, idle, closing.signal);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    closing.abort();
    for (const one of kitchens) await one.close();
    client.destroy();
  });

  function kitchen(): Kitchen {
    const opened = new Kitchen(orders, { stageMs: 100 });
    kitchens.push(opened);
    return opened;
  }

  const ask = (method: string, path: string, body?: unknown) =>
    app.request(path, { method, headers: { cookie }, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const order = () => ask('PUT', `/orders/${id}`, ordered);
  const stored = () => orders.getOrThrow(id, { consistent: true });

  engine.test('rejects an invalid order id without a request to DynamoDB', async () => {
    for (const wrong of ['x'.repeat(3_000), 'short', 'order%00001', 'order-%ED%A0%80-1', '%F0%9F%8D%95-order-0001']) {
      for (const path of ['', '/events']) expect((await ask('GET', `/orders/${wrong}${path}`)).status).toBe(404);
      for (const path of ['retry', 'cancel']) expect((await ask('POST', `/orders/${wrong}/${path}`)).status).toBe(404);
      expect((await ask('PUT', `/orders/${wrong}`, ordered)).status).toBe(400);
    }
    expect(requests['GetItemCommand']).toBeUndefined();
  });

  engine.test('rejects names with control characters, and accepts names in any script', async () => {
    for (const customer of ['\ud800', 'Ann \udc00 B', 'a\u0000b', 'a\nb', 'a\u2028b', '\u202eevil', 'x\u2066y', ' ', 7])
      expect([customer, (await ask('PUT', `/orders/${id}`, { ...ordered, customer })).status]).toEqual([customer, 400]);
    for (const [index, customer] of ['Zoë O’Brien', '李小龍', 'مریم\u200cزاده', '👩\u200d🍳'].entries())
      expect((await ask('PUT', `/orders/order-100${index}`, { ...ordered, customer })).status).toBe(202);
  });

  engine.test('rejects a body that is too long for an order', async () => {
    const long = { ...ordered, pad: 'x'.repeat(5_000) };
    expect((await ask('PUT', `/orders/${id}`, long)).status).toBe(413);
    const headers = { cookie, 'Content-Length': '60000000' };
    expect((await app.request(`/orders/${id}`, { method: 'PUT', headers, body: '{}' })).status).toBe(413);
    expect(await orders.get(id)).toBeUndefined();
  });

  engine.test('limits a user to ten event streams, and stops polling for closed ones', async () => {
    await order();
    expect((await ask('HEAD', `/orders/${id}/events`)).status).toBe(405);
    const watch = () => ask('GET', `/orders/${id}/events`);
    const watching = await Promise.all(Array.from({ length: 14 }, watch));
    const streams = watching.filter(({ status }) => status === 200);
    expect(streams).toHaveLength(10);
    expect(watching.filter(({ status }) => status === 429)).toHaveLength(4);
    await streams.pop()?.body?.cancel();
    const again = await watch();
    expect(again.status).toBe(200);
    expect((await watch()).status).toBe(429);

    const reader = again.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"status":"ORDERED"');
    const reads = () => requests['GetItemCommand'] ?? 0;
    const before = reads();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(reads()).toBeGreaterThan(before);
    await reader?.cancel();
    for (const { body } of streams) await body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const afterClose = reads();
    // An open stream would read at least once in 1,250 ms.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(reads()).toBe(afterClose);
  });

  engine.testWith('itemOnConditionFailure', 'does not cancel an order that has left since it was read', async () => {
    await order();
    const early = await stored();
    const found = jest.spyOn(orders, 'get');
    // A progress report changes the version, but the order can still be canceled.
    await orders.progress(id, 3);
    found.mockResolvedValueOnce(early);
    const asked = await ask('POST', `/orders/${id}/cancel`);
    expect([asked.status, (await stored()).cancelRequestedAt]).toEqual([202, expect.any(Date)]);

    await orders.confirmCancel(id);
    await orders.redrive(id);
    await orders.advance(id, 'PREPARING');
    await orders.advance(id, 'BAKING');
    const baking = await stored();
    await orders.advance(id, 'OUT_FOR_DELIVERY');
    found.mockResolvedValueOnce(baking);
    const late = await ask('POST', `/orders/${id}/cancel`);
    expect([late.status, await late.json()]).toEqual([
      409,
      { error: { message: 'It is too late to cancel this order.' } },
    ]);
    expect((await stored()).cancelRequestedAt).toBeUndefined();
  });

  engine.test('makes each order in one kitchen, even if two kitchens take it', async () => {
    await order();
    for (const one of [kitchen(), kitchen()]) one.take(id);
    const { attempts, history } = await orders.waitFor(id, polling);
    expect(attempts).toBe(1);
    expect(history.map(({ status }) => status)).toEqual([
      'ORDERED',
      'PREPARING',
      'BAKING',
      'OUT_FOR_DELIVERY',
      'DELIVERED',
    ]);
    expect(new Set(history.slice(1).map(({ owner }) => owner)).size).toBe(1);
  });

  engine.test('leaves an order to the next kitchen if DynamoDB throttles', async () => {
    await order();
    const logged = jest.spyOn(console, 'error').mockReturnValue(undefined);
    const throttled = new ThrottledError(orders.table.name, [], undefined);
    jest.spyOn(orders, 'progress').mockRejectedValueOnce(throttled);
    const first = kitchen();
    first.take(id);
    await orders.waitFor(id, { ...polling, until: ({ status }) => status === 'PREPARING' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(logged.mock.calls).toEqual([[throttled]]);
    expect(await stored()).toMatchObject({ status: 'PREPARING', attempts: 1 });

    await first.close();
    now += 7_000;
    kitchen().open();
    expect(await orders.waitFor(id, polling)).toMatchObject({ status: 'DELIVERED', attempts: 2 });
  });

  engine.testWith('itemOnConditionFailure', 'can retry an order that failed after too many attempts', async () => {
    await order();
    for (const owner of ['a', 'b', 'c']) {
      await orders.claim(id, { owner, leaseMs: 1 });
      now += 1_000;
    }
    expect(await (await ask('GET', `/orders/${id}`)).json()).toMatchObject({
      status: 'FAILED',
      error: { code: 'TOO_MANY_ATTEMPTS' },
      retryable: true,
    });
    expect((await ask('POST', `/orders/${id}/retry`)).status).toBe(202);
  });

  engine.test('fails an order if its oven is cold', async () => {
    await ask('PUT', `/orders/${id}`, { ...ordered, pizza: 'VULCANO' });
    kitchen().take(id);
    const { status, error } = await orders.waitFor(id, polling);
    expect([status, error?.code, error?.retryable]).toEqual(['FAILED', 'OVEN_COLD', true]);
  });
});
