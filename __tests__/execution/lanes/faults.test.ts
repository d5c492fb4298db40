import { Readable } from 'node:stream';
import { type Attempts, NotRepeated } from '../../../lib/execution/lanes/attempts.ts';
import {
  bench,
  credentials,
  fault,
  type LaneName,
  lanes,
  newAttempts,
  ok,
  type Reply,
  type Sender,
  sdks,
  senderOf,
} from './support.ts';

type Sdk = (typeof sdks)[number][1];

const networkError =
  (code: string): Reply =>
  () =>
    Promise.reject(Object.assign(new Error(`a ${code}`), { code }));
const cutOff: Reply = { status: 200, body: '{"Attributes":{"id":{"S":"x' };
/** A response whose body is a stream, which may end with an error. */
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

/** Replies of a request handler, one for each attempt. */
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
  ['a refused connection', [networkError('ECONNREFUSED'), ok()]],
  ['an unknown failure', [networkError('ESTRANGE'), ok()]],
  ['a thrown string', [() => Promise.reject('a string'), ok()]],
  ['a response that is cut off', [cutOff, ok()]],
  ['a response that is no JSON', [{ status: 200, body: 'hello' }, ok()]],
  ['a response that is no object', [{ status: 200, body: '[1]' }, ok()]],
  ['a response of null', [{ status: 200, body: 'null' }, ok()]],
  ['an empty response', [{ status: 200, body: '' }]],
  ['a response with wrong base64', [ok({ Attributes: { id: { B: '*' } } }), ok()]],
  ['a response with another checksum', [{ status: 200, body: {}, headers: { 'x-amz-crc32': '1' } }]],
  ['a response in pieces', [streamed('{"Attributes":{"id', '":{"B":"AQI="}}}')]],
  ['a response in pieces that is cut off', [streamed('{"Attributes"'), ok()]],
  ['a response that breaks off', [streamed('{"Attributes"', () => new Error('broken off')), ok()]],
  ['a reset in a response', [streamed('{', () => Object.assign(new Error('aborted'), { code: 'ECONNRESET' })), ok()]],
  ['an error in pieces', [streamedWith(400, '{"__type":"x#Throttling', 'Exception"}'), ok()]],
  ['a redirection', [{ status: 301, body: '' }, ok()]],
  ['a failed condition', [fault('ConditionalCheckFailedException', 400, { Item: { id: { B: 'AQI=' } } })]],
  [
    'a canceled transaction',
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
    'a wrong clock',
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
    'an expired signature',
    [
      {
        status: 400,
        body: { __type: 'x#InvalidSignatureException', message: 'Signature expired: 1' },
        headers: hourAgo(),
      },
      ok(),
    ],
  ],
  ['a server with another clock', [{ status: 200, body: {}, headers: hourAgo() }, ok()]],
];

const put = { TableName: 't', Item: { id: { S: '1' } } };

/** Returns the result of a call as its caller sees it, without values that differ from call to call. */
function seen(result: unknown): unknown {
  if (result instanceof NotRepeated) return { notRepeated: seen(result.failure) };
  if (typeof result !== 'object' || result === null) return result;
  const { $metadata, ...own } = result as { readonly $metadata?: Record<string, unknown> };
  const { totalRetryDelay, ...metadata } = $metadata ?? {};
  const { name, message } = result as Partial<Error>;
  return { type: result.constructor.name, name, message, own, metadata, isDelayed: Number(totalRetryDelay) > 0 };
}

/** A client whose retries wait for 2 ms. */
async function quickBench(sdk: Sdk) {
  const each = bench(sdk);
  const strategy = (await each.client.config.retryStrategy()) as unknown as {
    retryBackoffStrategy: { computeNextBackoffDelay: () => number };
    getCapacity(): number;
  };
  strategy.retryBackoffStrategy.computeNextBackoffDelay = () => 2;
  return { each, strategy };
}

