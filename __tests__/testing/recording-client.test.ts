import * as sdk from '@aws-sdk/client-dynamodb';
import {
  ConditionFailedError,
  ConfigurationError,
  ItemAlreadyExistsError,
  OutcomeUnknownError,
  ThrottledError,
  TransactionFailedError,
  writeTransaction,
} from 'annotable';
import {
  type RecordedRequest,
  type RecordingFault,
  recordingClient,
  type TestEngine,
  testEngine,
} from 'annotable/testing';
import { ExpressLane } from '../../lib/execution/lanes/express.ts';
import { pickLane } from '../../lib/execution/lanes/lanes.ts';
import { onEveryEngine } from '../support/engines.ts';
import { Phones } from './models.ts';

const TableName = expect.any(String);

onEveryEngine('recordingClient', (suite) => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await testEngine({ endpoint: suite.endpoint, now: '2026-05-01T00:00:00Z' });
  });
  afterEach(() => engine.reset());
  afterAll(() => engine.stop());

  const opened = async (maxAttempts?: number) => {
    const recording = recordingClient({ client: engine.client, maxAttempts });
    const phones = await engine.open(Phones, { client: recording.client });
    return { recording, phones, stored: await engine.open(Phones) };
  };

  suite.test('shows each request and its response, in the fastest lane', async () => {
    const { recording, phones } = await opened();
    for (let round = 0; round < 4; round++) {
      await phones.put({ personId: round, name: 'Ann' });
      expect(await phones.get(round)).toMatchObject({ name: 'Ann' });
    }
    expect(recording.requests.map(({ operation }) => operation)).toEqual(
      Array.from({ length: 4 }, () => ['PutItem', 'GetItem']).flat(),
    );
    expect(recording.requests.at(-1)).toEqual({
      operation: 'GetItem',
      input: { TableName, Key: { personId: { N: '3' } } },
      output: {
        Item: { personId: { N: '3' }, name: { S: 'Ann' }, createdAt: { S: '2026-05-01T00:00:00.000Z' } },
      },
    });
    recording.clear();
    expect(recording.requests).toEqual([]);
    const lane = await pickLane(sdk, recording.client as never, 'PutItem', 'auto');
    expect(lane).toBeInstanceOf(process.env['ANNOTABLE_TEST_LANE'] === undefined ? ExpressLane : Object);
  });

  suite.test('shows the errors of DynamoDB, and passes them on', async () => {
    const { recording, phones } = await opened();
    await phones.create({ personId: 1, name: 'Ann' });
    await expect(phones.create({ personId: 1, name: 'Bob' })).rejects.toThrow(ItemAlreadyExistsError);
    expect(recording.requests[1]).toMatchObject({
      operation: 'PutItem',
      error: { name: 'ConditionalCheckFailedException', status: 400 },
    });
  });

  suite.test('replays recorded answers, errors too, without an engine', async () => {
    const program = async (phones: Phones): Promise<unknown[]> => [
      await phones.create({ personId: 1, name: 'Ann' }),
      (await phones.create({ personId: 1, name: 'Bob' }).catch((error) => error)).code,
      await phones.update(1, { name: 'Anna' }),
      await phones.get(1),
      await phones.get(2),
      await phones.scan().all(),
      await phones.delete(1),
    ];
    const { recording, phones } = await opened();
    const results = await program(phones);
    const replay = JSON.parse(JSON.stringify(recording)) as RecordedRequest[];
    const tableName = phones.table.name;
    const again = recordingClient({ replay });
    const replayed = new Phones(again.client, { tableName, clock: () => engine.clock.now });
    expect(await program(replayed)).toEqual(results);
    expect(again.requests).toEqual(recording.requests);
    await expect(replayed.get(1)).rejects.toThrow(
      `GetItem was sent after all ${replay.length} recorded requests were used`,
    );
  });

  suite.test('does a write whose response is lost, and nothing for the other faults', async () => {
    const { recording, phones, stored } = await opened();
    const failing = async (fault: RecordingFault, personId: number): Promise<unknown> => {
      recording.failNext(fault);
      return phones.put({ personId, name: 'Ann' }, { if: { name: 'Ann' } }).catch((error) => error);
    };
    expect(await failing('throttled', 1)).toBeInstanceOf(ThrottledError);
    expect(await failing('conditionFailed', 2)).toBeInstanceOf(ConditionFailedError);
    expect(await failing('unavailable', 3)).toMatchObject({ code: 'ECONNREFUSED' });
    expect(await failing('serverError', 4)).toBeInstanceOf(OutcomeUnknownError);
    expect(await stored.scan().all()).toEqual([]);
    recording.clear();
    recording.failNext('lostResponse');
    const outcome = await phones.update(6, { name: 'Ann' }).catch((error) => error);
    expect(outcome).toBeInstanceOf(Error);
    recording.failNext('lostResponse');
    await phones.upsert(7, { name: 'Bob' }).catch((error) => error);
    expect(await stored.get(7)).toMatchObject({ name: 'Bob' });
    expect(recording.requests.find(({ operation }) => operation === 'UpdateItem')?.error?.name).toBe('ECONNRESET');
  });

  suite.test('shows that annotable repeats a write after a conflict with a transaction', async () => {
    const { recording, phones } = await opened();
    recording.failNext('transactionConflict');
    await phones.put({ personId: 5, name: 'Ann' });
    expect(recording.requests.map(({ error }) => error?.name)).toEqual(['TransactionConflictException', undefined]);
  });

  suite.test('does a write once if the SDK repeats it and all responses are lost', async () => {
    const { recording, phones, stored } = await opened(3);
    await stored.put({ personId: 1, name: 'Ann' });
    recording.failNext('lostResponse', { operation: 'DeleteItem' });
    await expect(phones.delete(1)).rejects.toThrow(OutcomeUnknownError);
    expect(await stored.get(1)).toBeUndefined();
  });

  suite.test('lets a number of calls of one operation fail, and then the next fault', async () => {
    const { recording, phones } = await opened();
    recording.failNext('throttled', { operation: 'GetItem', times: 2 });
    recording.failNext('serverError', { operation: 'GetItem' });
    await phones.put({ personId: 1, name: 'Ann' });
    const names = [];
    for (let call = 0; call < 4; call++) names.push((await phones.get(1).catch((error) => error)).name);
    expect(names).toEqual(['ThrottledError', 'ThrottledError', 'InternalServerError', 'Ann']);
  });

  suite.testWith(
    'transactions',
    'cancels a transaction by its first action, and annotable repeats it after a conflict',
    async () => {
      const { recording, phones, stored } = await opened();
      for (const [fault, code] of [
        ['conditionFailed', 'ConditionalCheckFailed'],
        ['transactionConflict', 'TransactionConflict'],
      ] as const) {
        recording.failNext(fault);
        const ended = writeTransaction()
          .create(phones, { personId: 1, name: 'Ann' })
          .create(phones, { personId: 2, name: 'Bob' })
          .commit();
        if (fault === 'conditionFailed') await expect(ended).rejects.toThrow(TransactionFailedError);
        else await ended;
        expect(recording.requests[0]?.error?.details).toEqual({
          CancellationReasons: [{ Code: code }, { Code: 'None' }],
        });
        recording.clear();
      }
      expect(await stored.get(1)).toBeDefined();
    },
  );

  suite.test('records requests of the SDK itself, with bytes as base64', async () => {
    const { recording, phones } = await opened();
    await recording.client.send(
      new sdk.GetItemCommand({ TableName: phones.table.name, Key: { personId: { N: '1' } }, ConsistentRead: true }),
    );
    expect(recording.requests).toEqual([
      { operation: 'GetItem', input: { TableName, Key: { personId: { N: '1' } }, ConsistentRead: true }, output: {} },
    ]);
  });
});

