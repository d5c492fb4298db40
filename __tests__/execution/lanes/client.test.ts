import { type DynamoDBClientConfig, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Bench, bench, credentials, lanes, sdks, startClock, stopClock, type WayName, wayOf } from './support.ts';
import { endInvocation, invocation, put, type Story, told } from './told.ts';

beforeEach(stopClock);
afterEach(() => {
  startClock();
  endInvocation();
});

const nextDay = (): unknown => jest.advanceTimersByTime(86_400_000);
const nothing = (): void => undefined;

/** Each with how many of its requests the express lane sends without the SDK. */
const stories: readonly (readonly [string, number, Story])[] = [
  [
    'credentials that expire',
    8,
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
    6,
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
    6,
    () => {
      const change = ({ client }: Bench): void => {
        Object.assign(client.config, { credentials: { accessKeyId: 'OTHER', secretAccessKey: 'another' } });
      };
      return { events: [nothing, nothing, change, nothing, nothing] };
    },
  ],
  [
    'a region that is a function',
    8,
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
    6,
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
    0,
    () => {
      const endpoint = async () => ({ protocol: 'http:', hostname: 'localhost', path: '/', headers: { 'x-via': 'a' } });
      return { config: { endpoint: endpoint as never }, events: [nothing, nothing, nothing] };
    },
  ],
  [
    'a trace that begins, changes and ends',
    12,
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
    8,
    () => {
      const begin = (): void => {
        invocation.trace = 'Root=3';
        process.env['AWS_LAMBDA_FUNCTION_NAME'] = 'f';
      };
      const change = (): void => {
        invocation.trace = 'Root=4';
      };
      return { events: [nothing, nothing, begin, nothing, change, nothing] };
    },
  ],
  [
    'a trace parent',
    2,
    () => {
      const begin = (): void => {
        invocation.parent = '00-1-2-01';
      };
      return { events: [nothing, nothing, begin, nothing, nothing] };
    },
  ],
  ['days that pass', 8, () => ({ events: [nothing, nothing, nextDay, nothing, nextDay] })],
  [
    'a clock that is off',
    4,
    () => ({ config: { systemClockOffset: 3_600_000 } as never, events: [nothing, nothing, nothing] }),
  ],
  [
    'no clock-skew correction',
    0,
    () => ({ config: { disableClockSkewCorrection: true } as never, events: [nothing, nothing, nothing] }),
  ],
  ['FIPS', 0, () => ({ config: { useFipsEndpoint: true }, events: [nothing, nothing, nothing] })],
  ['an adaptive retry strategy', 0, () => ({ config: { retryMode: 'adaptive' }, events: [nothing, nothing, nothing] })],
  [
    'a number of attempts that is a function',
    6,
    () => {
      let most = 3;
      const next = (): void => {
        most += 1;
      };
      return { config: { maxAttempts: async () => most }, events: [nothing, nothing, next, nothing, nothing] };
    },
  ],
  [
    'credentials that are changed in place',
    6,
    () => {
      const given = { ...credentials };
      const change = (): void => void Object.assign(given, { secretAccessKey: 'another' });
      return { config: { credentials: async () => given }, events: [nothing, nothing, change, nothing, nothing] };
    },
  ],
  [
    'credentials of another source that say the same',
    6,
    () => {
      let source: object = { CREDENTIALS_ENV_VARS: 'g' };
      const provider = async () => ({
        ...credentials,
        $source: source,
        expiration: new Date(Date.now() + 600_000),
      });
      const change = (): void => {
        source = { CREDENTIALS_PROFILE: 'n' };
        jest.advanceTimersByTime(400_000);
      };
      return { config: { credentials: provider as never }, events: [nothing, nothing, change, nothing, nothing] };
    },
  ],
  [
    'an app id and an account mode that are functions',
    8,
    () => {
      let now = 0;
      const next = (): void => {
        now += 1;
      };
      const modes = ['preferred', 'disabled', 'disabled'] as const;
      const config: DynamoDBClientConfig = {
        userAgentAppId: async () => `shop${now >> 1}`,
        accountIdEndpointMode: async () => modes[now] ?? 'disabled',
        credentials: { ...credentials, accountId: '123456789012' },
      };
      return { config, events: [nothing, nothing, next, nothing, nothing, next, nothing] };
    },
  ],
  [
    'dual stack by a function',
    6,
    () => {
      let isDual = false;
      const turn = (): void => {
        isDual = true;
      };
      return {
        config: { useDualstackEndpoint: async () => isDual },
        events: [nothing, nothing, turn, nothing, nothing],
      };
    },
  ],
  ['two attempts at most', 4, () => ({ config: { maxAttempts: 2 }, events: [nothing, nothing, nothing] })],
  ['an app id', 4, () => ({ config: { userAgentAppId: async () => 'shop' }, events: [nothing, nothing, nothing] })],
  [
    'a signer of its own',
    0,
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
    0,
    () => {
      const endpointProvider = () => ({ url: new URL('https://example.com/x?y=1') });
      return { config: { endpointProvider } as never, events: [nothing, nothing, nothing] };
    },
  ],
];

describe.each(sdks)('%s', (_title, sdk) => {
  describe.each(lanes)('the %s lane sends the same', (lane) => {
    test.each(stories)('with %s', async (_of, count, story) => {
      const expected = await told('client.send', sdk, story);
      const { seen, past } = await told(lane, sdk, story);
      expect(seen).toStrictEqual(expected.seen);
      expect(past).toBe(lane === 'express' ? count : 0);
    });

    test('to tables that are named by an ARN', async () => {
      const arn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/t';
      const ofTable = (TableName: string) =>
        [
          ['PutItem', { ...put, TableName }],
          ['BatchGetItem', { RequestItems: { [TableName]: { Keys: [] } } }],
          ['TransactGetItems', { TransactItems: [{ Get: { TableName, Key: {} } }] }],
          ['TransactWriteItems', { ClientRequestToken: 'T', TransactItems: [{ Put: { ...put, TableName } }] }],
        ] as const;
      const inputs = ['t', 't', arn, 't', arn].flatMap(ofTable);
      const of = async (way: WayName): Promise<unknown> => {
        const each = bench(sdk);
        const send = wayOf(sdk, each, way);
        for (const [name, input] of inputs) await send(name, input);
        return each.handler.sent;
      };
      expect(await of(lane)).toStrictEqual(await of('client.send'));
    });

    test('to the region that there is, where it was another while the first request was made', async () => {
      let region = 'eu-west-1';
      let turns = true;
      const each = bench(sdk, {
        region: async () => region,
        // The last that is asked before the SDK makes its request.
        userAgentAppId: async () => {
          if (turns) region = 'us-east-1';
          turns = false;
          return undefined;
        },
      });
      await bench(sdk).client.send(new PutItemCommand(put));
      const send = wayOf(sdk, each, lane);
      await send('PutItem', put);
      region = 'eu-west-1';
      for (let call = 0; call < 3; call++) await send('PutItem', put);
      const hosts = each.handler.sent.map(({ request }) => request.hostname);
      expect(hosts.slice(1)).toStrictEqual(Array(3).fill('dynamodb.eu-west-1.amazonaws.com'));
      if (lane === 'express') expect(hosts[0]).toBe('dynamodb.us-east-1.amazonaws.com');
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
