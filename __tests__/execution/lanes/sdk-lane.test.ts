import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  Attribute,
  BaseRepository,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  Table,
  ThrottledError,
} from 'annotable';
import { Executor } from '../../../lib/execution/executor.ts';
import type { SdkClient } from '../../../lib/execution/lanes/client-parts.ts';
import { sendCall } from '../../../lib/execution/lanes/lanes.ts';
import { bench, sdks, senderOf, startClock, stopClock } from './support.ts';

beforeEach(stopClock);
afterEach(startClock);

@Table('notes')
@PartitionKey('id')
class Note {
  @Attribute(String) id!: string;
}

@Repository(Note)
class Notes extends BaseRepository<Note, 'id'> {}

const put = { TableName: 't', Item: { id: { S: '1' } } };

describe('client.send receives', () => {
  const [, sdk] = sdks[0] as (typeof sdks)[number];
  const send = (client: object): Promise<unknown> =>
    sendCall(sdk, client as SdkClient, 'PutItem', { input: put, options: {}, attempts: undefined }, 'auto');
  const command = expect.objectContaining({ input: put });

  test('every call of a repository with lane: "sdk"', async () => {
    const written = async (options?: RepositoryOptions): Promise<number> => {
      const each = bench(sdk);
      const notes = new Notes(each.client, options);
      for (const id of ['1', '2', '3']) await notes.put({ id });
      expect(each.handler.sent).toHaveLength(3);
      return each.written();
    };
    // The first call of the process uses client.send.
    expect(await written()).toBe(2);
    expect(await written()).toBe(1);
    expect(await written({ lane: 'auto' })).toBe(1);
    expect(await written({ lane: 'sdk' })).toBe(3);
  });

  test('the calls of a client whose send was replaced', async () => {
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
  ])('the calls of a client if the send of %s was replaced', async (_of, prototype) => {
    const { client } = bench(sdk);
    await send(client);
    const mock = jest.spyOn(prototype, 'send').mockImplementation(async () => ({ mocked: true }));
    expect(await send(client)).toEqual({ mocked: true });
    mock.mockRestore();
    expect(await send(client)).toEqual({ $metadata: expect.anything() });
  });

  test('the calls of an object with only a send method', async () => {
    const mock = jest.fn(async () => ({ mocked: true }));
    expect(await new Executor({ send: mock } as never).send('PutItem', put, 't')).toEqual({ mocked: true });
    expect(mock).toHaveBeenCalledWith(command, {});
  });

  test('options whose copies, proxies, and derived objects have the signal, too', async () => {
    const signals: unknown[] = [];
    const send = async (_command: unknown, options: object): Promise<void> => {
      const copies = [{ ...options }, new Proxy(options, {}), Object.create(options)];
      signals.push(...copies.map((each: object) => Reflect.get(each, 'abortSignal')));
      expect(Object.keys(options)).toEqual(['abortSignal']);
    };
    expect(await new Notes({ send } as never).put({ id: '1' })).toEqual({ id: '1' });
    expect(signals).toEqual([1, 2, 3].map(() => expect.any(AbortSignal)));
  });

  test('a put, which returns the written item and not the output of a mock', async () => {
    const send = async (): Promise<object> => ({ Attributes: { id: { S: 'other' } } });
    expect(await new Notes({ send } as never).put({ id: '1' })).toEqual({ id: '1' });
  });

  test('a call whose throttling error has malformed reasons, and throws ThrottledError', async () => {
    for (const ThrottlingReasons of [[null], 'all', {}]) {
      const fault = Object.assign(new Error('slow'), { name: 'ThrottlingException', ThrottlingReasons });
      await expect(new Notes({ send: () => Promise.reject(fault) } as never).get('1')).rejects.toThrow(ThrottledError);
    }
  });

  test('the calls through a stack that a tracer has wrapped', async () => {
    const each = bench(sdk);
    await send(each.client);
    await send(each.client);
    const stack = each.client.middlewareStack as unknown as { concat: (from: unknown) => unknown };
    const concat = jest.spyOn(stack, 'concat');
    await send(each.client);
    expect(concat).toHaveBeenCalledTimes(1);
  });
});

test('a document client uses the lanes of its inner client', async () => {
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

test('a runtime without crypto.randomUUID (jsdom of Jest) can send', async () => {
  const { crypto } = globalThis;
  try {
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
    // The SDK reads it when it is loaded.
    jest.resetModules();
    const support: typeof import('./support.ts') = require('./support.ts');
    const { client, handler } = support.bench(support.sdks[0]?.[1] as (typeof sdks)[number][1]);
    const {
      Executor: Loaded,
    }: typeof import('../../../lib/execution/executor.ts') = require('../../../lib/execution/executor.ts');
    const executor = new Loaded(client);
    for (let call = 0; call < 3; call++) await executor.send('PutItem', put, 't');
    expect(handler.sent).toHaveLength(3);
  } finally {
    Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true });
  }
});

test('destroying a client destroys its handler once', async () => {
  const [, sdk] = sdks[0] as (typeof sdks)[number];
  const each = bench(sdk);
  const send = senderOf(sdk, each, 'express');
  await send('PutItem', put);
  await send('PutItem', put);
  each.client.destroy();
  expect(each.handler.destroyed).toBe(1);
});