describe('recordingClient without an engine', () => {
  const handWritten = (...replay: RecordedRequest[]): Phones => new Phones(recordingClient({ replay }).client);

  test('answers by records that are written by hand', async () => {
    const output = { Item: { personId: { N: '1' }, name: { S: 'Ann' }, createdAt: { S: '2026-05-01T00:00:00.000Z' } } };
    expect(await handWritten({ operation: 'GetItem', output }).get(1)).toMatchObject({ name: 'Ann' });
  });

  test('names the first difference between a request and its record', async () => {
    const input = { TableName: 'phonebook', Key: { personId: { N: '2' } } };
    await expect(handWritten({ operation: 'GetItem', input, output: {} }).get(1)).rejects.toThrow(
      'GetItem differs from the recorded request at input.Key.personId.N: recorded is "2", sent was "1"',
    );
    await expect(handWritten({ operation: 'PutItem', output: {} }).get(1)).rejects.toThrow(
      'GetItem was sent, and PutItem is the next recorded request',
    );
  });

  test('fails each request in words if it has neither a client nor a replay', async () => {
    const recording = recordingClient();
    await expect(new Phones(recording.client).get(1)).rejects.toThrow(
      'the recording client has neither a client nor a replay',
    );
    expect(recording.requests).toHaveLength(1);
  });

  test('refuses wrong options and faults in words', () => {
    const refused = (options: object, message: string): void => {
      expect(() => recordingClient(options)).toThrow(ConfigurationError);
      expect(() => recordingClient(options)).toThrow(message);
    };
    const client = new sdk.DynamoDBClient({});
    refused({ endpoint: 'x' }, "annotable/testing: recordingClient() has no option 'endpoint'");
    refused({ client, replay: [] }, 'client sends requests, and replay answers them; pass one of them');
    refused({ client: {} }, 'client must be a DynamoDBClient');
    refused({ replay: {} }, 'replay must be an array of { operation, input, output }');
    refused({ maxAttempts: 0 }, 'maxAttempts must be a whole number of 1 or more');
    const { failNext } = recordingClient();
    expect(() => failNext.call(recordingClient(), 'lost' as never)).toThrow("there is no fault 'lost'");
    expect(() => recordingClient().failNext('conditionFailed', { operation: 'GetItem' })).toThrow(
      "GetItem can't have the fault conditionFailed; it is one of PutItem",
    );
    expect(() => recordingClient().failNext('throttled', { times: 0 })).toThrow('times must be a whole number');
  });
});
