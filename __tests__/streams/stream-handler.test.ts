import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError, InvalidItemError } from 'annotable';
import { type StreamChange, streamHandler } from 'annotable/streams';
import { at, eventOf, order, orderChange, orderKey } from './events.ts';
import { Customer, Order, Orders, Pallet, Parcel, Session, Shipment } from './models.ts';

const failures = (...numbers: string[]) => ({
  batchItemFailures: numbers.map((itemIdentifier) => ({ itemIdentifier })),
});
const none = failures();
const arn = (table: string) => ({ eventSourceARN: `arn:aws:dynamodb:eu-west-1:1:table/${table}/stream/2026` });

/** Collects the changes of an event. */
async function changesIn(event: Parameters<ReturnType<ReturnType<typeof streamHandler>['lambda']>>[0]) {
  const changes: StreamChange[] = [];
  const types = ['insert', 'modify', 'remove'] as const;
  const handler = streamHandler({
    onInvalid: (error) => {
      throw error;
    },
  });
  const keep = (change: StreamChange) => changes.push(change);
  handler.on(Order, types, keep).on(Customer, types, keep).on(Shipment, types, keep);
  const response = await handler.otherwise(keep).lambda()(event);
  return { changes, response };
}

describe('a change of a stream', () => {
  test('has the instances before and after, the changed properties, and the facts of the record', async () => {
    const event = eventOf(
      orderChange('1', {
        before: order('1', { tags: { SS: ['a', 'b'] }, receipt: { B: 'AQI=' } }),
        after: order('1', { st: { S: 'PAID' }, tags: { SS: ['b', 'a'] } }),
      }),
    );
    const { changes, response } = await changesIn(event);
    expect(response).toEqual(none);
    const own = { customerId: 'ann', orderId: '1' };
    expect(changes).toEqual([
      {
        type: 'modify',
        entity: 'Order',
        key: own,
        before: { ...own, status: 'OPEN', tags: new Set(['a', 'b']), receipt: Uint8Array.of(1, 2) },
        after: { ...own, status: 'PAID', tags: new Set(['a', 'b']) },
        changed: new Set(['status', 'receipt']),
        expired: false,
        at,
        sequenceNumber: '111',
      },
    ]);
    expect(changes[0]?.before).toBeInstanceOf(Order);
    expect(changes[0]?.after).toBeInstanceOf(Order);
  });

  test('of a new or deleted item has the properties of the item as changed', async () => {
    const [key, item] = [orderKey('1'), order('1')];
    const { changes } = await changesIn(eventOf({ keys: key, after: item }, { keys: key, before: item }));
    expect(changes.map(({ type, changed }) => [type, [...changed]])).toEqual([
      ['insert', ['customerId', 'orderId', 'status']],
      ['remove', ['customerId', 'orderId', 'status']],
    ]);
    expect(changes.map((change) => [change.before?.constructor, change.after?.constructor])).toEqual([
      [undefined, Order],
      [Order, undefined],
    ]);
  });

  test('in a stream of keys has its key, and neither images nor changed properties', async () => {
    const keys = orderKey('1');
    const { changes } = await changesIn(eventOf({ keys, more: { eventName: 'MODIFY' } }));
    expect(changes).toEqual([
      expect.objectContaining({ entity: 'Order', key: { customerId: 'ann', orderId: '1' }, changed: new Set() }),
    ]);
    expect(changes[0]).not.toHaveProperty('before');
    expect(changes[0]).not.toHaveProperty('after');
  });

  test('that replaces an item of another class has no item before', async () => {
    const before = { ...orderKey('1'), entity: { S: 'Customer' }, customerId: { S: 'ann' } };
    const { changes } = await changesIn(eventOf({ keys: orderKey('1'), before, after: order('1') }));
    expect(changes).toEqual([expect.objectContaining({ type: 'modify', after: expect.any(Order) })]);
    expect(changes[0]?.before).toBeUndefined();
  });

  test('is expired if DynamoDB deleted the item, and not if a user did', async () => {
    const removed = { keys: orderKey('1'), before: order('1') };
    const user = { userIdentity: { type: 'Service', principalId: 'other.amazonaws.com' } };
    const event = eventOf({ ...removed, expired: true }, removed, { ...removed, more: user });
    expect((await changesIn(event)).changes.map(({ expired }) => expired)).toEqual([true, false, false]);
  });

  test('is an instance of the subclass of the item', async () => {
    const keys = { pk: { S: 'SHIPMENT#1' }, sk: { S: 'A' } };
    const item = (name: string, more: object) => ({ ...keys, entity: { S: name }, shipmentId: { S: '1' }, ...more });
    const event = eventOf(
      { keys, after: item('Parcel', { grams: { N: '5' } }) },
      { keys, after: item('Pallet', { boxes: { N: '5' } }) },
    );
    const { changes } = await changesIn(event);
    expect(changes.map(({ entity, after }) => [entity, after?.constructor])).toEqual([
      ['Parcel', Parcel],
      ['Pallet', Pallet],
    ]);
  });

  test('of the guard of a unique value reaches no handler, in a stream of keys too', async () => {
    const keys = { pk: { S: 'annotable#unique#email#abc' }, sk: { S: 'annotable#unique#email#abc' } };
    const event = eventOf(
      { keys, after: { ...keys, 'annotable#owner': { S: 'x' } } },
      { keys, more: { eventName: 'REMOVE' } },
    );
    expect(await changesIn(event)).toEqual({ changes: [], response: none });
  });

  test('has the current time if the event has none, as the sample events of AWS', async () => {
    const event = eventOf(orderChange('1'));
    for (const { dynamodb } of event.Records) Reflect.deleteProperty(dynamodb ?? {}, 'ApproximateCreationDateTime');
    const { changes } = await changesIn(event);
    expect(Math.abs(Number(changes[0]?.at) - Date.now())).toBeLessThan(60_000);
  });
});

