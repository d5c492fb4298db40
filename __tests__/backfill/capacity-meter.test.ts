import { ThrottledError } from 'annotable';
import { CapacityMeter } from '../../lib/backfill/capacity-meter.ts';
import type { SendHook } from '../../lib/execution/send-hooks.ts';

/** Returns a function that sends a request through the hook of a meter. */
function sender(meter: CapacityMeter, send: (input: object) => Promise<object>) {
  let hook: SendHook | undefined;
  meter.measured({
    joined: ({ hooks }: { hooks: SendHook[] }) => {
      [hook] = hooks;
    },
  } as never);
  return (operation: string) =>
    hook?.aroundSend({ operation, table: 't', input: { Limit: 1 }, signal: undefined }, (input = {}) => send(input));
}

describe('the meter of a backfill', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('asks for the consumed capacity, and adds it up', async () => {
    const meter = new CapacityMeter();
    const inputs: object[] = [];
    const send = sender(meter, async (input) => {
      inputs.push(input);
      return { ConsumedCapacity: { CapacityUnits: 2.5 } };
    });
    await send('Scan');
    await send('UpdateItem');
    expect(inputs[0]).toEqual({ Limit: 1, ReturnConsumedCapacity: 'TOTAL' });
    expect(meter).toMatchObject({ readUnits: 2.5, writeUnits: 2.5 });
    await sender(meter, async () => ({ ConsumedCapacity: [{ CapacityUnits: 1 }, { CapacityUnits: 3 }] }))(
      'TransactWriteItems',
    );
    expect(meter.writeUnits).toBe(6.5);
  });

  test('delays requests until the capacity is below the rate', async () => {
    const meter = new CapacityMeter(10);
    const send = sender(meter, async () => ({ ConsumedCapacity: { CapacityUnits: 30 } }));
    await send('Scan');
    let isSent = false;
    const second = send('Scan')?.then(() => {
      isSent = true;
    });
    await jest.advanceTimersByTimeAsync(1_900);
    expect(isSent).toBe(false);
    await jest.advanceTimersByTimeAsync(200);
    await second;
    expect(isSent).toBe(true);
  });

  test('sends a throttled request again', async () => {
    let count = 0;
    const send = sender(new CapacityMeter(undefined, { random: () => 0 }), async () => {
      count += 1;
      if (count < 3) throw new ThrottledError('t', [], undefined);
      return {};
    });
    await send('UpdateItem');
    expect(count).toBe(3);
  });
});
