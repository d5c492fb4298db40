import { backoffMs, exponential, growing } from '../../lib/time/backoff.ts';
import { deadlineIn, Operation } from '../../lib/time/deadline.ts';
import { NotDone, retry } from '../../lib/time/retry.ts';

const atOnce = () => 0;
const always = () => true;

/** Work that throws the errors one after the other, and then returns its attempt. */
function failing(...errors: readonly unknown[]) {
  const attempts: number[] = [];
  const work = async (attempt: number): Promise<number> => {
    attempts.push(attempt);
    if (attempt <= errors.length) throw errors[attempt - 1];
    return attempt;
  };
  return { attempts, work };
}

describe('retry', () => {
  test('returns the first result, without a pause', async () => {
    const schedule = jest.fn(atOnce);
    await expect(retry(async () => 'done', { schedule })).resolves.toBe('done');
    expect(schedule).not.toHaveBeenCalled();
  });

  test('repeats work that fails, and counts its attempts from 1', async () => {
    const { attempts, work } = failing('a', 'b');
    await expect(retry(work, { schedule: atOnce, retryIf: always })).resolves.toBe(3);
    expect(attempts).toEqual([1, 2, 3]);
  });

  test('throws an error that `retryIf` rejects, and every error without `retryIf`', async () => {
    const { attempts, work } = failing('a', 'b', 'c');
    await expect(retry(work, { schedule: atOnce, retryIf: (error) => error === 'a' })).rejects.toBe('b');
    await expect(retry(work, { schedule: atOnce })).rejects.toBe('a');
    expect(attempts).toEqual([1, 2, 1]);
  });

  test('waits for a `retryIf` that is a promise, and throws what it throws', async () => {
    const prepared: unknown[] = [];
    const retryIf = async (error: unknown, attempt: number): Promise<boolean> => {
      prepared.push([error, attempt]);
      if (attempt === 2) throw new Error('no remedy');
      return true;
    };
    await expect(retry(failing('a', 'b', 'c').work, { schedule: atOnce, retryIf })).rejects.toThrow('no remedy');
    expect(prepared).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  test('repeats work that returns or throws `NotDone`, without calling `retryIf`', async () => {
    const results = ['first', 'second'];
    const work = async (attempt: number): Promise<string | NotDone> => {
      const error = results[attempt - 1];
      if (error === 'second') throw new NotDone(error);
      return error === undefined ? 'done' : new NotDone(error);
    };
    const schedule = jest.fn(atOnce);
    const result: string = await retry(work, { schedule, retryIf: () => false });
    expect(result).toBe('done');
    expect(schedule.mock.calls).toEqual([
      [0, 'first'],
      [1, 'second'],
    ]);
  });

  test('throws the last error after `maxAttempts`, without asking `retryIf`', async () => {
    const retryIf = jest.fn(always);
    const { attempts, work } = failing('a', 'b', 'c');
    await expect(retry(work, { schedule: atOnce, maxAttempts: 2, retryIf })).rejects.toBe('b');
    expect(attempts).toEqual([1, 2]);
    expect(retryIf).toHaveBeenCalledTimes(1);
    const unfinished = async (attempt: number): Promise<NotDone> => new NotDone(attempt);
    await expect(retry(unfinished, { schedule: atOnce, maxAttempts: 3 })).rejects.toBe(3);
  });

  test('throws the last error at once if the pause would end after the deadline', async () => {
    const begin = performance.now();
    const retryIf = jest.fn(always);
    const settings = { schedule: () => 60_000, deadline: deadlineIn(30_000), retryIf };
    await expect(retry(failing('a').work, settings)).rejects.toBe('a');
    expect(retryIf).not.toHaveBeenCalled();
    expect(performance.now() - begin).toBeLessThan(1_000);
  });

  test('repeats work until the deadline', async () => {
    const deadline = deadlineIn(30);
    const work = async (attempt: number): Promise<NotDone> => new NotDone(attempt);
    const last = await retry(work, { schedule: () => 5, deadline }).catch((attempt) => attempt);
    expect(last).toBeGreaterThan(1);
    expect(performance.now()).toBeLessThanOrEqual(deadline + 1_000);
  });

  test.each<[string, () => [AbortSignal | Operation, (reason: unknown) => void]]>([
    ['a signal', () => signalAndEnd()],
    ['an operation', () => operationAndEnd()],
  ])('rejects with the reason of %s that ends during a pause, or before a retry', async (_name, make) => {
    const [signal, end] = make();
    const waiting = retry(failing('a').work, { schedule: () => 60_000, signal, retryIf: always });
    setTimeout(() => end('enough'), 1);
    await expect(waiting).rejects.toBe('enough');
    const { attempts, work } = failing('a');
    await expect(retry(work, { schedule: atOnce, signal, retryIf: always })).rejects.toBe('enough');
    expect(attempts).toEqual([1]);
  });

  test('creates no `AbortSignal` of an operation', async () => {
    const call = new Operation(1_000);
    const signal = jest.spyOn(call, 'signal', 'get');
    await retry(failing('a').work, { schedule: () => 1, signal: call, retryIf: always });
    expect(signal).not.toHaveBeenCalled();
  });
});

function signalAndEnd(): [AbortSignal, (reason: unknown) => void] {
  const controller = new AbortController();
  return [controller.signal, (reason) => controller.abort(reason)];
}

function operationAndEnd(): [Operation, (reason: unknown) => void] {
  const call = new Operation(1_000);
  return [call, (reason) => call.end(reason)];
}

describe('schedules', () => {
  test('exponential takes its pauses from backoffMs', () => {
    const settings = { baseMs: 8, maxMs: 100, random: () => 0.5 };
    const schedule = exponential(settings);
    const retries = [0, 1, 2, 10];
    expect(retries.map((each) => schedule(each))).toEqual([4, 8, 16, 50]);
    expect(retries.map((each) => schedule(each))).toEqual(retries.map((each) => backoffMs(each, settings)));
  });

  test('growing begins with its first pause and grows by half up to its last', () => {
    const schedule = growing(20, 100);
    expect([0, 1, 2, 3, 4, 5].map((each) => schedule(each))).toEqual([20, 30, 45, 67.5, 100, 100]);
  });
});