describe('streamHandler', () => {
  test('tells classes and types apart, and calls several handlers in order', async () => {
    const calls: string[] = [];
    const handle = streamHandler()
      .on(Order, 'modify', ({ after }) => calls.push(`first ${after?.status}`))
      .on(Customer, ['insert', 'modify', 'remove'], () => calls.push('customer'))
      .on(Order, ['insert', 'modify'], ({ type }) => calls.push(`second ${type}`))
      .lambda();
    const { keys, before } = orderChange('2');
    const event = eventOf(orderChange('1'), { keys, after: order('2') }, { keys, before: before ?? {} });
    expect(await handle(event)).toEqual(none);
    expect(calls).toEqual(['first PAID', 'second modify', 'second insert']);
  });

  test('gives other changes to otherwise, as instances if the table lists the class', async () => {
    const seen: StreamChange[] = [];
    const keys = { pk: { S: 'X' }, sk: { S: 'Y' } };
    const after = { ...keys, entity: { S: 'Ghost' }, bytes: { B: 'AQI=' } };
    const customer = { pk: { S: 'CUSTOMER#ann' }, sk: { S: 'A' }, entity: { S: 'Customer' }, customerId: { S: 'ann' } };
    const handle = streamHandler()
      .on(Order, 'remove', () => undefined)
      .otherwise((change) => seen.push(change))
      .lambda();
    await handle(
      eventOf(orderChange('1'), { keys, after }, { keys: { pk: customer.pk, sk: customer.sk }, after: customer }),
    );
    expect(seen[0]?.after).toBeInstanceOf(Order);
    expect(seen[1]).toMatchObject({ type: 'insert', entity: 'Ghost', key: keys, after });
    expect(seen[2]?.after).toBeInstanceOf(Customer);
  });

  test('runs no later record of a key after a failure, and reports them in the order of the batch', async () => {
    const run: string[] = [];
    const errors: unknown[] = [];
    const handle = streamHandler({ onError: (error, change) => errors.push([error, change.sequenceNumber]) })
      .on(Order, 'modify', async ({ key, sequenceNumber }) => {
        run.push(`${key.orderId} ${sequenceNumber}`);
        if (sequenceNumber === '222') throw new TypeError('no');
      })
      .lambda();
    const ids = ['a', 'b', 'a', 'b', 'c', 'b'];
    expect(await handle(eventOf(...ids.map((id) => orderChange(id))))).toEqual(failures('222', '444', '666'));
    expect(run).toEqual(['a 111', 'b 222', 'a 333', 'c 555']);
    expect(errors).toEqual([[new TypeError('no'), '222']]);
  });

  test('runs the handlers of a failed record up to the one that fails', async () => {
    const run: number[] = [];
    const fail = () => Promise.reject(new Error('no'));
    const handle = streamHandler({ onError: () => undefined })
      .on(Order, 'modify', () => run.push(1))
      .on(Order, 'modify', fail)
      .on(Order, 'modify', () => run.push(3))
      .lambda();
    expect(await handle(eventOf(orderChange('1')))).toEqual(failures('111'));
    expect(run).toEqual([1]);
  });

  test('warns of the error of a handler, with its stack', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const error = new Error('no connection');
    const handle = streamHandler()
      .on(Order, 'modify', () => Promise.reject(error))
      .lambda();
    expect(await handle(eventOf(orderChange('1')))).toEqual(failures('111'));
    expect(warn.mock.calls).toEqual([
      [
        'a handler of streamHandler failed: modify of Order, record 111',
        { type: 'StreamHandlerWarning', code: 'ANNOTABLE_HANDLER_FAILED', detail: error.stack },
      ],
    ]);
    warn.mockRestore();
  });

  test('handles several keys at once, and those of one key in order', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `k${index % 7}`);
    const running = new Map<string | undefined, number>();
    const done: [string, number][] = [];
    let most = 0;
    const handle = streamHandler({ concurrency: 4 })
      .on(Order, 'modify', async ({ key: { orderId = '' }, sequenceNumber }) => {
        running.set(orderId, (running.get(orderId) ?? 0) + 1);
        most = Math.max(
          most,
          [...running.values()].reduce((sum, count) => sum + count),
        );
        expect(running.get(orderId)).toBe(1);
        await sleep(Math.random() * 3);
        done.push([orderId, Number(sequenceNumber)]);
        running.set(orderId, 0);
      })
      .lambda();
    expect(await handle(eventOf(...ids.map((id) => orderChange(id))))).toEqual(none);
    expect(most).toBe(4);
    for (const id of new Set(ids)) {
      const numbers = done.flatMap(([key, number]) => (key === id ? [number] : []));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(done).toHaveLength(60);
  });

  test('by default handles one change at a time, in the order of the batch', async () => {
    const run: string[] = [];
    const handle = streamHandler()
      .on(Order, 'modify', async ({ sequenceNumber }) => {
        await sleep(Number(sequenceNumber) > 200 ? 0 : 3);
        run.push(sequenceNumber);
      })
      .lambda();
    await handle(eventOf(orderChange('1'), orderChange('2'), orderChange('1')));
    expect(run).toEqual(['111', '222', '333']);
  });
});

