import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Executor } from '../../../lib/execution/executor.ts';
import type { Args, Context, Entry, Handler, Stack } from '../../../lib/execution/lanes/client-parts.ts';
import { bench, fault, type LaneName, ok, sdks, senderOf, startClock, stopClock } from './support.ts';

beforeEach(stopClock);
afterEach(startClock);

/** A change of the stack of a client. Its middleware adds what it sees to `seen`. */
type Change = (stack: Stack, seen: unknown[]) => unknown;

const recording =
  (seen: unknown[], name: string, change?: (args: Args) => Args | undefined) =>
  (next: Handler, context: Context): Handler =>
  async (args) => {
    const { clientName, commandName } = context as unknown as Record<string, unknown>;
    const { commandInstance } = context.__smithy_context as { commandInstance: object };
    const isInputOfCommand = args.input === (commandInstance as Args).input;
    seen.push([
      name,
      clientName,
      commandName,
      commandInstance.constructor.name,
      isInputOfCommand,
      args.input,
      args.request?.headers,
    ]);
    const { response, output } = await next(change?.(args) ?? args);
    seen.push([name, response.statusCode, response.headers, structuredClone(output)]);
    return { response, ...(output && { output }) };
  };

const withHeader = (args: Args): undefined => {
  if (args.request !== undefined)
    args.request.headers['x-mine'] = `${Object.keys(args.request.headers).length} headers`;
};

const withItem = (args: Args): Args => ({
  ...args,
  input: { ...(args.input as object), Item: { id: { S: 'theirs' }, bytes: { B: new Uint8Array([7]) } } },
});

const steps = ['initialize', 'serialize', 'build', 'finalizeRequest', 'deserialize'];
const priorities = ['high', 'normal', 'low'];
const own = [
  'serializerMiddleware',
  'deserializerMiddleware',
  'getUserAgentMiddleware',
  'retryMiddleware',
  'contentLengthMiddleware',
  'hostHeaderMiddleware',
  'loggerMiddleware',
  'recursionDetectionMiddleware',
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
  'endpointV2Middleware',
];
const add = (stack: Stack, middleware: Entry['middleware'], place: object): void =>
  stack.add(middleware, place as Entry);
const addBeside = (stack: Stack, middleware: Entry['middleware'], place: object): void =>
  stack.addRelativeTo(middleware, place as Entry);
const remove = (stack: Stack, what: unknown): void =>
  void (stack as unknown as { remove(what: unknown): boolean }).remove(what);

const changes: readonly (readonly [string, Change])[] = [
  ...steps.flatMap((step) =>
    priorities.map((priority): readonly [string, Change] => [
      `added to ${step}, ${priority}`,
      (stack, seen) => add(stack, recording(seen, 'mine', withHeader), { step, priority, name: 'mine' }),
    ]),
  ),
  ...own.flatMap((toMiddleware) =>
    ['before', 'after'].map((relation): readonly [string, Change] => [
      `added ${relation} ${toMiddleware}`,
      (stack, seen) => addBeside(stack, recording(seen, 'mine', withHeader), { relation, toMiddleware, name: 'mine' }),
    ]),
  ),
  ...['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware', 'retryMiddleware'].map(
    (name): readonly [string, Change] => [
      `${name} removed`,
      (stack) => {
        if (name === 'retryMiddleware') remove(stack, 'httpSigningMiddleware');
        remove(stack, name);
      },
    ],
  ),
  [
    'two without names',
    (stack, seen) => {
      add(stack, recording(seen, 'one', withHeader), {});
      add(stack, recording(seen, 'two', withHeader), {});
    },
  ],
  [
    'one that changes the input',
    (stack, seen) => add(stack, recording(seen, 'mine', withItem), { step: 'initialize' }),
  ],
  [
    'one that overrides a middleware of the SDK',
    (stack, seen) =>
      add(stack, recording(seen, 'mine'), {
        step: 'build',
        priority: 'low',
        name: 'hostHeaderMiddleware',
        override: true,
      }),
  ],
  [
    'a custom serializer',
    (stack, seen) => {
      const serialize = (next: Handler) => (args: Args) => {
        seen.push('serialized');
        return next(args);
      };
      add(stack, serialize, { step: 'serialize', name: 'serializerMiddleware', override: true, priority: 'normal' });
    },
  ],
  [
    'one with a name that exists already',
    (stack, seen) => {
      add(stack, recording(seen, 'mine'), { name: 'mine' });
      expect(() => add(stack, recording(seen, 'mine'), { name: 'mine' })).toThrow('Duplicate');
    },
  ],
  [
    'one beside a middleware that does not exist',
    (stack, seen) => addBeside(stack, recording(seen, 'mine'), { relation: 'after', toMiddleware: 'nobody' }),
  ],
];

