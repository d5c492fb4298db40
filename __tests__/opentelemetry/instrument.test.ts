import { context, metrics, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { DataPointType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { ConfigurationError, readTransaction, writeTransaction } from 'annotable';
import { instrument } from 'annotable/opentelemetry';
import { ordersOf, reportModels } from '../integration/order-reports.ts';
import { shopModels } from '../integration/shop-models.ts';
import { onEveryEngine } from '../support/engines.ts';

class CollectingReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = tracerProvider.getTracer('test');

/** Returns the spans that end while a function runs. */
async function spansOf(run: () => Promise<unknown>): Promise<readonly ReadableSpan[]> {
  exporter.reset();
  await run();
  return exporter.getFinishedSpans();
}

const parentOf = (span: ReadableSpan | undefined): string | undefined => span?.parentSpanContext?.spanId;
const idOf = (span: ReadableSpan | Span | undefined): string | undefined => span?.spanContext().spanId;

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => {
  context.disable();
});

onEveryEngine('the instrumentation', (engine) => {
  const tables = { orders: engine.uniqueTable('orders'), users: engine.uniqueTable('users') };
  const { Orders, Users } = reportModels(tables.orders, tables.users);
  const { Customers } = shopModels(engine.uniqueTable('shop'));
  let orders: InstanceType<typeof Orders>;
  let users: InstanceType<typeof Users>;
  let customers: InstanceType<typeof Customers>;
  let stop: () => void = () => undefined;

  beforeAll(async () => {
    orders = new Orders(engine.client);
    users = new Users(engine.client);
    customers = new Customers(engine.client);
    // Stands for the instrumentation of HTTP.
    engine.client.middlewareStack.add(
      (next) => async (args) => {
        const span = tracer.startSpan('POST', { kind: SpanKind.CLIENT });
        return next(args).finally(() => span.end());
      },
      { step: 'finalizeRequest', name: 'http' },
    );
    for (const { table } of [orders, users, customers]) await table.create();
    await orders.putMany(ordersOf('many', 60));
  });
  afterAll(async () => {
    for (const { table } of [orders, users, customers]) await table.drop();
  });
  beforeEach(() => {
    ({ stop } = instrument({ tracerProvider }));
  });
  afterEach(() => stop());

  const order = { customer: 'ann', id: 1, state: 'open', tags: new Set(['a']) };
  const key = { customer: 'ann', id: 1 };

  engine.test('creates a client span as a child of the active span, and parent of the HTTP spans', async () => {
    let caller: Span | undefined;
    const spans = await spansOf(() =>
      tracer.startActiveSpan('caller', async (span) => {
        caller = span;
        await orders.put(order);
        span.end();
      }),
    );
    const [http, operation] = spans;
    expect(spans.map(({ name }) => name)).toEqual(['POST', `put ${tables.orders}`, 'caller']);
    expect(operation?.kind).toBe(SpanKind.CLIENT);
    expect(parentOf(operation)).toBe(idOf(caller));
    expect(parentOf(http)).toBe(idOf(operation));
  });

  engine.test('names the system, the operation, the table, and what it cost', async () => {
    await orders.put(order);
    const [, span] = await spansOf(() => orders.get(key));
    const { port, hostname } = new URL(engine.endpoint);
    expect(span?.attributes).toEqual({
      'db.system.name': 'aws.dynamodb',
      'db.operation.name': 'get',
      'db.collection.name': tables.orders,
      'aws.dynamodb.table_names': [tables.orders],
      'aws.dynamodb.consumed_capacity': ['{"CapacityUnits":0.5,"ReadCapacityUnits":0.5,"WriteCapacityUnits":0}'],
      'db.response.returned_rows': 1,
      'annotable.requests': 1,
      'annotable.attempts': 1,
      'cloud.region': 'local',
      'server.address': hostname,
      'server.port': Number(port),
    });
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
  });

  engine.test('names the entity of a shared table', async () => {
    const spans = await spansOf(() => customers.put({ customerId: 'c1', name: 'Ann' }));
    expect(spans.at(-1)?.attributes).toMatchObject({ 'annotable.entity': 'Customer' });
  });

  engine.test(
    'creates one span for an iteration, which is active for its requests and not for the reader',
    async () => {
      const inside: unknown[] = [];
      const spans = await spansOf(async () => {
        const results = orders.query({ state: 'open' }, { index: 'byState', pageSize: 25 });
        for await (const _ of results.pages()) inside.push(trace.getActiveSpan());
      });
      const span = spans.at(-1);
      expect(spans.map(({ name }) => name)).toEqual(['POST', 'POST', 'POST', `query ${tables.orders}`]);
      expect(spans.slice(0, -1).map(parentOf)).toEqual([idOf(span), idOf(span), idOf(span)]);
      expect(span?.attributes).toMatchObject({
        'annotable.requests': 3,
        'db.response.returned_rows': expect.any(Number),
        'aws.dynamodb.index_name': 'byState',
      });
      expect(inside).toEqual([undefined, undefined, undefined]);
    },
  );

  engine.test('ends the span of an iteration that its reader leaves', async () => {
    const spans = await spansOf(async () => {
      for await (const _ of orders.query({ customer: 'many' })) break;
    });
    expect(spans.map(({ name }) => name)).toEqual(['POST', `query ${tables.orders}`]);
  });

  engine.test('creates one span for a batch', async () => {
    const spans = await spansOf(() => orders.putMany(ordersOf('batch', 60)));
    expect(spans.map(({ name }) => name)).toEqual(['POST', 'POST', 'POST', `putMany ${tables.orders}`]);
    expect(spans.at(-1)?.attributes).toMatchObject({ 'annotable.requests': 3, 'annotable.written_items': 60 });
  });

  engine.testWith('transactions', 'names all tables of a transaction, and no collection', async () => {
    const spans = await spansOf(async () => {
      await writeTransaction().put(orders, order).put(users, { id: 'u1', mail: 'a' }).commit();
      await readTransaction().get(orders, key).get(users, 'u1').run();
    });
    for (const name of ['writeTransaction', 'readTransaction']) {
      const span = spans.find((each) => each.name === `${name} ${tables.orders}, ${tables.users}`);
      expect(span?.attributes).toMatchObject({ 'aws.dynamodb.table_names': [tables.orders, tables.users] });
      expect(span?.attributes).not.toHaveProperty('db.collection.name');
    }
  });

  engine.test('marks the span of a failed operation, without the key in its message', async () => {
    await orders.put(order);
    const spans = await spansOf(() => orders.create(order).catch(() => undefined));
    const span = spans.at(-1);
    expect(span?.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'ItemAlreadyExistsError condition.alreadyExists',
    });
    expect(span?.attributes).toMatchObject({
      'error.type': 'condition.alreadyExists',
      'db.response.status_code': 'ConditionalCheckFailedException',
    });
    expect(span?.events).toEqual([]);
  });

  engine.test('creates no spans after its stop', async () => {
    stop();
    const spans = await spansOf(() => orders.put(order));
    expect(spans.map(({ name }) => name)).toEqual(['POST']);
  });

  engine.test('records the duration and the units of each operation as metrics', async () => {
    const reader = new CollectingReader();
    const meterProvider = new MeterProvider({ readers: [reader] });
    const metered = instrument({ tracerProvider, meterProvider });
    await orders.put(order);
    await orders.get(key);
    await orders.get(key, { consistent: true });
    await orders.create(order).catch(() => undefined);
    metered.stop();
    const { resourceMetrics } = await reader.collect();
    const found = resourceMetrics.scopeMetrics.flatMap((each) => each.metrics);
    const [duration, read, write] = found;
    expect(found.map(({ descriptor }) => [descriptor.name, descriptor.unit])).toEqual([
      ['db.client.operation.duration', 's'],
      ['annotable.operation.read_units', '{unit}'],
      ['annotable.operation.write_units', '{unit}'],
    ]);
    if (duration?.dataPointType !== DataPointType.HISTOGRAM) throw new Error('no histogram');
    expect(duration.dataPoints.map(({ attributes, value }) => [attributes['db.operation.name'], value.count])).toEqual([
      ['put', 1],
      ['get', 2],
      ['create', 1],
    ]);
    expect(duration.dataPoints[0]?.value.buckets.boundaries).toContain(0.001);
    expect(duration.dataPoints[2]?.attributes).toMatchObject({ 'error.type': 'condition.alreadyExists' });
    expect(read?.dataPoints.map(({ value }) => value)).toEqual([1.5]);
    expect(write?.dataPoints[0]?.value).toBeGreaterThanOrEqual(1);
    await meterProvider.shutdown();
  });
});

test('uses the global providers by default', async () => {
  trace.setGlobalTracerProvider(tracerProvider);
  const getMeter = jest.spyOn(metrics, 'getMeter');
  const { Orders } = reportModels('orders', 'users');
  const orders = new Orders({ send: async () => ({}) } as never);
  const instrumented = instrument();
  const spans = await spansOf(() => orders.get({ customer: 'a', id: 1 }));
  instrumented.stop();
  expect(spans.map(({ name }) => name)).toEqual(['get orders']);
  expect(getMeter).toHaveBeenCalledWith('annotable');
  trace.disable();
});

test('rejects an option that is no provider', () => {
  expect(() => instrument({ tracerProvider: tracer as never })).toThrow(
    new ConfigurationError(
      'annotable/opentelemetry: tracerProvider of instrument() must be a provider with the method getTracer(), not an object',
    ),
  );
});
