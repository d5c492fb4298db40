import type { Args, Entry, Handler, Signer, Stack } from '../../../lib/execution/lanes/client-parts.ts';
import {
  type Bench,
  bench,
  credentials,
  fault,
  type LaneName,
  ok,
  sdks,
  senderOf,
  startClock,
  stopClock,
} from './support.ts';

beforeEach(stopClock);
afterEach(startClock);

type Headers = Record<string, string | undefined>;
type Change = (headers: Headers, call: number) => unknown;

const set =
  (more: Headers): Change =>
  (headers) =>
    Object.assign(headers, more);

/** Title, number of the four calls that the SDK signs, and the change of the headers by a middleware. */
const changes: readonly (readonly [string, number, Change])[] = [
  ['nothing', 1, () => undefined],
  ['a header of another name', 1, set({ 'X-Mine': 'of Mine' })],
  ['another value in each call', 1, (headers, call) => Object.assign(headers, { 'x-mine': `call ${call}` })],
  ['another header in each call', 4, (headers, call) => Object.assign(headers, { [`x-mine-${call}`]: 'a' })],
  ['another header in every second call', 4, (headers, call) => call % 2 && Object.assign(headers, { 'x-mine': 'a' })],
  ['other headers from the third call on', 2, (headers, call) => call > 1 && Object.assign(headers, { 'x-mine': 'a' })],
  [
    'headers in another order from the third call on',
    2,
    (headers, call) => {
      const first = headers['content-type'];
      if (call < 2) return;
      delete headers['content-type'];
      headers['content-type'] = first;
    },
  ],
  ['a header that no proxy keeps', 1, set({ 'Proxy-Authorization': 'a', Connection: 'keep-alive' })],
  ['spaces that a signature normalizes', 4, (headers, call) => Object.assign(headers, { 'x-mine': ` a  b ${call}\t` })],
  ['the same spaces in each call', 4, set({ 'x-mine': ' a  b ' })],
  ['letters outside ASCII', 4, (headers, call) => Object.assign(headers, { 'x-mine': `Zoë ${call}` })],
  ['an empty value', 2, (headers, call) => Object.assign(headers, { 'x-mine': call ? '' : 'a' })],
  ['a header that is undefined', 4, set({ 'x-mine': undefined })],
  ['one header under two names', 4, (headers, call) => Object.assign(headers, { 'x-mine': 'a', 'X-Mine': `b${call}` })],
  ['a custom hash', 4, set({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })],
  ['a custom hash under a capitalized name', 4, set({ 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' })],
  ['a date', 4, set({ Date: 'Tue, 24 Nov 2026 10:20:30 GMT' })],
  ['a token', 1, set({ 'x-amz-security-token': 'mine' })],
  ['an authorization', 4, set({ authorization: 'mine' })],
];

const put = { TableName: 't', Item: { id: { S: 'Zoë' } } };

const addToBuild = (each: Bench, middleware: Entry['middleware']): void =>
  (each.client.middlewareStack as unknown as Stack).add(middleware, { step: 'build', name: 'mine' } as Entry);

const signerOf = ({ client }: Bench): Signer =>
  (client.config as unknown as { httpAuthSchemes: { signer: Signer }[] }).httpAuthSchemes[0]?.signer as Signer;

/** Sends four calls, each after an event. `count` is the number of requests that the SDK signed. */
async function signed(sdk: (typeof sdks)[number][1], lane: LaneName, each: Bench, event: (call: number) => unknown) {
  const sign = jest.spyOn(Object.getPrototypeOf(signerOf(each)), 'sign');
  const send = senderOf(sdk, each, lane);
  const results: unknown[] = [];
  for (let call = 0; call < 4; call++) {
    event(call);
    results.push(await send('PutItem', put).catch((error: Error) => String(error)));
  }
  const count = sign.mock.calls.length;
  sign.mockRestore();
  return { seen: { results, sent: each.handler.sent, offset: each.client.config.systemClockOffset }, count };
}

describe.each(sdks)('%s', (_title, sdk) => {
  test.each(changes)('the standard lane signs like client.send with %s', async (_of, count, change) => {
    const of = (via: LaneName) => {
      const each = bench(sdk, { credentials: { ...credentials, sessionToken: 'token' } });
      let call = 0;
      addToBuild(each, (next: Handler) => (args: Args) => {
        if (args.request !== undefined) change(args.request.headers as Headers, call);
        return next(args);
      });
      return signed(sdk, via, each, (now) => {
        call = now;
      });
    };
    const expected = await of('sdk');
    expect(await of('standard')).toStrictEqual({ ...expected, count });
  });

  test('the standard lane signs other bodies, paths, and queries like client.send', async () => {
    const of = (via: LaneName) => {
      const each = bench(sdk);
      let call = 0;
      addToBuild(each, (next: Handler) => (args: Args) => {
        const { request } = args;
        if (call === 1) Object.assign(request ?? {}, { body: 'text' });
        if (call === 2) Object.assign(request ?? {}, { path: '/a b/%2F/' });
        if (call === 3) Object.assign(request ?? {}, { query: { a: 'b c' } });
        return next(args);
      });
      return signed(sdk, via, each, (now) => {
        call = now;
      });
    };
    const expected = await of('sdk');
    expect(expected.seen.sent).toHaveLength(4);
    expect((await of('standard')).seen).toStrictEqual(expected.seen);
  });

  test('the standard lane signs each attempt again, and corrects the clock after a skew error', async () => {
    const of = (via: LaneName) => {
      const each = bench(sdk);
      return signed(sdk, via, each, (call) => {
        const date = { date: 'Tue, 24 Nov 2026 12:20:30 GMT' };
        each.handler.replies =
          call === 1
            ? [
                { ...fault('InternalServerError', 500), headers: date } as never,
                { ...fault('InvalidSignatureException'), headers: date } as never,
                ok(),
              ]
            : [ok()];
      });
    };
    const expected = await of('sdk');
    expect(expected.seen).toMatchObject({ offset: 7_199_544 });
    expect(await of('standard')).toStrictEqual({ ...expected, count: 1 });
  });

  test('a custom signer signs all following requests', async () => {
    const of = async (via: LaneName) => {
      const each = bench(sdk);
      const own = signerOf(each);
      const mine = jest.fn(own.sign.bind(own));
      const scheme = (each.client.config as unknown as { httpAuthSchemes: { signer: Signer }[] }).httpAuthSchemes[0];
      const { seen } = await signed(sdk, via, each, (call) => {
        if (call === 2) Object.assign(scheme ?? {}, { signer: { ...own, sign: mine } });
      });
      return { seen, calls: mine.mock.calls.length };
    };
    const expected = await of('sdk');
    expect(expected.calls).toBe(2);
    expect(await of('standard')).toStrictEqual(expected);
  });

  test('middleware sees the signer of the SDK', async () => {
    const each = bench(sdk);
    const own = signerOf(each);
    const seen: unknown[] = [];
    const check =
      (next: Handler, context: { __smithy_context?: { selectedHttpAuthScheme?: { signer: unknown } } }) =>
      async (args: Args) => {
        seen.push(context.__smithy_context?.selectedHttpAuthScheme?.signer === own);
        const output = await next(args);
        seen.push(context.__smithy_context?.selectedHttpAuthScheme?.signer === own);
        return output;
      };
    for (const relation of ['before', 'after'])
      (each.client.middlewareStack as unknown as Stack).addRelativeTo(check, {
        relation,
        toMiddleware: 'httpSigningMiddleware',
        name: relation,
      } as Entry & { middleware: never });
    await signed(sdk, 'standard', each, () => undefined);
    expect(seen).toEqual(Array.from({ length: 16 }, () => true));
  });
});
