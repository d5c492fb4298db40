import { NotRepeated } from '../../../lib/execution/lanes/attempts.ts';
import type { Entry, SdkClient, Stack } from '../../../lib/execution/lanes/client-parts.ts';
import { CompiledStack } from '../../../lib/execution/lanes/compiled-stack.ts';
import { ExpressLane } from '../../../lib/execution/lanes/express.ts';
import type { Call, Lane } from '../../../lib/execution/lanes/lane.ts';
import { pickLane } from '../../../lib/execution/lanes/lanes.ts';
import type { Sdk } from '../../../lib/execution/lanes/pristine-client.ts';
import { SdkLane } from '../../../lib/execution/lanes/sdk-lane.ts';
import { type Bench, bench, fault, newAttempts, ok, type Reply, sdks, startClock, stopClock } from './support.ts';

beforeEach(stopClock);
afterEach(() => {
  startClock();
  delete process.env['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA'];
});

const put = { TableName: 't', Item: { id: { S: 'é' }, data: { B: new Uint8Array([1, 2]) } } };
const putBody = '{"TableName":"t","Item":{"id":{"S":"é"},"data":{"B":"AQI="}}}';
const call = (more: Partial<Call> = {}): Call => ({ input: put, options: {}, attempts: undefined, ...more });
const reset: Reply = () => Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));

const addMiddleware = ({ client }: Bench): void =>
  (client.middlewareStack as unknown as Stack).add((next) => (args) => next(args), { step: 'build' } as Entry);

const logger = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

type Pick = (sdk: Sdk, each: Bench) => Lane | Promise<Lane>;

const pick = (sdk: Sdk, { client }: Bench, name = 'PutItem', option: 'auto' | 'sdk' = 'auto'): Lane | Promise<Lane> =>
  pickLane(sdk, client as unknown as SdkClient, name, option);

/** Name, class, and a client that takes the lane. */
const every: readonly (readonly [string, object, Pick])[] = [
  ['express', ExpressLane, (sdk, each) => pick(sdk, each)],
  [
    'standard',
    CompiledStack,
    (sdk, each) => {
      addMiddleware(each);
      return pick(sdk, each);
    },
  ],
  ['sdk', SdkLane, (sdk, each) => pick(sdk, each, 'PutItem', 'sdk')],
];

/** A client whose retries wait for 1 ms, and its lane. */
async function laneOf(sdk: Sdk, pickOf: Pick): Promise<{ each: Bench; lane: Lane }> {
  const each = bench(sdk);
  const strategy = (await each.client.config.retryStrategy()) as unknown as {
    retryBackoffStrategy: { computeNextBackoffDelay: () => number };
  };
  strategy.retryBackoffStrategy.computeNextBackoffDelay = () => 1;
  return { each, lane: await pickOf(sdk, each) };
}