describe('a record that cannot be read', () => {
  const unreadable = orderChange('1', { after: order('1', { st: { N: '1' } }) });

  test('goes to onInvalid, and counts as handled', async () => {
    const invalid: unknown[] = [];
    const run: unknown[] = [];
    const handle = streamHandler({ onInvalid: (error, record) => invalid.push([error, record]) })
      .on(Order, 'modify', ({ sequenceNumber }) => run.push(sequenceNumber))
      .lambda();
    const event = eventOf(unreadable, orderChange('1'));
    expect(await handle(event)).toEqual(none);
    expect(run).toEqual(['222']);
    expect(invalid).toEqual([[expect.any(InvalidItemError), event.Records[0]]]);
  });

  test('fails with the later records of its key if onInvalid throws', async () => {
    const onInvalid = () => Promise.reject(new Error('stop'));
    const handle = streamHandler({ onInvalid })
      .on(Order, 'modify', () => undefined)
      .lambda();
    expect(await handle(eventOf(unreadable, orderChange('1'), orderChange('2')))).toEqual(failures('111', '222'));
  });

  test('is warned of without onInvalid, with its key and without its values', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const handle = streamHandler()
      .on(Order, 'modify', () => undefined)
      .lambda();
    const secret = orderChange('1', { after: order('1', { st: { N: '98765' } }) });
    expect(await handle(eventOf(secret))).toEqual(none);
    const [[message, options] = []] = warn.mock.calls;
    expect(options).toEqual({ type: 'StreamRecordWarning', code: 'ANNOTABLE_INVALID_RECORD' });
    expect(message).toMatch(/^shop \(customerId="ann", orderId="1"\): the stored item can't be read:/);
    expect(message).not.toContain('98765');
    warn.mockRestore();
  });

  test.each([
    [{ eventName: 'TRUNCATE' }, "the record 111 of the stream has the unknown eventName 'TRUNCATE'"],
    [{ dynamodb: { SequenceNumber: '111' } }, 'the record 111 of the stream has no Keys'],
    [{ dynamodb: { Keys: orderKey('1'), NewImage: 5 } }, 'has an image that is no item'],
  ])('has a reason: %j', async (more, reason) => {
    const errors: Error[] = [];
    const handle = streamHandler({ onInvalid: (error) => errors.push(error) })
      .on(Order, ['insert', 'modify'], () => undefined)
      .otherwise(() => undefined)
      .lambda();
    expect(await handle(eventOf(orderChange('1', { more })))).toEqual(none);
    expect(errors).toEqual([expect.any(InvalidItemError)]);
    expect(errors[0]?.message).toContain(reason);
  });
});

