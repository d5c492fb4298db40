import { bench, credentials, lanes, sdks, startClock, stopClock, type WayName, wayOf } from './support.ts';
import { put } from './told.ts';

beforeEach(stopClock);
afterEach(startClock);

const second = 1_000;
const minute = 60 * second;

/** Milliseconds that credentials last, and that pass between the calls. */
const lives = [
  ['that last for a minute', minute, 0],
  ['that come near their end between calls', 6 * minute, 25 * second],
  ['that are renewed while calls go on', 20 * minute, 5 * minute],
  ['that are over when they come', -minute, second],
  ['that reach five minutes to the millisecond', 5 * minute + 10 * second, 5 * second],
] as const;

describe.each(sdks)('%s', (_title, sdk) => {
  describe.each(lanes)('the %s lane asks the provider no more often than the SDK', (lane) => {
    test.each(lives)('for credentials %s', async (_of, lastMs, passMs) => {
      const of = async (way: WayName, isSame: boolean): Promise<unknown> => {
        jest.setSystemTime(new Date('2026-11-24T10:20:30.000Z'));
        let asked = 0;
        let given = { ...credentials, expiration: new Date(0) };
        const provider = async () => {
          asked += 1;
          if (!isSame || given.expiration.getTime() === 0)
            given = {
              ...credentials,
              sessionToken: `token ${isSame}`,
              expiration: new Date(Date.now() + lastMs),
            } as never;
          return given;
        };
        const each = bench(sdk, { credentials: provider });
        const send = wayOf(sdk, each, way);
        const counts: number[] = [];
        for (let call = 0; call < 10; call++) {
          await send('PutItem', put);
          counts.push(asked);
          jest.advanceTimersByTime(passMs);
        }
        return { counts, sent: each.handler.sent };
      };
      for (const isSame of [true, false]) expect(await of(lane, isSame)).toStrictEqual(await of('client.send', isSame));
    });
  });
});

describe('a retry mode that the environment asks for', () => {
  afterEach(() => {
    delete process.env['AWS_RETRY_MODE'];
    jest.resetModules();
  });

  test.each(lanes)('adaptive: the %s lane asks for permission before it sends, as the SDK does', async (lane) => {
    process.env['AWS_RETRY_MODE'] = 'adaptive';
    jest.resetModules();
    const support: typeof import('./support.ts') = require('./support.ts');
    const of = async (sdk: (typeof sdks)[number][1], way: WayName): Promise<number> => {
      const each = support.bench(sdk);
      const { rateLimiter } = (await each.client.config.retryStrategy()) as unknown as {
        rateLimiter: { getSendToken(): Promise<void> };
      };
      const asked = jest.spyOn(rateLimiter, 'getSendToken');
      const send = support.wayOf(sdk, each, way);
      for (let call = 0; call < 4; call++) await send('PutItem', put);
      return asked.mock.calls.length;
    };
    for (const [, sdk] of support.sdks) {
      expect(await of(sdk, 'client.send')).toBe(4);
      expect(await of(sdk, lane)).toBe(4);
    }
  });
});
