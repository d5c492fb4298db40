import { Test } from '@nestjs/testing';
import { getClientToken } from 'annotable/nestjs';
import { AppModule } from '../../samples/nest/app.module.ts';
import { Orders } from '../../samples/nest/order.ts';
import { served } from '../nestjs/http.ts';
import { onEveryEngine } from '../support/engines.ts';

onEveryEngine('sample nest', (engine) => {
  let shop: Awaited<ReturnType<typeof served>>;
  let orders: Orders;
  const tea = { customerId: 'ann', total: 9.8, tags: ['gift'] };

  beforeAll(async () => {
    process.env['STAGE'] = engine.uniqueTable('stage');
    const module = Test.createTestingModule({ imports: [AppModule] });
    shop = await served(await module.overrideProvider(getClientToken()).useValue(engine.client).compile());
    orders = shop.module.get(Orders, { strict: false });
  });

  afterAll(async () => {
    await orders.table.drop();
    await shop.close();
    delete process.env['STAGE'];
  });

  const created = async (order: object = tea) => shop.fetchJson('/orders', { method: 'POST', body: order });

  engine.test('creates an order and returns it', async () => {
    const { status, body } = await created();
    expect([status, body]).toEqual([
      201,
      { ...tea, id: expect.any(String), state: 'OPEN', createdAt: expect.any(String), version: 1 },
    ]);
    expect(await shop.fetchJson(`/orders/${body.id}`)).toMatchObject({ status: 200, body });
  });

  engine.test('refuses an order with all of its issues', async () => {
    const { status, body } = await created({ ...tea, total: 0, state: 'NEW' });
    expect(status).toBe(400);
    expect(body.issues.map(({ path }: { path: string }) => path).sort()).toEqual(['state', 'total']);
  });

  engine.testWith('itemOnConditionFailure', 'changes an order under its version', async () => {
    const { body } = await created();
    const patch = { method: 'PATCH', body: { state: 'PAID' }, headers: { 'If-Match': '"1"' } };
    expect(await shop.fetchJson(`/orders/${body.id}`, patch)).toMatchObject({
      status: 200,
      body: { ...body, state: 'PAID', version: 2 },
    });
    expect(await shop.fetchJson(`/orders/${body.id}`, patch)).toMatchObject({ status: 412 });
  });

  engine.test('returns the orders of a customer in pages', async () => {
    for (let count = 0; count < 25; count++) await created({ ...tea, customerId: 'bob' });
    const first = await shop.fetchJson('/orders?customerId=bob');
    const second = await shop.fetchJson(`/orders?customerId=bob&cursor=${encodeURIComponent(first.body.next)}`);
    expect([first.body.items.length, second.body.items.length, second.body.next]).toEqual([20, 5, undefined]);
    expect(await shop.fetchJson(`/orders?customerId=ann&cursor=${encodeURIComponent(first.body.next)}`)).toMatchObject({
      status: 400,
      body: { code: 'cursor.invalid' },
    });
  });

  engine.test('deletes an order once', async () => {
    const { body } = await created();
    expect(await shop.fetchJson(`/orders/${body.id}`, { method: 'DELETE' })).toMatchObject({ status: 204 });
    expect(await shop.fetchJson(`/orders/${body.id}`, { method: 'DELETE' })).toMatchObject({ status: 404 });
  });

  engine.test('is healthy', async () => {
    expect(await shop.fetchJson('/health')).toMatchObject({
      status: 200,
      body: { info: { dynamodb: { status: 'up', tables: { [orders.table.name]: 'ACTIVE' } } } },
    });
  });
});
