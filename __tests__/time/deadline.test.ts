import { getEventListeners } from 'node:events';
import { CallTimeoutError, ConfigurationError } from 'annotable';
import type { Abortable } from '../../lib/time/abort-listeners.ts';
import { wait } from '../../lib/time/backoff.ts';
import { Operation, untilAborted, withDeadline } from '../../lib/time/deadline.ts';

const settings = { table: 'users' };
const forever = (): Promise<never> => new Promise(() => undefined);

describe('withDeadline', () => {
  test('rejects at the end of its time, and aborts the signal with the same error', async () => {
    let signal: AbortSignal | undefined;
    const done = withDeadline({ timeoutMs: 5 }, settings, (call) => {
      signal = call.signal;
      return untilAborted(forever(), call);
    });
    const error = await done.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CallTimeoutError);
    expect([signal?.aborted, signal?.reason]).toEqual([true, error]);
  });

  test('rejects with the reason of the caller, and removes its listener from the signal', async () => {
    const controller = new AbortController();
    const done = withDeadline({ signal: controller.signal }, settings, (call) => untilAborted(forever(), call));
    controller.abort('enough');
    await expect(done).rejects.toBe('enough');
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  test('rejects an invalid time and an aborted signal', async () => {
    await expect(withDeadline({ timeoutMs: 0 }, settings, forever)).rejects.toBeInstanceOf(ConfigurationError);
    await expect(withDeadline({ signal: AbortSignal.abort('late') }, settings, forever)).rejects.toBe('late');
  });
});

test('many operations and pauses have one listener on a shared signal, and none after their end', async () => {
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

test('a shared signal ends all operations and pauses, also later ones', async () => {
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
  test('has an aborted signal if that is created after the end', () => {
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

  test('has one signal', () => {
    const call = new Operation(1_000);
    expect(call.signal).toBe(call.signal);
    expect(call.signal.aborted).toBe(false);
    expect(() => call.throwIfAborted()).not.toThrow();
  });
});

describe.each<[string, () => [Abortable, (reason: unknown) => void]]>([
  [
    'an operation',
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
])('untilAborted with %s', (_name, make) => {
  test('settles like the promise, and removes its listener', async () => {
    const [ending] = make();
    const [added, removed] = [jest.spyOn(ending, 'addEventListener'), jest.spyOn(ending, 'removeEventListener')];
    await expect(untilAborted(Promise.resolve(1), ending)).resolves.toBe(1);
    await expect(untilAborted(Promise.reject(new Error('no')), ending)).rejects.toThrow('no');
    expect(added).toHaveBeenCalledTimes(2);
    expect(removed).toHaveBeenCalledTimes(2);
  });

  test('rejects with the error of explain if that throws', async () => {
    const failing = (): never => {
      throw new Error('unexpected');
    };
    const [ending, end] = make();
    await expect(untilAborted(Promise.reject(new Error('no')), ending, failing)).rejects.toThrow('unexpected');
    const waiting = untilAborted(forever(), ending, failing);
    end('enough');
    await expect(waiting).rejects.toThrow('unexpected');
  });

  test('rejects with the reason at the end, and ignores a later failure of the promise', async () => {
    const [ending, end] = make();
    let fail: (reason: Error) => void = () => undefined;
    const waiting = untilAborted(new Promise<never>((_, reject) => (fail = reject)), ending);
    end('enough');
    await expect(waiting).rejects.toBe('enough');
    fail(new Error('later'));
    await expect(untilAborted(forever(), ending)).rejects.toBe('enough');
  });
});
