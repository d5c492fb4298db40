import { DynamoDBClient, type DynamoDBClientConfig, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SdkClient } from '../../../lib/execution/client-parts.ts';
import { Executor } from '../../../lib/execution/executor.ts';
import { sendCall } from '../../../lib/execution/lanes.ts';
import {
  type Bench,
  bench,
  credentials,
  lanes,
  sdks,
  startClock,
  stopClock,
  type Way,
  type WayName,
  wayOf,
} from './support.ts';

beforeEach(stopClock);
afterEach(() => {
  startClock();
  endInvocation();
});

function endInvocation(): void {
  invocation = {};
  delete process.env['AWS_LAMBDA_FUNCTION_NAME'];
  delete process.env['_X_AMZN_TRACE_ID'];
}

const put = { TableName: 't', Item: { id: { S: '1' } } };

/** What the requests are, between which something happens to their client. */
type Story = () => { config?: DynamoDBClientConfig; events: readonly ((each: Bench) => unknown)[] };

/** What the Lambda runtime says of the invocation under way, while a story is told. */
let invocation: { trace?: string; parent?: string } = {};
const nextDay = (): unknown => jest.advanceTimersByTime(86_400_000);
const nothing = (): void => undefined;

const stories: readonly (readonly [string, Story])[] = [
  [
    'credentials that expire',
    () => {
      let count = 0;
      const provider = async () => ({
        ...credentials,
        accessKeyId: `AKID${count++}`,
        sessionToken: `token ${count}`,
        expiration: new Date(Date.now() + 600_000),
      });
      const later = (): unknown => jest.advanceTimersByTime(400_000);
      return { config: { credentials: provider }, events: [nothing, nothing, later, nothing, nothing, later, nothing] };
    },
  ],
  [
    'credentials of other accounts',
    () => {
      let count = 0;
      const provider = async () => ({
        ...credentials,
        accountId: `00000000000${count++}`,
        expiration: new Date(Date.now() + 600_000),
      });
      const later = (): unknown => jest.advanceTimersByTime(400_000);
      return { config: { credentials: provider }, events: [nothing, nothing, later, nothing, nothing] };
    },
  ],
  [
    'credentials that are put in later',
    () => {
      const change = ({ client }: Bench): void => {
        Object.assign(client.config, { credentials: { accessKeyId: 'OTHER', secretAccessKey: 'another' } });
      };
      return { events: [nothing, nothing, change, nothing, nothing] };
    },
  ],
  [
    'a region that is a function',
    () => {
      const regions = ['eu-west-1', 'us-east-1', 'cn-north-1'];
      let now = 0;
      const next = (): void => {
        now += 1;
      };
      return {
        config: { region: async () => regions[now] as string },
        events: [nothing, nothing, next, nothing, nothing, next, nothing],
      };
    },
  ],
  [
    'an endpoint that is a function',
    () => {
      let port = 8000;
      const next = (): void => {
        port += 1;
      };
      const endpoint = async () => ({ protocol: 'http:', hostname: 'localhost', port, path: '/' });
      return { config: { endpoint }, events: [nothing, nothing, next, nothing, nothing] };
    },
  ],
  [
    'an endpoint with headers',
    () => {
      const endpoint = async () => ({ protocol: 'http:', hostname: 'localhost', path: '/', headers: { 'x-via': 'a' } });
      return { config: { endpoint: endpoint as never }, events: [nothing, nothing, nothing] };
    },
  ],
  [
    'a trace that begins, changes and ends',
    () => {
      const begin = (): void =>
        void Object.assign(process.env, { AWS_LAMBDA_FUNCTION_NAME: 'f', _X_AMZN_TRACE_ID: 'Root=1' });
      const change = (): void => void Object.assign(process.env, { _X_AMZN_TRACE_ID: 'Root=2' });
      const end = (): void => void delete process.env['_X_AMZN_TRACE_ID'];
      return { events: [nothing, nothing, begin, nothing, change, nothing, end, nothing, nothing] };
    },
  ],
  [
    'the trace of an invocation',
    () => {
      const begin = (): void => {
        invocation = { trace: 'Root=3' };
        process.env['AWS_LAMBDA_FUNCTION_NAME'] = 'f';
      };
      const change = (): void => {
        invocation = { trace: 'Root=4' };
      };
      return { events: [nothing, nothing, begin, nothing, change, nothing] };
    },
  ],
  [
    'a trace parent',
    () => {
      const begin = (): void => {
        invocation = { parent: '00-1-2-01' };
      };
      return { events: [nothing, nothing, begin, nothing, nothing] };
    },
  ],
  ['days that pass', () => ({ events: [nothing, nothing, nextDay, nothing, nextDay] })],
  [
    'a clock that is off',
    () => ({ config: { systemClockOffset: 3_600_000 } as never, events: [nothing, nothing, nothing] }),
  ],
  [
    'no clock-skew correction',
    () => ({ config: { disableClockSkewCorrection: true } as never, events: [nothing, nothing, nothing] }),
  ],
  ['FIPS', () => ({ config: { useFipsEndpoint: true }, events: [nothing, nothing, nothing] })],
  ['an adaptive retry strategy', () => ({ config: { retryMode: 'adaptive' }, events: [nothing, nothing, nothing] })],
  ['two attempts at most', () => ({ config: { maxAttempts: 2 }, events: [nothing, nothing, nothing] })],
  ['an app id', () => ({ config: { userAgentAppId: async () => 'shop' }, events: [nothing, nothing, nothing] })],
  [
    'a signer of its own',
    () => {
      const sign = async (request: { headers: object }) => ({
        ...request,
        headers: { ...request.headers, authorization: 'mine' },
      });
      return { config: { signer: async () => ({ sign }) } as never, events: [nothing, nothing, nothing] };
    },
  ],
  [
    'an endpoint provider of its own',
    () => {
      const endpointProvider = () => ({ url: new URL('https://example.com/x?y=1') });
      return { config: { endpointProvider } as never, events: [nothing, nothing, nothing] };
    },
  ],
];

