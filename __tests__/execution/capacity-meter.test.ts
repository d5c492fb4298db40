import { ThrottledError } from 'annotable';
import { pacedExecutor } from '../../lib/backfill/paced-executor.ts';
import { CapacityMeter, type MeterLimits } from '../../lib/execution/capacity-meter.ts';
import { Executor } from '../../lib/execution/executor.ts';
import type { SendHook } from '../../lib/execution/send-hooks.ts';

/** Returns an executor whose requests consume units, and are answered at once. */
function answering(units: number, answer: () => object = () => ({})) {
  const inputs: object[] = [];
  const hook: SendHook = {
    name: 'answers',
    aroundSend: async ({ operation, input }) => {
      inputs.push(input);
      const capacity = { CapacityUnits: units };
      const isList = operation.startsWith('Batch') || operation.startsWith('Transact');
      return { ...answer(), ConsumedCapacity: isList ? [capacity, capacity] : capacity };
    },
  };
  // The last hook is the innermost one.
  const executorOf = (prepare: (executor: Executor) => Executor): Executor =>
    prepare(new Executor()).joined({ hooks: [hook] });
  return { inputs, executorOf };
}

describe('the capacity meter', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Returns the milliseconds that a meter delays a request. */
  async function delayOf(meter: CapacityMeter, kind: 'read' | 'write'): Promise<number> {
    const from = performance.now();
    let until: number | undefined;
    const ready = meter.ready(kind, undefined).then(() => {
      until = performance.now();
    });
    await jest.advanceTimersByTimeAsync(0);
    while (until === undefined) await jest.advanceTimersByTimeAsync(10);
    await ready;
    return Math.round((until - from) / 10) * 10;
  }

  /** Returns a meter that has measured one request. */
  async function used(limits: MeterLimits, operation: 'Scan' | 'BatchGetItem' | 'PutItem', units: number) {
    const meter = new CapacityMeter(limits);
    const executor = answering(units).executorOf((each) => meter.executorOf(each));
    await executor.send(operation, {} as never, 't');
    return meter;
  }

  test('asks for the consumed capacity, and adds it up', async () => {
    const meter = new CapacityMeter();
    const { inputs, executorOf } = answering(2.5);
    const executor = executorOf((each) => meter.executorOf(each));
    await executor.send('Scan', { TableName: 't', Limit: 1 }, 't');
    await executor.send('BatchGetItem', { RequestItems: {} }, 't');
    await executor.send('TransactWriteItems', { TransactItems: [] }, 't');
    expect(inputs[0]).toEqual({ TableName: 't', Limit: 1, ReturnConsumedCapacity: 'TOTAL' });
    expect(meter).toMatchObject({ readUnits: 7.5, writeUnits: 5 });
  });

  test('delays reads and writes apart, by their own limits', async () => {
    const reading = await used({ readUnitsPerSecond: 10, writeUnitsPerSecond: 10 }, 'Scan', 30);
    expect(await delayOf(reading, 'read')).toBe(2_000);
    expect(await delayOf(reading, 'write')).toBe(0);
    const writing = await used({ readUnitsPerSecond: 10, writeUnitsPerSecond: 5 }, 'PutItem', 10);
    expect(await delayOf(writing, 'write')).toBe(1_000);
    expect(await delayOf(writing, 'read')).toBe(0);
  });

  test('delays reads and writes together, by a common limit', async () => {
    const meter = await used({ unitsPerSecond: 10 }, 'BatchGetItem', 15);
    expect(await delayOf(meter, 'write')).toBe(2_000);
  });

  test('allows the units of one second at once, and no more after a pause', async () => {
    const meter = await used({ readUnitsPerSecond: 10 }, 'Scan', 9);
    expect(await delayOf(meter, 'read')).toBe(0);
    await jest.advanceTimersByTimeAsync(60_000);
    const executor = answering(20).executorOf((each) => meter.executorOf(each));
    await executor.send('Scan', { TableName: 't' }, 't');
    expect(await delayOf(meter, 'read')).toBe(1_000);
  });

  test('never delays without a limit', async () => {
    expect(await delayOf(await used({ readUnitsPerSecond: Number.POSITIVE_INFINITY }, 'Scan', 1e9), 'read')).toBe(0);
  });

  test('rejects with the reason if the call is aborted during a pause', async () => {
    const meter = await used({ readUnitsPerSecond: 1 }, 'Scan', 100);
    const ending = new AbortController();
    const ready = meter.ready('read', ending.signal);
    ending.abort(new Error('left'));
    await expect(ready).rejects.toThrow('left');
  });

  test('of a backfill sends a throttled request again', async () => {
    let count = 0;
    const { executorOf } = answering(1, () => {
      count += 1;
      if (count < 3) throw new ThrottledError('t', [], undefined);
      return {};
    });
    const executor = executorOf((each) => pacedExecutor(each, new CapacityMeter(), { random: () => 0 }));
    await executor.send('UpdateItem', { TableName: 't', Key: {} }, 't');
    expect(count).toBe(3);
  });
});
