import nodeCrypto from 'node:crypto';
import { Readable } from 'node:stream';
import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import * as newest from '@aws-sdk/client-dynamodb';
import type { Attempts } from '../../../lib/execution/lanes/attempts.ts';
import type { CommandClass, SdkClient, WireRequest } from '../../../lib/execution/lanes/client-parts.ts';
import { CompiledStack } from '../../../lib/execution/lanes/compiled-stack.ts';
import type { Call, Lane } from '../../../lib/execution/lanes/lane.ts';
import { type LaneOption, sendCall } from '../../../lib/execution/lanes/lanes.ts';
import { PristineClient, type Sdk } from '../../../lib/execution/lanes/pristine-client.ts';
import { bodyText } from '../../../lib/execution/lanes/request-shape.ts';
import { SdkLane } from '../../../lib/execution/lanes/sdk-lane.ts';
import { WireCodec } from '../../../lib/execution/lanes/wire-codec.ts';

/** The oldest and the newest SDK of the peer range. */
export const sdks: readonly (readonly [string, Sdk])[] = [
  ['the newest SDK', newest],
  ['the oldest SDK of the peer range', jest.requireActual('client-dynamodb-oldest')],
];

/** A request as the handler receives it. */
export interface Sent {
  readonly request: Omit<WireRequest, 'body' | 'headers'>;
  /** In the order in which they are sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly bodyClass: string;
  readonly requestClass: string;
  readonly options: unknown;
}

/** The reply of a handler to one attempt: a status and a body, or a function that rejects. */
export type Reply =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | ((signal: AbortSignal | undefined) => Promise<never>);

export const ok = (body: unknown = {}): Reply => ({ status: 200, body });

export const fault = (type: string, status = 400, more: object = {}): Reply => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: `a ${type}`, ...more },
});

/** A request handler that records its requests and returns `replies`, then empty successes. */
export class FakeHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly sent: Sent[] = [];
  replies: Reply[] = [];
  destroyed = 0;
  readonly #times: number[] = [];

  async handle(request: WireRequest, options: { abortSignal?: AbortSignal }): Promise<object> {
    const { headers, body, ...rest } = request;
    this.#times.push(Date.now());
    this.sent.push({
      request: { ...rest, query: { ...rest.query } },
      headers: Object.entries(headers),
      body: bodyText(body) ?? '',
      bodyClass: (body as object).constructor.name,
      requestClass: request.constructor.name,
      options: { ...options },
    });
    const reply = this.replies.shift() ?? ok();
    if (typeof reply === 'function') return reply(options.abortSignal);
    const { body: content } = reply;
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const responseHeaders = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-RequestId': 'R1',
      ...reply.headers,
    };
    return {
      response: {
        statusCode: reply.status,
        headers: responseHeaders,
        body: content instanceof Readable ? content : new TextEncoder().encode(text),
      },
    };
  }

  /** Differences of the signed dates from the local clock, in thousands of seconds. */
  clocks(): number[] {
    const pattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
    const dates = this.sent.map(({ headers }) => new Map(headers).get('x-amz-date') ?? '');
    const times = dates.map((date) => Date.parse(date.replace(pattern, '$1-$2-$3T$4:$5:$6Z')));
    return times.map((time, index) => Math.round((time - (this.#times[index] ?? 0)) / 1_000_000) || 0);
  }

  destroy(): void {
    this.destroyed += 1;
  }
}

export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** A client with its fake handler. */
export interface Bench {
  readonly client: DynamoDBClient;
  readonly handler: FakeHandler;
  /** Number of requests that the SDK itself has serialized. */
  readonly written: () => number;
}

export function bench(sdk: Sdk, config: DynamoDBClientConfig = {}): Bench {
  const handler = new FakeHandler();
  const client = new sdk.DynamoDBClient({
    region: 'eu-west-1',
    credentials: { ...credentials },
    ...config,
    requestHandler: handler as never,
  });
  // The SDK calls this method once for each request, and the lanes accept a replacement, because it has no values.
  const serialize = jest.spyOn(
    client.config.protocol as unknown as { getJsonRpcVersion(): string },
    'getJsonRpcVersion',
  );
  return { client, handler, written: () => serialize.mock.calls.length };
}

export type LaneName = 'sdk' | 'standard' | 'express';
/** The lanes that are compared with `client.send`. */
export const lanes = ['standard', 'express'] as const;

/** Sends a call through one lane of a client. */
export type Sender = (name: string, input: unknown, options?: Partial<Call>) => Promise<unknown>;

/** Returns the sender of a lane. It keeps what its lane learns from call to call. */
export function senderOf(sdk: Sdk, { client }: Bench, lane: LaneName): Sender {
  const sdkClient = client as unknown as SdkClient;
  const callOf = (input: unknown, options: Partial<Call> = {}): Call => ({
    input,
    options: {},
    attempts: undefined,
    ...options,
  });
  if (lane !== 'standard') {
    const option: LaneOption = lane === 'express' ? 'auto' : 'sdk';
    return (name, input, options) => sendCall(sdk, sdkClient, name, callOf(input, options), option);
  }
  const last = new Map<string, Lane>();
  return async (name, input, options) => {
    const known = last.get(name);
    const current = known?.isCurrent() === true ? known : standardLane(sdk, sdkClient, name);
    last.set(name, current);
    return current.send(callOf(input, options));
  };
}

/** Creates the standard lane, also for a client that would take the express lane. */
function standardLane(sdk: Sdk, client: SdkClient, name: string): Lane {
  const parts = sdk as unknown as Record<string, unknown>;
  const pristine = PristineClient.of(sdk) as PristineClient;
  const codec = WireCodec.of(parts[`${name}$`], client.config, pristine);
  const stack = CompiledStack.of(client, parts[`${name}Command`] as CommandClass, codec, pristine);
  return stack ?? new SdkLane(sdk, client, name, false);
}

export const newAttempts = (isRepeatable: boolean): Attempts => ({ isRepeatable });

/** Stops the clock and fixes the id of every request. */
export function stopClock(): void {
  jest.useFakeTimers({
    now: new Date('2026-11-24T10:20:30.456Z'),
    doNotFake: [
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'setTimeout',
      'clearTimeout',
      'performance',
    ],
  });
  for (const source of [globalThis.crypto, nodeCrypto])
    jest.spyOn(source, 'randomUUID').mockReturnValue('5b1a7a4c-0d3c-4f0e-9d0a-2f6a4f1d9c11');
}

export function startClock(): void {
  jest.useRealTimers();
  jest.restoreAllMocks();
}
