import { Readable } from 'node:stream';
import fc from 'fast-check';
import { inputs, looseText, outputs, responseText } from './inputs.ts';
import {
  type Bench,
  bench,
  credentials,
  type LaneName,
  lanes,
  ok,
  sdks,
  senderOf,
  startClock,
  stopClock,
} from './support.ts';

const clientsOfUsers = [
  ['a region', {}],
  [
    'a session token and an account',
    { credentials: { ...credentials, sessionToken: 'Fwo/+==', accountId: '123456789012' } },
  ],
  ['a custom endpoint', { endpoint: 'http://localhost:8000/some/path' }],
  ['the local region', { region: 'local' }],
  ['dual stack', { useDualstackEndpoint: true }],
  ['an account without account endpoints', { accountIdEndpointMode: 'disabled', customUserAgent: 'shop/1.2' }],
] as const;

beforeEach(stopClock);
afterEach(startClock);

/** Sends the same calls through `client.send` and a lane, and compares requests and outputs. */
describe.each(sdks)('%s', (_title, sdk) => {
  describe.each(lanes)('the %s lane', (lane) => {
    test.each(Object.keys(inputs))('%s: sends the bytes of client.send and returns an equal output', async (name) => {
      const [usual, other] = [bench(sdk), bench(sdk)];
      const send = senderOf(sdk, usual, 'sdk');
      const sendInLane = senderOf(sdk, other, lane);
      const [anyInput, anyOutput] = [inputs[name], outputs[name]] as [fc.Arbitrary<object>, fc.Arbitrary<object>];
      await sendInLane(name, { TableName: 't', TransactItems: [], ClientRequestToken: 'T', RequestItems: {} });
      await fc.assert(
        fc.asyncProperty(anyInput, anyOutput, async (input, output) => {
          const text = responseText(output);
          // The SDK reads such an attribute as undefined, and the oldest SDK omits it from requests.
          fc.pre(![text, JSON.stringify(input)].some((each) => each.includes('"__proto__":')));
          for (const { handler } of [usual, other]) handler.replies = [ok(text)];
          const expected = await send(name, input);
          expect(await sendInLane(name, input)).toStrictEqual(expected);
          expect(other.handler.sent.at(-1)).toStrictEqual(usual.handler.sent.at(-1));
        }),
        { numRuns: 100 },
      );
      expect(other.written()).toBeLessThan(5);
    });

    test.each(Object.keys(outputs))(
      '%s: reads a response with white space and escapes like client.send',
      async (name) => {
        const [usual, other] = [bench(sdk), bench(sdk)];
        const send = senderOf(sdk, usual, 'sdk');
        const sendInLane = senderOf(sdk, other, lane);
        const input = { TableName: 't', TransactItems: [], ClientRequestToken: 'T', RequestItems: {} };
        await sendInLane(name, input);
        const digits = fc.infiniteStream(fc.nat({ max: 9 }));
        await fc.assert(
          fc.asyncProperty(outputs[name] as fc.Arbitrary<object>, digits, async (output, random) => {
            const text = responseText(output);
            fc.pre(!text.includes('"__proto__":'));
            const loose = looseText(text, () => random.next().value as number);
            for (const { handler } of [usual, other]) handler.replies = [ok(loose)];
            expect(await sendInLane(name, input)).toStrictEqual(await send(name, input));
          }),
          { numRuns: 50 },
        );
      },
    );

    test.each([
      ['a space before the colon', '{"B" : "AQID"}', '{"BS" : ["AQID"]}'],
      ['lines', '{\n  "B":\n  "AQID"\n}', '{\n"BS"\n:\n["AQID"\n]}'],
      ['tabs', '{\t"B"\t:\t"AQID"}', '{"BS"\t:["AQID"]}'],
      ['an escaped name', '{"\\u0042":"AQID"}', '{"\\u0042\\u0053":["AQID"]}'],
      ['a name that is escaped in part', '{"\\u0042" :"AQID"}', '{"B\\u0053":["AQID"]}'],
      ['escaped base64', '{"B":"\\u0041QID"}', '{"BS":["AQI\\u0044"]}'],
    ])('reads bytes with %s in every response', async (_of, one, set) => {
      const each = bench(sdk);
      const send = senderOf(sdk, each, lane);
      const item = `{"a":${one},"l":{"L":[{"M":{"deep":${set}}}]}}`;
      const bytes = new Uint8Array([1, 2, 3]);
      const read = { a: { B: bytes }, l: { L: [{ M: { deep: { BS: [bytes] } } }] } };
      const input = { TableName: 't', Key: {}, Item: {}, TransactItems: [], ClientRequestToken: 'T', RequestItems: {} };
      const all = [
        ['GetItem', `{"Item":${item}}`, { Item: read }],
        ['PutItem', `{"Attributes":${item}}`, { Attributes: read }],
        ['UpdateItem', `{"Attributes":${item}}`, { Attributes: read }],
        ['DeleteItem', `{"Attributes":${item}}`, { Attributes: read }],
        ['Query', `{"Items":[${item}],"LastEvaluatedKey":${item}}`, { Items: [read], LastEvaluatedKey: read }],
        ['Scan', `{"Items":[${item}],"LastEvaluatedKey":${item}}`, { Items: [read], LastEvaluatedKey: read }],
        ['TransactGetItems', `{"Responses":[{"Item":${item}}]}`, { Responses: [{ Item: read }] }],
        [
          'BatchGetItem',
          `{"Responses":{"t":[${item}]},"UnprocessedKeys":{"t":{"Keys":[${item}]}}}`,
          { Responses: { t: [read] }, UnprocessedKeys: { t: { Keys: [read] } } },
        ],
        [
          'BatchWriteItem',
          `{"UnprocessedItems":{"t":[{"PutRequest":{"Item":${item}}}]}}`,
          { UnprocessedItems: { t: [{ PutRequest: { Item: read } }] } },
        ],
      ] as const;
      for (const [name, text, expected] of all) {
        for (let call = 0; call < 3; call++) {
          each.handler.replies = [ok(text)];
          expect(await send(name, input)).toMatchObject(expected);
        }
        const refusals = [
          [`{"__type":"x#ConditionalCheckFailedException","Item":${item}}`, { Item: read }],
          [
            `{"__type":"x#TransactionCanceledException","CancellationReasons":[{"Code":"None","Item":${item}}]}`,
            { CancellationReasons: [{ Item: read }] },
          ],
        ] as const;
        for (const [body, error] of refusals) {
          each.handler.replies = [{ status: 400, body }];
          await expect(send(name, input)).rejects.toMatchObject(error);
        }
      }
    });

    test('reads an attribute that is named __proto__', async () => {
      const each = bench(sdk);
      const send = senderOf(sdk, each, lane);
      const text = '{"Item":{"__proto__":{"B":"AQI="},"a":{"M":{"__proto__":{"S":"x"}}}}}';
      for (let call = 0; call < 3; call++) {
        each.handler.replies = [ok(text)];
        const { Item } = (await send('GetItem', { TableName: 't', Key: {} })) as { Item: object };
        const expected = [
          ['__proto__', { B: new Uint8Array([1, 2]) }],
          ['a', { M: JSON.parse('{"__proto__":{"S":"x"}}') }],
        ];
        expect(Object.entries(Item)).toEqual(expected);
      }
    });

    test.each([
      ['alone', '{"Item":{"a":{"B":"AQI="}}}'],
      ['in a set', '{"Item":{"a":{"BS":["AQI="]}}}'],
      [
        'after names and values that begin like their names',
        '{"Item":{"BS":{"BOOL":true},"b":{"S":"B"},"a":{"B":"AQI="}}}',
      ],
      ['after very many letters B', `{"Item":{"b":{"S":"${'B'.repeat(999)}"},"a":{"BS":["AQI="]}}}`],
    ])('reads bytes %s', async (_where, text) => {
      const each = bench(sdk);
      const send = senderOf(sdk, each, lane);
      const bytes = new Uint8Array([1, 2]);
      for (let call = 0; call < 3; call++) {
        each.handler.replies = [ok(text)];
        const { Item } = (await send('GetItem', { TableName: 't', Key: {} })) as { Item: Record<string, object> };
        expect(Item['a']).toEqual(text.includes('"BS":[') ? { BS: [bytes] } : { B: bytes });
      }
    });

    test('reads each body of a handler that returns the same response object', async () => {
      const of = async (via: LaneName): Promise<unknown> => {
        const each = bench(sdk);
        const send = senderOf(sdk, each, via);
        const response = { statusCode: 200, headers: {}, body: undefined as unknown };
        const bodies = [
          [200, '{"Item":{"id":{"S":"1"}}}'],
          [200, '{"Item":{"id":{"S":"2"}}}'],
          [400, '{"__type":"x#ValidationException","message":"3"}'],
          [200, '{"Item":{"id":{"B":"AQI="}}}'],
          [400, '{"__type":"x#ResourceNotFoundException","message":"4"}'],
          [200, '"5"'],
          [400, '{"__type":"x#ValidationException","message":"6"}'],
          [200, ''],
          [200, '{"Item":{"id":{"S":"7"}}}'],
        ] as const;
        const results: unknown[] = [];
        for (const [statusCode, text] of bodies) {
          const handle = async () => ({
            response: Object.assign(response, { statusCode, body: Readable.from([Buffer.from(text)]) }),
          });
          Object.assign(each.handler, { handle });
          const result = await send('GetItem', { TableName: 't', Key: {} }).catch((error: Error) => [
            error.name,
            error.message,
          ]);
          results.push(result);
        }
        return results;
      };
      expect(await of(lane)).toStrictEqual(await of('sdk'));
    });

    test.each(clientsOfUsers)('sends the requests of client.send for a client with %s', async (_of, config) => {
      const benches: readonly [LaneName, Bench][] = [
        ['sdk', bench(sdk, config)],
        [lane, bench(sdk, config)],
      ];
      for (const [via, each] of benches) {
        const send = senderOf(sdk, each, via);
        for (const id of ['1', '2', '3']) {
          jest.advanceTimersByTime(86_400_000);
          await send('PutItem', { TableName: 't', Item: { id: { S: id }, data: { B: new Uint8Array([1, 2]) } } });
          await send('Query', { TableName: 't', KeyConditionExpression: id });
        }
        jest.setSystemTime(new Date('2026-11-24T10:20:30.456Z'));
      }
      const [[, usual], [, other]] = benches as [[LaneName, Bench], [LaneName, Bench]];
      expect(usual.handler.sent).toHaveLength(6);
      expect(other.handler.sent).toStrictEqual(usual.handler.sent);
      expect(other.written()).toBe(2);
    });
  });
});
