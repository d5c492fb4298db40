import { Readable } from 'node:stream';
import { type Attempts, NotRepeated } from '../../../lib/execution/lanes/attempts.ts';
import {
  bench,
  credentials,
  fault,
  lanes,
  newAttempts,
  ok,
  type Reply,
  sdks,
  type Way,
  type WayName,
  wayOf,
} from './support.ts';

type Sdk = (typeof sdks)[number][1];

const networkError =
  (code: string): Reply =>
  () =>
    Promise.reject(Object.assign(new Error(`a ${code}`), { code }));
const cutOff: Reply = { status: 200, body: '{"Attributes":{"id":{"S":"x' };
/** An answer whose body comes as a stream, which an error ends. */
const streamedWith = (status: number, ...parts: readonly (string | (() => Error))[]): Reply => ({
  status,
  get body() {
    return Readable.from(pieces(parts));
  },
});

const streamed = (...parts: readonly (string | (() => Error))[]): Reply => streamedWith(200, ...parts);

async function* pieces(parts: readonly (string | (() => Error))[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (typeof part === 'function') throw part();
    yield Buffer.from(part);
  }
}

const hourAgo = (): Record<string, string> => ({ date: new Date(Date.now() - 3_600_000).toUTCString() });
const throttled = (retryAfter: string): Reply => ({
  ...(fault('ThrottlingException') as object as { status: number; body: unknown }),
  headers: { 'x-amz-retry-after': retryAfter },
});

/** What a request handler answers, attempt after attempt. */
const plans: readonly (readonly [string, readonly Reply[]])[] = [
  ['throttled once', [fault('ProvisionedThroughputExceededException'), ok()]],
  ['throttled to the end', Array.from({ length: 5 }, () => fault('ThrottlingException'))],
  ['throttled, with a hint', [throttled('40'), ok()]],
  ['an internal error', [fault('InternalServerError', 500), fault('InternalServerError', 503), ok()]],
  ['internal errors to the end', Array.from({ length: 5 }, () => fault('InternalServerError', 500))],
  ['an error page', [{ status: 502, body: '<html>bad gateway</html>' }, ok()]],
  ['error pages to the end', Array.from({ length: 5 }, () => ({ status: 502, body: '<html>' }))],
  ['an empty error', [{ status: 500, body: '' }, ok()]],
  ['a reset', [networkError('ECONNRESET'), ok()]],
  ['resets to the end', Array.from({ length: 5 }, () => networkError('ECONNRESET'))],
  ['nobody there', [networkError('ECONNREFUSED'), ok()]],
  ['an unknown failure', [networkError('ESTRANGE'), ok()]],
  ['a string that is thrown', [() => Promise.reject('a string'), ok()]],
  ['an answer that is cut off', [cutOff, ok()]],
  ['an answer that is no JSON', [{ status: 200, body: 'hello' }, ok()]],
  ['an answer that is no object', [{ status: 200, body: '[1]' }, ok()]],
  ['an answer of null', [{ status: 200, body: 'null' }, ok()]],
  ['an empty answer', [{ status: 200, body: '' }]],
  ['an answer with wrong base64', [ok({ Attributes: { id: { B: '*' } } }), ok()]],
  ['an answer with another checksum', [{ status: 200, body: {}, headers: { 'x-amz-crc32': '1' } }]],
  ['an answer in pieces', [streamed('{"Attributes":{"id', '":{"B":"AQI="}}}')]],
  ['an answer in pieces that is cut off', [streamed('{"Attributes"'), ok()]],
  ['an answer that breaks off', [streamed('{"Attributes"', () => new Error('broken off')), ok()]],
  ['a reset in an answer', [streamed('{', () => Object.assign(new Error('aborted'), { code: 'ECONNRESET' })), ok()]],
  ['an error in pieces', [streamedWith(400, '{"__type":"x#Throttling', 'Exception"}'), ok()]],
  ['a redirection', [{ status: 301, body: '' }, ok()]],
  ['a condition that fails', [fault('ConditionalCheckFailedException', 400, { Item: { id: { B: 'AQI=' } } })]],
  [
    'a transaction that is canceled',
    [
      fault('TransactionCanceledException', 400, {
        CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
      }),
    ],
  ],
  ['a transaction in progress', [fault('TransactionInProgressException'), ok()]],
  ['no table', [fault('ResourceNotFoundException')]],
  ['an unknown fault', [fault('NobodyKnowsException')]],
  ['an expired token', [fault('ExpiredTokenException'), ok()]],
  [
    'a clock that is wrong',
    [
      {
        status: 400,
        body: { __type: 'x#InvalidSignatureException', message: 'Signature not yet current' },
        headers: hourAgo(),
      },
      ok(),
    ],
  ],
  [
    'a signature that has expired',
    [
      {
        status: 400,
        body: { __type: 'x#InvalidSignatureException', message: 'Signature expired: 1' },
        headers: hourAgo(),
      },
      ok(),
    ],
  ],
  ['a server with another time', [{ status: 200, body: {}, headers: hourAgo() }, ok()]],
];