describe.each(sdks)('%s', (_title, sdk) => {
  // Three calls: a lane learns in the first one.
  const calls = [1, 2, 3];

  describe.each(every)('the %s lane', (_name, Class, pickOf) => {
    test('sends one signed request for each call', async () => {
      const { each, lane } = await laneOf(sdk, pickOf);
      expect(lane).toBeInstanceOf(Class);
      for (const _ of calls) await lane.send(call());
      expect(each.handler.sent.map(({ body }) => body)).toEqual(calls.map(() => putBody));
      const [first, ...others] = each.handler.sent;
      expect(Object.fromEntries(first?.headers ?? [])).toMatchObject({
        host: 'dynamodb.eu-west-1.amazonaws.com',
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261124\/eu-west-1\/dynamodb/),
      });
      for (const other of others) expect(other).toEqual(first);
    });

    test('returns outputs with bytes and metadata', async () => {
      const { each, lane } = await laneOf(sdk, pickOf);
      for (const _ of calls) {
        each.handler.replies = [ok({ Attributes: { data: { B: 'AQI=' } }, Unknown: 1 })];
        expect(await lane.send(call())).toEqual({
          $metadata: expect.objectContaining({ httpStatusCode: 200, requestId: 'R1', attempts: 1 }),
          Attributes: { data: { B: new Uint8Array([1, 2]) } },
        });
      }
    });

    test('throws the errors of the service, with their items', async () => {
      const { each, lane } = await laneOf(sdk, pickOf);
      for (const _ of calls) {
        each.handler.replies = [fault('ConditionalCheckFailedException', 400, { Item: { id: { S: '1' } } })];
        await expect(lane.send(call())).rejects.toMatchObject({
          name: 'ConditionalCheckFailedException',
          Item: { id: { S: '1' } },
          $metadata: { attempts: 1 },
        });
      }
      expect(each.handler.sent).toHaveLength(3);
    });

    test('repeats requests that fail in passing, with the same body', async () => {
      const { each, lane } = await laneOf(sdk, pickOf);
      for (const _ of calls) {
        each.handler.replies = [fault('ThrottlingException'), reset, ok()];
        expect(await lane.send(call())).toMatchObject({ $metadata: { attempts: 3 } });
      }
      const attempts = each.handler.sent.map(({ headers }) => new Map(headers).get('amz-sdk-request')?.slice(0, 9));
      expect(attempts).toEqual(calls.flatMap(() => ['attempt=1', 'attempt=2', 'attempt=3']));
      expect(new Set(each.handler.sent.map(({ body }) => body))).toEqual(new Set([putBody]));
    });

    test('sends a write once if it may be done and must not be repeated', async () => {
      const { each, lane } = await laneOf(sdk, pickOf);
      for (const _ of calls) {
        const attempts = newAttempts(false);
        each.handler.replies = [reset];
        await expect(lane.send(call({ attempts }))).rejects.toBeInstanceOf(NotRepeated);
        expect(attempts.unknown?.error).toMatchObject({ code: 'ECONNRESET' });
      }
      expect(each.handler.sent).toHaveLength(3);
    });

    test('passes the signal to the request handler', async () => {
      const { each, lane } = await laneOf(sdk, pickOf);
      const aborted: Reply = async (signal) => {
        throw Object.assign(new Error(`aborted: ${signal?.aborted}`), { name: 'AbortError' });
      };
      for (const _ of calls) {
        each.handler.replies = [aborted];
        const options = { abortSignal: AbortSignal.abort() };
        await expect(lane.send(call({ options }))).rejects.toMatchObject({ name: 'AbortError' });
      }
    });

    test('sends concurrent calls', async () => {
      const { each, lane } = await laneOf(sdk, pickOf);
      await Promise.all(calls.map(() => lane.send(call())));
      expect(each.handler.sent.map(({ body }) => body)).toEqual(calls.map(() => putBody));
    });

    test('is current until the stack or the configuration changes', async () => {
      const { each, lane } = await laneOf(sdk, pickOf);
      await lane.send(call());
      expect(lane.isCurrent()).toBe(true);
      addMiddleware(each);
      expect(lane.isCurrent()).toBe(Class === SdkLane);
      const next = await pickOf(sdk, each);
      expect(next.isCurrent()).toBe(true);
      Object.assign(each.client.config, { logger });
      expect(next.isCurrent()).toBe(Class === SdkLane);
      await lane.send(call());
      expect(each.handler.sent).toHaveLength(2);
    });
  });

  describe('pickLane returns', () => {
    test.each<[string, object, (each: Bench) => unknown, Parameters<typeof bench>[1]]>([
      ['ExpressLane for a default client', ExpressLane, () => undefined, {}],
      ['CompiledStack for a client with middleware', CompiledStack, addMiddleware, {}],
      ['CompiledStack for a client with a logger', CompiledStack, () => undefined, { logger }],
      ['CompiledStack for an adaptive client', CompiledStack, () => undefined, { retryMode: 'adaptive' }],
      [
        'CompiledStack if the trace of the invocation is hidden',
        CompiledStack,
        () => Object.assign(process.env, { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: 'true' }),
        {},
      ],
      ['SdkLane for a client whose send is a mock', SdkLane, ({ client }) => jest.spyOn(client, 'send'), {}],
      [
        'SdkLane for a client whose stack is a mock',
        SdkLane,
        ({ client }) => jest.spyOn(client.middlewareStack as { concat: unknown } as Stack, 'concat'),
        {},
      ],
    ])('%s', async (_of, Class, change, config) => {
      const each = bench(sdk, config);
      change(each);
      expect(await pick(sdk, each)).toBeInstanceOf(Class);
    });

    test('SdkLane for a rare operation, and if only client.send is allowed', () => {
      const each = bench(sdk);
      expect(pick(sdk, each, 'DescribeTable')).toBeInstanceOf(SdkLane);
      expect(pick(sdk, each, 'PutItem', 'sdk')).toBeInstanceOf(SdkLane);
    });

    test('SdkLane for a client whose configuration was replaced, after its first lane', async () => {
      const each = bench(sdk);
      expect(await pick(sdk, each)).toBeInstanceOf(ExpressLane);
      Object.assign(each.client, { config: { ...each.client.config } });
      expect(await pick(sdk, each)).toBeInstanceOf(SdkLane);
    });

    test('the same lane again, without a promise', async () => {
      const each = bench(sdk);
      const lane = await pick(sdk, each);
      expect(pick(sdk, each)).toBe(lane);
    });
  });
});
