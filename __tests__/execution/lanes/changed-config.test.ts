import { endInvocation, outcomeOf, put, type Story } from './stories.ts';
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

beforeEach(stopClock);
afterEach(() => {
  startClock();
  endInvocation();
});

type Sdk = (typeof sdks)[number][1];
type Parts = Record<string, unknown>;

const nothing = (): void => undefined;
const configOf = ({ client }: Bench): Parts => client.config as unknown as Parts;
const schemeOf = (each: Bench): Parts => (configOf(each)['httpAuthSchemes'] as Parts[])[0] as Parts;

/** A story whose client is changed after two calls of each operation. */
const changedBy =
  (change: (each: Bench) => unknown, config = {}): Story =>
  () => ({ config, events: [nothing, nothing, change, nothing, nothing] });

const binary = ({ handler }: Bench): void => {
  handler.replies = [ok({ Attributes: { data: { B: 'AQI=' } } }), ok({ Items: [{ data: { BS: ['AQI='] } }] })];
};

/** Title, number of the ten requests that the express lane sends without the SDK, and the change. */
const stories: readonly (readonly [string, number, Story])[] = [
  ['signingRegion', 6, changedBy((each) => Object.assign(configOf(each), { signingRegion: 'us-west-2' }))],
  ['signingName', 6, changedBy((each) => Object.assign(configOf(each), { signingName: 'dax' }))],
  [
    'requestHandler to one of HTTP/2',
    6,
    changedBy((each) => {
      const { handler } = each;
      const other = { metadata: { handlerProtocol: 'h2' }, handle: handler.handle.bind(handler) };
      Object.assign(configOf(each), { requestHandler: other });
    }),
  ],
  [
    'the protocol of the handler',
    6,
    changedBy(({ handler }) => Object.assign(handler.metadata, { handlerProtocol: 'h2' })),
  ],
  ['customUserAgent', 6, changedBy((each) => Object.assign(configOf(each), { customUserAgent: [['shop', '2']] }))],
  [
    'customUserAgent, in place',
    6,
    () => {
      const customUserAgent: [string, string][] = [['shop', '1']];
      return changedBy(() => customUserAgent.push(['till', '3']), { customUserAgent })();
    },
  ],
  [
    'the signer',
    2,
    changedBy((each) => {
      const sign = async (request: object): Promise<object> => ({ ...request, headers: { authorization: 'mine' } });
      Object.assign(schemeOf(each), { signer: { sign } });
    }),
  ],
  [
    'the method that signs',
    2,
    changedBy((each) => {
      const sign = async (request: object): Promise<object> => ({ ...request, headers: { authorization: 'mine' } });
      Object.assign(schemeOf(each)['signer'] as object, { sign });
    }),
  ],
  [
    'the authentication schemes, in place',
    2,
    changedBy((each) => {
      const scheme = schemeOf(each);
      (configOf(each)['httpAuthSchemes'] as Parts[])[0] = {
        ...scheme,
        identityProvider: () => async () => ({ ...credentials, $source: { CREDENTIALS_CODE: 'x' } }),
      };
    }),
  ],
  [
    'base64Decoder',
    6,
    changedBy((each) => {
      Object.assign(configOf(each), { base64Decoder: (text: string) => new TextEncoder().encode(`decoded ${text}`) });
      binary(each);
    }),
  ],
  [
    'utf8Encoder',
    2,
    changedBy((each) => Object.assign(configOf(each), { utf8Encoder: (bytes: Uint8Array) => String(bytes.length) })),
  ],
  [
    'the whole configuration (client.send takes over)',
    8,
    changedBy((each) => Object.assign(each.client, { config: { ...each.client.config, logger: undefined } })),
  ],
];

/** Masks the texts of the put and the query. */
const masked = (value: unknown): unknown =>
  value === undefined ? value : JSON.parse(JSON.stringify(value).replaceAll(/"(1|a)"/g, '"***"'));

/** Replaces a method by one that masks its argument. */
function masking(part: object, name: string, index: number): void {
  const method = Reflect.get(part, name) as (...args: unknown[]) => unknown;
  Object.assign(part, {
    [name](this: object, ...args: unknown[]) {
      return method.apply(this, args.with(index, masked(args[index])));
    },
  });
}

interface Protocol extends Parts {
  readonly codec: { createSerializer(): object; createDeserializer(): object };
  readonly serializer: object;
  readonly deserializer: object;
}

const protocolOf = (each: Bench): Protocol => configOf(each)['protocol'] as Protocol;

/** A codec of the SDK whose serializers mask. */
function maskingCodec(sdk: Sdk): object {
  const { codec } = protocolOf(bench(sdk));
  const { createSerializer } = codec;
  return Object.assign(codec, {
    createSerializer() {
      const serializer = createSerializer.call(codec);
      masking(serializer, 'write', 1);
      return serializer;
    },
  });
}

const settingsOf = (sdk: Sdk): object => configOf(bench(sdk))['protocolSettings'] as object;