const put = { TableName: 't', Item: { id: { S: '1' } } };

/** What a call comes to, as its caller sees it: without what differs from call to call. */
function seen(result: unknown): unknown {
  if (result instanceof NotRepeated) return { notRepeated: seen(result.failure) };
  if (typeof result !== 'object' || result === null) return result;
  const { $metadata, ...own } = result as { readonly $metadata?: Record<string, unknown> };
  const { totalRetryDelay, ...metadata } = $metadata ?? {};
  const { name, message } = result as Partial<Error>;
  return { type: result.constructor.name, name, message, own, metadata, isDelayed: Number(totalRetryDelay) > 0 };
}

/** A client whose retries wait for next to nothing. */
async function quickBench(sdk: Sdk) {
  const each = bench(sdk);
  const strategy = (await each.client.config.retryStrategy()) as unknown as {
    retryBackoffStrategy: { computeNextBackoffDelay: () => number };
    getCapacity(): number;
  };
  strategy.retryBackoffStrategy.computeNextBackoffDelay = () => 2;
  return { each, strategy };
}

/** What a plan of faults comes to: the second and third call of a client, so that a lane is under way. */
async function outcome(sdk: Sdk, way: WayName, replies: readonly Reply[], isRepeatable: boolean | undefined) {
  const { each, strategy } = await quickBench(sdk);
  const send = wayOf(sdk, each, way);
  await send('PutItem', put);
  const attempts: Attempts | undefined = isRepeatable === undefined ? undefined : newAttempts(isRepeatable);
  each.handler.replies = [...replies];
  const result = await send('PutItem', put, { attempts }).then(seen, seen);
  each.handler.replies = [];
  const after = await send('PutItem', put).then(seen, seen);
  const sent = each.handler.sent.slice(1, -1);
  const ids = new Set(sent.map(({ headers }) => new Map(headers).get('amz-sdk-invocation-id')));
  return {
    result,
    after,
    attempts: sent.map(({ headers, body, request }) => [new Map(headers).get('amz-sdk-request'), body, request]),
    clocks: each.handler.clocks(),
    ids: ids.size,
    unknown: attempts && 'unknown' in attempts && seen(attempts.unknown?.error),
    capacity: strategy.getCapacity(),
    offset: Math.round(Number(each.client.config.systemClockOffset) / 1_000_000) || 0,
  };
}