interface InvokeStore {
  getXRayTraceId(): string | undefined;
  getTraceparent(): string | undefined;
}

/** Lets the same happen to two clients; gives what they sent. */
async function told(way: WayName, sdk: (typeof sdks)[number][1], story: Story): Promise<unknown> {
  jest.setSystemTime(new Date('2026-11-24T10:20:30.456Z'));
  await bench(sdk).client.send(new PutItemCommand(put));
  const { awslambda } = globalThis as unknown as { awslambda: { InvokeStore: InvokeStore } };
  jest.spyOn(awslambda.InvokeStore, 'getXRayTraceId').mockImplementation(() => invocation.trace);
  jest.spyOn(awslambda.InvokeStore, 'getTraceparent').mockImplementation(() => invocation.parent);
  const { config = {}, events } = story();
  const each = bench(sdk, config);
  const send: Way = wayOf(sdk, each, way);
  const results: unknown[] = [];
  for (const event of events) {
    event(each);
    results.push(await send('PutItem', structuredClone(put)).catch((error: Error) => String(error)));
    results.push(
      await send('Query', { TableName: 't', KeyConditionExpression: 'a' }).catch((error: Error) => String(error)),
    );
  }
  endInvocation();
  return { results, sent: each.handler.sent };
}

describe.each(sdks)('%s', (_title, sdk) => {
  describe.each(lanes)('the %s lane sends the same', (lane) => {
    test.each(stories)('with %s', async (_of, story) => {
      const expected = await told('client.send', sdk, story);
      expect(await told(lane, sdk, story)).toStrictEqual(expected);
    });

    test('to tables that are named by an ARN', async () => {
      const arn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/t';
      const inputs = [
        ['PutItem', { ...put, TableName: arn }],
        ['BatchGetItem', { RequestItems: { t: { Keys: [] }, [arn]: { Keys: [] } } }],
        ['BatchGetItem', { RequestItems: { t: { Keys: [] } } }],
        ['TransactGetItems', { TransactItems: [{ Get: { TableName: arn, Key: {} } }] }],
        ['TransactWriteItems', { ClientRequestToken: 'T', TransactItems: [{ Put: { ...put, TableName: arn } }] }],
      ] as const;
      const of = async (way: WayName): Promise<unknown> => {
        const each = bench(sdk);
        const send = wayOf(sdk, each, way);
        for (const [name, input] of [...inputs, ...inputs]) await send(name, input);
        return each.handler.sent;
      };
      expect(await of(lane)).toStrictEqual(await of('client.send'));
    });

    test('through the request handler that it then has', async () => {
      const each = bench(sdk);
      const other = bench(sdk);
      const send = wayOf(sdk, each, lane);
      for (let call = 0; call < 3; call++) await send('PutItem', put);
      Object.assign(each.client.config, { requestHandler: other.handler });
      await send('PutItem', put);
      expect(other.handler.sent).toStrictEqual(each.handler.sent.slice(-1));
    });
  });
});