/** Custom codecs of a user, from the first call on or later. */
const codecs: readonly (readonly [string, (sdk: Sdk) => Story])[] = [
  [
    'a codec among the settings of its protocol',
    (sdk) => changedBy(nothing, { protocolSettings: { ...settingsOf(sdk), jsonCodec: maskingCodec(sdk) } }),
  ],
  [
    'a protocol that was made with a codec',
    (sdk) => {
      const Protocol = protocolOf(bench(sdk)).constructor as new (settings: object) => object;
      return changedBy(nothing, { protocol: new Protocol({ ...settingsOf(sdk), jsonCodec: maskingCodec(sdk) }) });
    },
  ],
  [
    'a codec of another structure',
    (sdk) => {
      const codec = maskingCodec(sdk);
      const jsonCodec = new Proxy(codec, {});
      return changedBy(nothing, { protocolSettings: { ...settingsOf(sdk), jsonCodec } });
    },
  ],
  [
    'another serializer from the first call on',
    (sdk) => () => {
      const change = (each: Bench): void => {
        const serializer = Reflect.get(maskingCodec(sdk), 'createSerializer')();
        serializer.setSerdeContext(each.client.config);
        Object.assign(protocolOf(each), { serializer });
      };
      return { events: [change, nothing, nothing] };
    },
  ],
  [
    'another serializer',
    (sdk) =>
      changedBy((each) => {
        const serializer = Reflect.get(maskingCodec(sdk), 'createSerializer')();
        serializer.setSerdeContext(each.client.config);
        Object.assign(protocolOf(each), { serializer });
      }),
  ],
  ['a serializer that was changed', () => changedBy((each) => masking(protocolOf(each).serializer, 'write', 1))],
  [
    'a serializer that was changed from the first call on',
    () => () => ({ events: [(each) => masking(protocolOf(each).serializer, 'write', 1), nothing, nothing] }),
  ],
  [
    'a method of its serializer that was changed',
    () =>
      changedBy((each) => {
        const { serializer } = protocolOf(each);
        const isNew = 'writeAttributeValue' in serializer;
        masking(serializer, isNew ? 'writeAttributeValue' : '_write', isNew ? 0 : 1);
      }),
  ],
  ['a protocol that was changed', () => changedBy((each) => masking(protocolOf(each), 'serializeRequest', 1))],
  [
    'a deserializer that was changed',
    () =>
      changedBy((each) => {
        const { deserializer } = protocolOf(each);
        const { read } = deserializer as { read(schema: unknown, text: unknown): Promise<object> };
        Object.assign(deserializer, {
          read: async (schema: unknown, text: unknown) => ({
            ...(await read.call(deserializer, schema, text)),
            isMine: true,
          }),
        });
      }),
  ],
  [
    'a deserializer that was changed inside',
    () =>
      changedBy((each) => {
        const { deserializer } = protocolOf(each);
        const isNew = 'readAttributeValue' in deserializer;
        masking(deserializer, isNew ? 'readAttributeValue' : '_read', isNew ? 0 : 1);
        each.handler.replies = [ok({ Attributes: { id: { S: '1' } } }), ok({ Items: [{ id: { S: 'a' } }] })];
      }),
  ],
  [
    'another context of its codec',
    () =>
      changedBy((each) => {
        const base64Decoder = (text: string): Uint8Array => new TextEncoder().encode(`decoded ${text}`);
        const set = protocolOf(each)['setSerdeContext'] as (context: object) => void;
        set.call(protocolOf(each), { ...each.client.config, base64Decoder });
        binary(each);
      }),
  ],
];

describe.each(sdks)('%s', (_title, sdk) => {
  describe.each(lanes)('the %s lane', (lane) => {
    test.each(stories)('sends the same as client.send after a change of %s', async (_of, count, story) => {
      const expected = await outcomeOf('sdk', sdk, story);
      const { seen, past } = await outcomeOf(lane, sdk, story);
      expect(seen).toStrictEqual(expected.seen);
      expect(past).toBe(lane === 'express' ? count : 0);
    });

    test.each(codecs)('sends the same as client.send with %s', async (_of, storyOf) => {
      const { seen: expected } = await outcomeOf('sdk', sdk, storyOf(sdk));
      const { seen } = await outcomeOf(lane, sdk, storyOf(sdk));
      expect(seen).toStrictEqual(expected);
    });

    test('sends the same as client.send if the class of the serializer was changed after the first calls', async () => {
      const of = async (via: LaneName): Promise<unknown> => {
        const each = bench(sdk);
        const prototype: object = Object.getPrototypeOf(protocolOf(each).serializer);
        const name = 'writeAttributeValue' in prototype ? 'writeAttributeValue' : '_write';
        const saved: unknown = Reflect.get(prototype, name);
        const send = senderOf(sdk, each, via);
        try {
          for (let call = 0; call < 3; call++) await send('PutItem', put);
          masking(prototype, name, name === '_write' ? 1 : 0);
          for (let call = 0; call < 3; call++) await send('PutItem', put);
          return each.handler.sent;
        } finally {
          Object.assign(prototype, { [name]: saved });
        }
      };
      expect(await of(lane)).toStrictEqual(await of('sdk'));
    });
  });
});