describe.each(sdks)('%s', (_title, sdk) => {
  describe.each(lanes)('the %s lane makes the same attempts and ends in the same', (lane) => {
    describe.each([undefined, true, false])('where repeating is known to be harmless: %s', (isRepeatable) => {
      test.each(plans)('after %s', async (_title, replies) => {
        const expected = await outcome(sdk, 'client.send', replies, isRepeatable);
        expect(await outcome(sdk, lane, replies, isRepeatable)).toStrictEqual(expected);
        expect(expected.ids).toBe(1);
      });
    });

    test('where the input changes after the first attempt: what is repeated is what was sent', async () => {
      const of = async (way: WayName): Promise<unknown> => {
        const { each } = await quickBench(sdk);
        const send = wayOf(sdk, each, way);
        await send('PutItem', put);
        const input = { TableName: 't', Item: { id: { S: 'first' }, data: { B: Buffer.from([1, 2, 3]) } } };
        const change: Reply = async () => {
          input.Item.id.S = 'changed, and longer';
          input.Item.data.B.fill(0);
          throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
        };
        each.handler.replies = [change, fault('InternalServerError', 500)];
        await send('PutItem', input);
        return each.handler.sent.map(({ body, headers }) => [body, new Map(headers).get('content-length')]);
      };
      expect(await of(lane)).toStrictEqual(await of('client.send'));
    });

    test.each(['before', 'during', 'between the attempts of'])('where it is aborted %s a call', async (when) => {
      const of = async (way: WayName): Promise<unknown> => {
        const { each, strategy } = await quickBench(sdk);
        const send: Way = wayOf(sdk, each, way);
        await send('PutItem', put);
        const controller = new AbortController();
        const { signal } = controller;
        const hang = (given: AbortSignal | undefined): Promise<never> =>
          new Promise((_resolve, reject) => {
            const abort = (): void => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
            if (given?.aborted === true) abort();
            given?.addEventListener('abort', abort);
            if (when === 'during') controller.abort();
          });
        if (when === 'before') controller.abort();
        each.handler.replies = when.startsWith('between') ? [fault('ThrottlingException'), hang] : [hang, hang];
        strategy.retryBackoffStrategy.computeNextBackoffDelay = () => {
          setImmediate(() => controller.abort());
          return 50;
        };
        const result = await send('PutItem', put, { options: { abortSignal: signal } }).then(seen, seen);
        return { result, sent: each.handler.sent.length };
      };
      expect(await of(lane)).toStrictEqual(await of('client.send'));
    });
  });

  test('of writes at the same time that all meet a wrong clock, each is repeated', async () => {
    const of = async (way: WayName): Promise<unknown> => {
      const { each } = await quickBench(sdk);
      const send = wayOf(sdk, each, way);
      await send('PutItem', put);
      const wrong: Reply = {
        status: 400,
        body: { __type: 'x#InvalidSignatureException', message: 'no' },
        headers: hourAgo(),
      };
      each.handler.replies = [wrong, wrong, wrong];
      const results = await Promise.all([1, 2, 3].map(() => send('PutItem', put).catch(seen)));
      return { results, sent: each.handler.sent.length };
    };
    expect(await of('express')).toStrictEqual(await of('client.send'));
  });

  describe.each(lanes)('the %s lane ends in the same', (lane) => {
    test.each([
      ['a condition that fails', [fault('ConditionalCheckFailedException', 400, { Item: { id: { S: '1' } } })]],
      ['an item that is invalid', [fault('ValidationException')]],
      ['a throttled write', [fault('ThrottlingException')]],
      ['an internal error', [fault('InternalServerError', 500)]],
      ['a reset', [networkError('ECONNRESET')]],
      ['an expired token', [fault('ExpiredTokenException')]],
      ['an answer with a faulty body', [{ status: 200, body: 'hello' }]],
      ['an answer in pieces', [streamed('{"Attributes":{"id', '":{"B":"AQI="}}}')]],
      ['an error in pieces', [streamedWith(400, '{"__type":"x#ValidationException"', '}')]],
    ] as const)('where the credentials end behind %s', async (_title, replies) => {
      const of = async (way: WayName, isRepeatable: boolean): Promise<unknown> => {
        let isKnown = true;
        const expiration = new Date(Date.now() + 3_600_000);
        const provider = async () => {
          if (!isKnown) throw new Error('the role is gone');
          return { ...credentials, expiration };
        };
        const each = bench(sdk, { credentials: provider });
        const strategy = (await each.client.config.retryStrategy()) as unknown as {
          retryBackoffStrategy: { computeNextBackoffDelay: () => number };
        };
        strategy.retryBackoffStrategy.computeNextBackoffDelay = () => 2;
        const send = wayOf(sdk, each, way);
        await send('PutItem', put);
        await send('PutItem', put);
        const attempts = newAttempts(isRepeatable);
        const { handle } = each.handler;
        each.handler.replies = [...replies];
        Object.assign(each.handler, {
          handle(...given: Parameters<typeof handle>) {
            isKnown = false;
            expiration.setTime(Date.now());
            return handle.apply(each.handler, given);
          },
        });
        const result = await send('PutItem', put, { attempts }).then(seen, seen);
        return {
          result,
          sent: each.handler.sent.length,
          unknown: 'unknown' in attempts && seen(attempts.unknown?.error),
        };
      };
      for (const isRepeatable of [true, false])
        expect(await of(lane, isRepeatable)).toStrictEqual(await of('client.send', isRepeatable));
    });
  });

  test('a write whose answer was lost is unknown, even where the SDK can’t go on', async () => {
    const expiration = new Date(Date.now() + 3_600_000);
    let isKnown = true;
    const provider = async () => {
      if (!isKnown) throw Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' });
      return { ...credentials, expiration };
    };
    const each = bench(sdk, { credentials: provider });
    const send = wayOf(sdk, each, 'express');
    await send('PutItem', put);
    const attempts = newAttempts(true);
    const lost: Reply = () => {
      isKnown = false;
      expiration.setTime(0);
      return Promise.reject(Object.assign(new Error('lost'), { code: 'ECONNRESET' }));
    };
    each.handler.replies = [lost];
    await expect(send('PutItem', put, { attempts })).rejects.toThrow();
    expect(attempts.unknown).toBeDefined();
  });
});
