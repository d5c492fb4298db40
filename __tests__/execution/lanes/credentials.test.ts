import { put } from './stories.ts';
import { bench, credentials, type LaneName, lanes, sdks, senderOf, startClock, stopClock } from './support.ts';

beforeEach(stopClock);
afterEach(startClock);

const second = 1_000;
const minute = 60 * second;

/** Title, lifetime of the credentials, and time between the calls, both in milliseconds. */
const lives = [
  ['that are valid for a minute', minute, 0],
  ['that come close to their expiration between calls', 6 * minute, 25 * second],
  ['that are renewed between calls', 20 * minute, 5 * minute],
  ['that are expired from the start', -minute, second],
  ['that expire in exactly five minutes', 5 * minute + 10 * second, 5 * second],
] as const;

describe.each(sdks)('%s', (_title, sdk) => {
  describe.each(lanes)('the %s lane', (lane) => {
    test.each(lives)('calls the provider as often as client.send for credentials %s', async (_of, lastMs, passMs) => {
      const of = async (via: LaneName, isSame: boolean): Promise<unknown> => {
        jest.setSystemTime(new Date('2026-11-24T10:20:30.000Z'));
        let calls = 0;
        let identity = { ...credentials, expiration: new Date(0) };
        const provider = async () => {
          calls += 1;
          if (!isSame || identity.expiration.getTime() === 0)
            identity = {
              ...credentials,
              sessionToken: `token ${isSame}`,
              expiration: new Date(Date.now() + lastMs),
            } as never;
          return identity;
        };
        const each = bench(sdk, { credentials: provider });
        const send = senderOf(sdk, each, via);
        const counts: number[] = [];
        for (let call = 0; call < 10; call++) {
          await send('PutItem', put);
          counts.push(calls);
          jest.advanceTimersByTime(passMs);
        }
        return { counts, sent: each.handler.sent };
      };
      for (const isSame of [true, false]) expect(await of(lane, isSame)).toStrictEqual(await of('sdk', isSame));
    });
  });
});

describe('the adaptive retry mode of the environment', () => {
  afterEach(() => {
    delete process.env['AWS_RETRY_MODE'];
    jest.resetModules();
  });

  test.each(lanes)('limits the rate of the %s lane like that of client.send', async (lane) => {
    process.env['AWS_RETRY_MODE'] = 'adaptive';
    jest.resetModules();
    const support: typeof import('./support.ts') = require('./support.ts');
    const of = async (sdk: (typeof sdks)[number][1], via: LaneName): Promise<number> => {
      const each = support.bench(sdk);
      const { rateLimiter } = (await each.client.config.retryStrategy()) as unknown as {
        rateLimiter: { getSendToken(): Promise<void> };
      };
      const getSendToken = jest.spyOn(rateLimiter, 'getSendToken');
      const send = support.senderOf(sdk, each, via);
      for (let call = 0; call < 4; call++) await send('PutItem', put);
      return getSendToken.mock.calls.length;
    };
    for (const [, sdk] of support.sdks) {
      expect(await of(sdk, 'sdk')).toBe(4);
      expect(await of(sdk, lane)).toBe(4);
    }
  });
});
