import { CallTimeoutError, ConfigurationError } from 'annotable';
import { type Ending, UnderWay, untilAborted, withDeadline } from '../../lib/execution/deadline.ts';

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
    const removed = jest.spyOn(controller.signal, 'removeEventListener');
    const done = withDeadline({ signal: controller.signal }, settings, (call) => untilAborted(forever(), call));
    controller.abort('enough');
    await expect(done).rejects.toBe('enough');
    expect(removed).toHaveBeenCalledTimes(1);
  });

  test('refuses a time that is none, and what is aborted already', async () => {
    await expect(withDeadline({ timeoutMs: 0 }, settings, forever)).rejects.toBeInstanceOf(ConfigurationError);
    await expect(withDeadline({ signal: AbortSignal.abort('late') }, settings, forever)).rejects.toBe('late');
  });
});

describe('UnderWay', () => {
  test('has a signal that is aborted already where it is asked for after the end', () => {
    const call = new UnderWay(1_000);
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
    const call = new UnderWay(1_000);
    expect(call.signal).toBe(call.signal);
    expect(call.signal.aborted).toBe(false);
    expect(() => call.throwIfAborted()).not.toThrow();
  });
});

describe.each<[string, () => [Ending, (reason: unknown) => void]]>([
  [
    'an operation under way',
    () => {
      const call = new UnderWay(1_000);
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
    const removed = jest.spyOn(ending, 'removeEventListener');
    await expect(untilAborted(Promise.resolve(1), ending)).resolves.toBe(1);
    await expect(untilAborted(Promise.reject(new Error('no')), ending)).rejects.toThrow('no');
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