const puts = [
  { TableName: 't', Item: { id: { S: '1' } } },
  { Item: { id: { S: '2' } }, TableName: 't' },
];

/** Returns all that a user can observe of calls before and after a change of the stack. */
async function watched(lane: LaneName, sdk: (typeof sdks)[number][1], change: Change): Promise<unknown> {
  const each = bench(sdk);
  const stack = each.client.middlewareStack as unknown as Stack;
  const send = senderOf(sdk, each, lane);
  const seen: unknown[] = [];
  const results: unknown[] = [];
  const call = async (): Promise<void> => {
    for (const input of puts) {
      each.handler.replies = [fault('ConditionalCheckFailedException'), ok({ Attributes: { id: { B: 'AQI=' } } })];
      const caught = (error: Error): unknown => ({ name: error.name, message: error.message });
      results.push(await send('PutItem', input).catch(caught), await send('PutItem', input).catch(caught));
    }
  };
  await call();
  change(stack, seen);
  await call();
  remove(stack, 'mine');
  await call();
  return { sent: each.handler.sent, seen, results };
}

describe.each(sdks)('%s', (_title, sdk) => {
  test.each(changes)('every lane runs middleware like client.send: %s', async (_title, change) => {
    const expected = await watched('sdk', sdk, change);
    expect(await watched('express', sdk, change)).toStrictEqual(expected);
    expect(await watched('standard', sdk, change)).toStrictEqual(expected);
  });

  test('every lane runs a middleware that moves from step to step', async () => {
    const of = async (via: LaneName): Promise<unknown> => {
      const each = bench(sdk);
      const stack = each.client.middlewareStack as unknown as Stack;
      const send = senderOf(sdk, each, via);
      const seen: unknown[] = [];
      const mine = recording(seen, 'mine', withHeader);
      for (const step of steps) {
        add(stack, mine, { step });
        await send('PutItem', puts[0]);
        remove(stack, mine);
      }
      return { seen, sent: each.handler.sent };
    };
    const expected = await of('sdk');
    expect(await of('express')).toStrictEqual(expected);
    expect(await of('standard')).toStrictEqual(expected);
  });

  test('every lane logs like client.send', async () => {
    const of = async (via: LaneName): Promise<unknown> => {
      const logger = Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error'].map((name) => [name, jest.fn()]));
      const each = bench(sdk, { logger: logger as never });
      const send = senderOf(sdk, each, via);
      each.handler.replies = [ok(), ok({ Attributes: { id: { S: 'x' } } }), ok(), fault('ValidationException')];
      for (const input of [...puts, ...puts]) await send('PutItem', input).catch(() => undefined);
      return [
        logger['info']?.mock.calls,
        logger['error']?.mock.calls.map(([{ error, ...rest }]) => [error.name, rest]),
      ];
    };
    const expected = await of('sdk');
    expect((expected as unknown[][])[0]).toHaveLength(3);
    expect(await of('express')).toStrictEqual(expected);
    expect(await of('standard')).toStrictEqual(expected);
  });
});

test('a client takes the express lane again after its last custom middleware is removed', async () => {
  const [, sdk] = sdks[0] as (typeof sdks)[number];
  const each = bench(sdk);
  const executor = new Executor(each.client as DynamoDBClient);
  const put = (): Promise<unknown> => executor.send('PutItem', puts[0] as never, 't');
  const stack = each.client.middlewareStack as unknown as Stack;
  // The first call uses client.send. For the second one, the express lane lets the SDK send, and learns.
  await put();
  await put();
  await put();
  expect(each.written()).toBe(2);
  add(stack, (next) => (args) => next(args), { name: 'mine' });
  await put();
  remove(stack, 'mine');
  await put();
  await put();
  expect(each.written()).toBe(4);
});
