import { getEventListeners } from 'node:events';
import { CallTimeoutError, ConfigurationError } from 'annotable';
import type { Abortable } from '../../lib/time/abort-listeners.ts';
import { wait } from '../../lib/time/backoff.ts';
import { Operation, untilAborted, withDeadline } from '../../lib/time/deadline.ts';

const settings = { table: 'users' };
const forever = (): Promise<never> => new Promise(() => undefined);

describe('withDeadline', () => {
  test('ends at the end of its time, and aborts the signal that was asked for with the same error', async () => {
    let signal: AbortSignal | undefined;
    const done = withDeadline({ timeoutMs: 5 }, settings, (call) => {
      signal = call.signal;
      return untilAborted(forever(), call);
    });
    const error = await done.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CallTimeoutError);
    expect([signal?.aborted, signal?.reason]).toEqual([true, error]);
  });

  test('ends with its caller, with the caller’s reason, and leaves no listener on its signal', async () => {
    const controller = new AbortController();
    const done = withDeadline({ signal: controller.signal }, settings, (call) => untilAborted(forever(), call));
    controller.abort('enough');
    await expect(done).rejects.toBe('enough');
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  test('refuses a time that is none, and what is aborted already', async () => {
    await expect(withDeadline({ timeoutMs: 0 }, settings, forever)).rejects.toBeInstanceOf(ConfigurationError);
    await expect(withDeadline({ signal: AbortSignal.abort('late') }, settings, forever)).rejects.toBe('late');
  });
});

test('many operations and waits have one listener on a signal that they share, and none at their end', async () => {
  const { signal } = new AbortController();
  const ends: (() => void)[] = [];
  const operations = Array.from({ length: 20 }, () =>
    withDeadline({ signal }, settings, () => new Promise<void>((resolve) => ends.push(resolve))),
  );
  const waits = Array.from({ length: 20 }, () => wait(5, signal));
  const sent = Array.from({ length: 20 }, () =>
    untilAborted(new Promise<void>((resolve) => ends.push(resolve)), signal),
  );
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  await Promise.all(waits);
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  for (const end of ends) end();
  await Promise.all([...operations, ...sent]);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('a shared signal ends all that listen to it, and what begins afterwards', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const operations = Array.from({ length: 3 }, () =>
    withDeadline({ signal }, settings, (call) => untilAborted(forever(), call)),
  );
  const all = [...operations, wait(60_000, signal), untilAborted(forever(), signal)];
  controller.abort('enough');
  for (const each of [...all, wait(60_000, signal)]) await expect(each).rejects.toBe('enough');
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

describe('Operation', () => {
  test('has a signal that is aborted already where it is asked for after the end', () => {
    const call = new Operation(1_000);
    call.end('first');
    call.end('second');
    expect([call.aborted, call.reason, call.signal.aborted, call.signal.reason]).toEqual([
      true,
      'first',
      true,
      'first',
    ]);
    expect(() => call.throwIfAborted()).toThrow('first');
  });

  test('gives one signal, however often it is asked for', () => {
    const call = new Operation(1_000);
    expect(call.signal).toBe(call.signal);
    expect(call.signal.aborted).toBe(false);
    expect(() => call.throwIfAborted()).not.toThrow();
  });
});

describe.each<[string, () => [Abortable, (reason: unknown) => void]]>([
  [
    'an operation under way',
    () => {
      const call = new Operation(1_000);
      return [call, (reason) => call.end(reason)];
    },
  ],
  [
    'a signal',
    () => {
      const controller = new AbortController();
      return [controller.signal, (reason) => controller.abort(reason)];
    },
  ],
])('untilAborted, of %s', (_name, make) => {
  test('gives what the promise comes to, and listens no more', async () => {
    const [ending] = make();
    const [added, removed] = [jest.spyOn(ending, 'addEventListener'), jest.spyOn(ending, 'removeEventListener')];
    await expect(untilAborted(Promise.resolve(1), ending)).resolves.toBe(1);
    await expect(untilAborted(Promise.reject(new Error('no')), ending)).rejects.toThrow('no');
    expect(added).toHaveBeenCalledTimes(2);
    expect(removed).toHaveBeenCalledTimes(2);
  });

  test('rejects also where what explains an error fails itself', async () => {
    const failing = (): never => {
      throw new Error('unexpected');
    };
    const [ending, end] = make();
    await expect(untilAborted(Promise.reject(new Error('no')), ending, failing)).rejects.toThrow('unexpected');
    const waiting = untilAborted(forever(), ending, failing);
    end('enough');
    await expect(waiting).rejects.toThrow('unexpected');
  });

  test('rejects with the reason at the end, and lets a promise go that fails later', async () => {
    const [ending, end] = make();
    let fail: (reason: Error) => void = () => undefined;
    const waiting = untilAborted(new Promise<never>((_, reject) => (fail = reject)), ending);
    end('enough');
    await expect(waiting).rejects.toBe('enough');
    fail(new Error('later'));
    await expect(untilAborted(forever(), ending)).rejects.toBe('enough');
  });
});