describe('what goes through client.send itself', () => {
  const [, sdk] = sdks[0] as (typeof sdks)[number];
  const send = (client: object, lane: 'auto' | 'sdk' = 'auto'): Promise<unknown> =>
    sendCall(sdk, client as SdkClient, 'PutItem', { input: put, options: {}, attempts: undefined }, lane);
  const command = expect.objectContaining({ input: put });

  test('every call of a repository that says so', async () => {
    const each = bench(sdk);
    const spy = jest.spyOn(sdk.PutItemCommand.prototype, 'resolveMiddleware');
    for (let call = 0; call < 3; call++) await send(each.client, 'sdk');
    expect(spy).toHaveBeenCalledTimes(3);
    expect(each.written()).toBe(3);
  });

  test('calls of a client whose send is another', async () => {
    const { client } = bench(sdk);
    await send(client);
    const mock = jest.spyOn(client, 'send').mockImplementation(async () => ({ mocked: true }));
    expect(await send(client)).toEqual({ mocked: true });
    expect(mock.mock.calls).toEqual([[expect.any(PutItemCommand), {}]]);
    expect(mock.mock.calls[0]?.[0]).toEqual(command);
  });

  test.each([
    ['its class', DynamoDBClient.prototype],
    ['every client', Object.getPrototypeOf(DynamoDBClient.prototype)],
  ])('calls of a client where %s sends in another way', async (_of, prototype) => {
    const { client } = bench(sdk);
    await send(client);
    const mock = jest.spyOn(prototype, 'send').mockImplementation(async () => ({ mocked: true }));
    expect(await send(client)).toEqual({ mocked: true });
    mock.mockRestore();
    expect(await send(client)).toEqual({ $metadata: expect.anything() });
  });

  test('calls of something that has nothing but send', async () => {
    const mock = jest.fn(async () => ({ mocked: true }));
    expect(await new Executor({ send: mock } as never).send('PutItem', put, 't')).toEqual({ mocked: true });
    expect(mock).toHaveBeenCalledWith(command, {});
  });

  test('calls through a stack that a tracer has wrapped', async () => {
    const each = bench(sdk);
    await send(each.client);
    await send(each.client);
    const stack = each.client.middlewareStack as unknown as { concat: (from: unknown) => unknown };
    const concat = jest.spyOn(stack, 'concat');
    await send(each.client);
    expect(concat).toHaveBeenCalledTimes(1);
  });
});

test('a document client takes the lanes of the client that it is made of', async () => {
  const [, sdk] = sdks[0] as (typeof sdks)[number];
  const [plain, inner] = [bench(sdk), bench(sdk)];
  const client = DynamoDBDocumentClient.from(inner.client, { marshallOptions: { removeUndefinedValues: true } });
  const executor = new Executor(client);
  for (let call = 0; call < 3; call++) {
    await plain.client.send(new PutItemCommand(put));
    await executor.send('PutItem', put, 't');
  }
  expect(inner.handler.sent.map(({ headers, body }) => [headers, body])).toEqual(
    plain.handler.sent.map(({ headers, body }) => [headers, body]),
  );
  expect(inner.written()).toBe(1);
});

test('destroying a client destroys its handler, and no other', async () => {
  const [, sdk] = sdks[0] as (typeof sdks)[number];
  const each = bench(sdk);
  const send = wayOf(sdk, each, 'express');
  await send('PutItem', put);
  await send('PutItem', put);
  each.client.destroy();
  expect(each.handler.destroyed).toBe(1);
});
