import fc from 'fast-check';
import { backoffMs, wait } from '../../lib/time/backoff.ts';

describe('backoffMs', () => {
  test('doubles up to maxMs, and returns a random part of that', () => {
    const most = { baseMs: 50, maxMs: 5_000, random: () => 0.999_999 };
    expect([0, 1, 2, 3, 6, 7, 100].map((attempt) => backoffMs(attempt, most) + 1)).toEqual([
      50, 100, 200, 400, 3200, 5000, 5000,
    ]);
    expect(backoffMs(3, { ...most, random: () => 0 })).toBe(0);
  });

  test('is never negative or above maxMs', () => {
    fc.assert(
      fc.property(fc.nat(2_000), (attempt) => {
        const milliseconds = backoffMs(attempt);
        return milliseconds >= 0 && milliseconds <= 5_000;
      }),
    );
  });
});

describe('wait', () => {
  test('rejects with the reason as soon as its signal is aborted', async () => {
    const controller = new AbortController();
    const waiting = wait(60_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