/** Runs a plan of faults in the second call of a client, after its lane has learned. */
async function outcome(sdk: Sdk, lane: LaneName, replies: readonly Reply[], isRepeatable: boolean | undefined) {
  const { each, strategy } = await quickBench(sdk);
  const send = senderOf(sdk, each, lane);
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
  describe.each(lanes)('the %s lane', (lane) => {
    describe.each([undefined, true, false])('with isRepeatable %s', (isRepeatable) => {
      test.each(plans)(
        'sends the attempts of client.send and has the same outcome after %s',
        async (_title, replies) => {
          const expected = await outcome(sdk, 'sdk', replies, isRepeatable);
          expect(await outcome(sdk, lane, replies, isRepeatable)).toStrictEqual(expected);
          expect(expected.ids).toBe(1);
        },
      );
    });

    test('repeats the sent input if the caller changes it after the first attempt', async () => {
      const of = async (via: LaneName): Promise<unknown> => {
        const { each } = await quickBench(sdk);
        const send = senderOf(sdk, each, via);
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
      expect(await of(lane)).toStrictEqual(await of('sdk'));
    });

    test.each(['before', 'during', 'between the attempts of'])(
      'ends like client.send if aborted %s a call',
      async (when) => {
        const of = async (via: LaneName): Promise<unknown> => {
          const { each, strategy } = await quickBench(sdk);
          const send: Sender = senderOf(sdk, each, via);
          await send('PutItem', put);
          const controller = new AbortController();
          const { signal } = controller;
          const hang = (abortSignal: AbortSignal | undefined): Promise<never> =>
            new Promise((_resolve, reject) => {
              const abort = (): void => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
              if (abortSignal?.aborted === true) abort();
              abortSignal?.addEventListener('abort', abort);
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
        expect(await of(lane)).toStrictEqual(await of('sdk'));
      },
    );
  });

  test('the express lane repeats each of several concurrent writes after a clock skew error', async () => {
    const of = async (via: LaneName): Promise<unknown> => {
      const { each } = await quickBench(sdk);
      const send = senderOf(sdk, each, via);
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
    expect(await of('express')).toStrictEqual(await of('sdk'));
  });

  describe.each(lanes)('the %s lane has the outcome of client.send', (lane) => {
    test.each([
      ['a failed condition', [fault('ConditionalCheckFailedException', 400, { Item: { id: { S: '1' } } })]],
      ['an invalid item', [fault('ValidationException')]],
      ['a throttled write', [fault('ThrottlingException')]],
      ['an internal error', [fault('InternalServerError', 500)]],
      ['a reset', [networkError('ECONNRESET')]],
      ['an expired token', [fault('ExpiredTokenException')]],
      ['a response with a faulty body', [{ status: 200, body: 'hello' }]],
      ['a response in pieces', [streamed('{"Attributes":{"id', '":{"B":"AQI="}}}')]],
      ['an error in pieces', [streamedWith(400, '{"__type":"x#ValidationException"', '}')]],
    ] as const)('if the credentials expire during %s', async (_title, replies) => {
      const of = async (via: LaneName, isRepeatable: boolean): Promise<unknown> => {
        let hasCredentials = true;
        const expiration = new Date(Date.now() + 3_600_000);
        const provider = async () => {
          if (!hasCredentials) throw new Error('the role is gone');
          return { ...credentials, expiration };
        };
        const each = bench(sdk, { credentials: provider });
        const strategy = (await each.client.config.retryStrategy()) as unknown as {
          retryBackoffStrategy: { computeNextBackoffDelay: () => number };
        };
        strategy.retryBackoffStrategy.computeNextBackoffDelay = () => 2;
        const send = senderOf(sdk, each, via);
        await send('PutItem', put);
        await send('PutItem', put);
        const attempts = newAttempts(isRepeatable);
        const { handle } = each.handler;
        each.handler.replies = [...replies];
        Object.assign(each.handler, {
          handle(...args: Parameters<typeof handle>) {
            hasCredentials = false;
            expiration.setTime(Date.now());
            return handle.apply(each.handler, args);
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
        expect(await of(lane, isRepeatable)).toStrictEqual(await of('sdk', isRepeatable));
    });
  });

  test('the express lane records a lost response even if the SDK can not send a retry', async () => {
    const expiration = new Date(Date.now() + 3_600_000);
    let hasCredentials = true;
    const provider = async () => {
      if (!hasCredentials) throw Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' });
      return { ...credentials, expiration };
    };
    const each = bench(sdk, { credentials: provider });
    const send = senderOf(sdk, each, 'express');
    await send('PutItem', put);
    const attempts = newAttempts(true);
    const lost: Reply = () => {
      hasCredentials = false;
      expiration.setTime(0);
      return Promise.reject(Object.assign(new Error('lost'), { code: 'ECONNRESET' }));
    };
    each.handler.replies = [lost];
    await expect(send('PutItem', put, { attempts })).rejects.toThrow();
    expect(attempts.unknown).toBeDefined();
  });
});
