import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { ThrottledError } from '../../lib/errors/throttled-error.ts';
import { runBatch } from '../../lib/execution/batch.ts';
import { translateError } from '../../lib/execution/translate-error.ts';

const backoff = { baseMs: 1, maxMs: 2, random: () => 0.5 };

describe('runBatch', () => {
  test('sends every request until it is processed, and processes none twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.nat(9)),
        async (count, concurrency, left) => {
          const done: number[] = [];
          const requests = Array.from({ length: count }, (_, index) => index);
          const send = async (chunk: readonly number[]): Promise<number[]> => {
            await delay(0);
            const kept = Math.min(left.next().value, chunk.length - 1);
            done.push(...chunk.slice(kept));
            return chunk.slice(0, kept);
          };
          const settings = { timeoutMs: 20_000, concurrency, backoff };
          const outcome = await runBatch({ requests, most: 7, send }, settings);
          expect(outcome).toEqual({ left: [], failure: undefined, throttling: undefined });
          expect(done.sort((a, b) => a - b)).toEqual(requests);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('sends at most `concurrency` calls at the same time', async () => {
    let running = 0;
    let most = 0;
    const send = async (): Promise<never[]> => {
      running++;
      most = Math.max(most, running);
      await delay(1);
      running--;
      return [];
    };
    await runBatch(
      { requests: [1, 2, 3, 4, 5, 6, 7, 8], most: 1, send },
      { timeoutMs: 5_000, concurrency: 3, backoff },
    );
    expect(most).toBe(3);
  });

  test('returns the remaining requests and the throttling after the deadline', async () => {
    const throttled = new ThrottledError('t', [], undefined);
    const settings = { timeoutMs: 15, concurrency: 2, backoff };
    const send = (): Promise<never> => Promise.reject(throttled);
    const outcome = await runBatch({ requests: [1, 2, 3], most: 1, send }, settings);
    expect([...outcome.left].sort()).toEqual([1, 2, 3]);
    expect(outcome).toMatchObject({ failure: undefined, throttling: throttled });
  });

  test('stops after a failure and returns the requests that were not sent', async () => {
    const failure = new Error('no access');
    const sent: number[] = [];
    const send = (chunk: readonly number[]): Promise<readonly number[]> => {
      sent.push(...chunk);
      return chunk[0] === 2 ? Promise.reject(failure) : Promise.resolve([]);
    };
    const outcome = await runBatch(
      { requests: [1, 2, 3, 4], most: 1, send },
      { timeoutMs: 5_000, concurrency: 1, backoff },
    );
    expect(outcome).toEqual({ left: [2, 3, 4], failure: { error: failure }, throttling: undefined });
    expect(sent).toEqual([1, 2]);
  });
});

describe('translateError', () => {
  const fault = (name: string, fields: object = {}): Error => Object.assign(new Error('fault'), { name, ...fields });
  const reason = { reason: 'TableWriteKeyRangeThroughputExceeded', resource: 'arn:t' };

  test.each([
    fault('ProvisionedThroughputExceededException', { ThrottlingReasons: [reason] }),
    fault('RequestLimitExceeded', { ThrottlingReasons: [reason] }),
    fault('ThrottlingException', { throttlingReasons: [reason] }),
  ])('returns a ThrottledError for every kind of throttling: %s', (error) => {
    expect(translateError(error, 't')).toMatchObject({
      name: 'ThrottledError',
      code: 'service.throttled',
      reasons: [reason],
      cause: error,
    });
  });

  test('names a table that does not exist, and returns any other error unchanged', () => {
    expect(translateError(fault('ResourceNotFoundException'), 't')).toMatchObject({
      name: 'TableNotFoundError',
      table: 't',
    });
    const other = fault('AccessDeniedException');
    expect(translateError(other, 't')).toBe(other);
    expect(translateError(undefined, 't')).toBeUndefined();
  });
});