describe('the tables of a handler', () => {
  const sessionKey = { pk: { B: 'AQI=' } };
  const session = { keys: sessionKey, after: { ...sessionKey, visits: { N: '1' } }, table: 'sessions' };

  test('are told apart by the ARN of the record', async () => {
    const seen: unknown[] = [];
    const handle = streamHandler()
      .on(Order, ['modify'], ({ key }) => seen.push(key))
      .on(Session, 'insert', ({ key, entity }) => seen.push([entity, key]))
      .lambda();
    await handle(eventOf(session, orderChange('1')));
    expect(seen).toEqual([['Session', { id: Uint8Array.of(1, 2) }], { customerId: 'ann', orderId: '1' }]);
  });

  test('may have another name if there is one', async () => {
    const seen: unknown[] = [];
    const handle = streamHandler()
      .on(Order, 'modify', ({ key }) => seen.push(key))
      .lambda();
    await handle(
      eventOf(orderChange('1', { table: 'shop-prod' }), orderChange('1', { more: { eventSourceARN: 'x' } })),
    );
    expect(seen).toHaveLength(2);
  });

  test('have the name of a repository if it is passed', async () => {
    const seen: unknown[] = [];
    const orders = new Orders(undefined, { tableName: 'shop-prod' });
    const handle = streamHandler()
      .on(orders, 'modify', ({ after }) => seen.push(after?.orderId))
      .on(Session, 'insert', () => seen.push('session'))
      .lambda();
    await handle(eventOf(orderChange('1', { table: 'shop-prod' }), session));
    expect(seen).toEqual(['1', 'session']);
  });

  test('reject a record of another table before any handler runs', async () => {
    const run = jest.fn();
    const handle = streamHandler().on(Order, 'modify', run).on(Session, 'insert', run).lambda();
    const handling = handle(eventOf(orderChange('1'), orderChange('1', { more: arn('shop-prod') })));
    await expect(handling).rejects.toThrow(ConfigurationError);
    await expect(handling).rejects.toThrow(
      "the event has a record of the table 'shop-prod', and the classes are of 'shop', 'sessions'",
    );
    expect(run).not.toHaveBeenCalled();
  });
});

describe('a wrong call', () => {
  const handle = () =>
    streamHandler()
      .on(Order, 'modify', () => undefined)
      .lambda();

  test.each([
    undefined,
    null,
    {},
    { Records: null },
    { Records: [null] },
    { Records: [{ eventSource: 'aws:sqs', body: '{}' }] },
    { Records: [{ eventSource: 'aws:kinesis', dynamodb: {} }] },
    { httpMethod: 'GET' },
  ])('with the event %j is rejected', async (event) => {
    const handling = handle()(event as never);
    await expect(handling).rejects.toThrow(ConfigurationError);
    await expect(handling).rejects.toThrow('the event is not one of a stream of DynamoDB');
  });

  test('with no record is done', async () => {
    expect(await handle()({ Records: [] })).toEqual(none);
  });

  test.each<[string, () => unknown, string]>([
    ['without handlers', () => streamHandler().lambda(), 'has no handler'],
    [
      'with an unknown type',
      () => streamHandler().on(Order, 'update' as never, () => 1),
      "'insert', 'modify', 'remove'",
    ],
    ['without types', () => streamHandler().on(Order, [], () => 1), 'takes a type of changes'],
    ['without a function', () => streamHandler().on(Order, 'insert', 5 as never), 'must be a function'],
    ['without a class', () => streamHandler().on({} as never, 'insert', () => 1), 'takes repositories'],
    ['with an unknown option', () => streamHandler({ onInvalidItem: 1 } as never), "has no option 'onInvalidItem'"],
    ['with a concurrency of 0', () => streamHandler({ concurrency: 0 }), 'concurrency must be a whole number of 1'],
  ])('%s is rejected', (_, call, message) => {
    expect(call).toThrow(ConfigurationError);
    expect(call).toThrow(message);
  });
});
