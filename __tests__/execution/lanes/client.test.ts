import { type DynamoDBClientConfig, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { endInvocation, invocation, outcomeOf, put, type Story } from './stories.ts';
import {
  type Bench,
  bench,
  credentials,
  type LaneName,
  lanes,
  sdks,
  senderOf,
  startClock,
  stopClock,
} from './support.ts';

beforeEach(stopClock);
afterEach(() => {
  startClock();
  endInvocation();
});

const nextDay = (): unknown => jest.advanceTimersByTime(86_400_000);
const nothing = (): void => undefined;

/** Title, number of requests that the express lane sends without the SDK, and events. */
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
    'credentials that are replaced in the configuration',
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
    'maxAttempts as a function',
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
      const identity = { ...credentials };
      const change = (): void => void Object.assign(identity, { secretAccessKey: 'another' });
      return { config: { credentials: async () => identity }, events: [nothing, nothing, change, nothing, nothing] };
    },
  ],
  [
    'equal credentials of another source',
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
    'dual stack as a function',
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
  ['at most two attempts', 4, () => ({ config: { maxAttempts: 2 }, events: [nothing, nothing, nothing] })],
  ['an app id', 4, () => ({ config: { userAgentAppId: async () => 'shop' }, events: [nothing, nothing, nothing] })],
  [
    'a custom signer',
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
    'a custom endpoint provider',
    0,
    () => {
      const endpointProvider = () => ({ url: new URL('https://example.com/x?y=1') });
      return { config: { endpointProvider } as never, events: [nothing, nothing, nothing] };
    },
  ],
];

describe.each(sdks)('%s', (_title, sdk) => {
  describe.each(lanes)('the %s lane', (lane) => {
    test.each(stories)('sends the same requests as client.send with %s', async (_of, count, story) => {
      const expected = await outcomeOf('sdk', sdk, story);
      const { seen, past } = await outcomeOf(lane, sdk, story);
      expect(seen).toStrictEqual(expected.seen);
      expect(past).toBe(lane === 'express' ? count : 0);
    });

    test('sends the same requests to tables that are named by an ARN', async () => {
      const arn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/t';
      const ofTable = (TableName: string) =>
        [
          ['PutItem', { ...put, TableName }],
          ['BatchGetItem', { RequestItems: { [TableName]: { Keys: [] } } }],
          ['TransactGetItems', { TransactItems: [{ Get: { TableName, Key: {} } }] }],
          ['TransactWriteItems', { ClientRequestToken: 'T', TransactItems: [{ Put: { ...put, TableName } }] }],
        ] as const;
      const inputs = ['t', 't', arn, 't', arn].flatMap(ofTable);
      const of = async (via: LaneName): Promise<unknown> => {
        const each = bench(sdk);
        const send = senderOf(sdk, each, via);
        for (const [name, input] of inputs) await send(name, input);
        return each.handler.sent;
      };
      expect(await of(lane)).toStrictEqual(await of('sdk'));
    });

    test('sends to the current region if it changed during the first request', async () => {
      let region = 'eu-west-1';
      let turns = true;
      const each = bench(sdk, {
        region: async () => region,
        // The SDK calls this provider last before it creates its request.
        userAgentAppId: async () => {
          if (turns) region = 'us-east-1';
          turns = false;
          return undefined;
        },
      });
      await bench(sdk).client.send(new PutItemCommand(put));
      const send = senderOf(sdk, each, lane);
      await send('PutItem', put);
      region = 'eu-west-1';
      for (let call = 0; call < 3; call++) await send('PutItem', put);
      const hosts = each.handler.sent.map(({ request }) => request.hostname);
      expect(hosts.slice(1)).toStrictEqual(Array(3).fill('dynamodb.eu-west-1.amazonaws.com'));
      if (lane === 'express') expect(hosts[0]).toBe('dynamodb.us-east-1.amazonaws.com');
    });

    test('sends through a request handler that was replaced', async () => {
      const each = bench(sdk);
      const other = bench(sdk);
      const send = senderOf(sdk, each, lane);
      for (let call = 0; call < 3; call++) await send('PutItem', put);
      Object.assign(each.client.config, { requestHandler: other.handler });
      await send('PutItem', put);
      expect(other.handler.sent).toStrictEqual(each.handler.sent.slice(-1));
    });
  });
});
