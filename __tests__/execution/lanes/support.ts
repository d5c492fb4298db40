import nodeCrypto from 'node:crypto';
import { Readable } from 'node:stream';
import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import * as newest from '@aws-sdk/client-dynamodb';
import type { Attempts } from '../../../lib/execution/lanes/attempts.ts';
import type { CommandClass, SdkClient, WireRequest } from '../../../lib/execution/lanes/client-parts.ts';
import { type Call, CompiledStack } from '../../../lib/execution/lanes/compiled-stack.ts';
import { type Lane, sendCall } from '../../../lib/execution/lanes/lanes.ts';
import { PristineClient, type Sdk } from '../../../lib/execution/lanes/pristine-client.ts';
import { bodyText } from '../../../lib/execution/lanes/request-shape.ts';
import { WireCodec } from '../../../lib/execution/lanes/wire-codec.ts';

/** The SDKs that the peer range begins and, today, ends with. */
export const sdks: readonly (readonly [string, Sdk])[] = [
  ['the newest SDK', newest],
  ['the oldest SDK of the peer range', jest.requireActual('client-dynamodb-oldest')],
];

/** A request as it goes onto the wire. */
export interface Sent {
  readonly request: Omit<WireRequest, 'body' | 'headers'>;
  /** In their order. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly bodyClass: string;
  readonly requestClass: string;
  readonly options: unknown;
}

/** What a handler answers an attempt with: a status and a body, or what it does in its own way. */
export type Reply =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | ((signal: AbortSignal | undefined) => Promise<never>);

export const ok = (body: unknown = {}): Reply => ({ status: 200, body });

export const fault = (type: string, status = 400, more: object = {}): Reply => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: `a ${type}`, ...more },
});

/** A request handler that keeps what it is sent, and answers as it is told; an empty success at the end. */
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
    const { body: given } = reply;
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    const answered = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': 'R1', ...reply.headers };
    return {
      response: {
        statusCode: reply.status,
        headers: answered,
        body: given instanceof Readable ? given : new TextEncoder().encode(text),
      },
    };
  }

  /** By how much the dates of the requests were off, in thousands of seconds. */
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
  /** How often the SDK itself has written a request. */
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
  // It is asked for once by each request that the SDK writes, and says nothing of values: the lanes let it be another.
  const serialize = jest.spyOn(
    client.config.protocol as unknown as { getJsonRpcVersion(): string },
    'getJsonRpcVersion',
  );
  return { client, handler, written: () => serialize.mock.calls.length };
}

export type WayName = 'client.send' | 'standard' | 'express';
export const lanes = ['standard', 'express'] as const;

/** One way of a client: its calls, one after the other. */
export type Way = (name: string, input: unknown, options?: Partial<Call>) => Promise<unknown>;

/** A way of sending through a client; the lanes keep what they learn for as long as it is used. */
export function wayOf(sdk: Sdk, { client }: Bench, way: WayName): Way {
  const sdkClient = client as unknown as SdkClient;
  const callOf = (input: unknown, options: Partial<Call> = {}): Call => ({
    input,
    options: {},
    attempts: undefined,
    ...options,
  });
  if (way !== 'standard') {
    const lane: Lane = way === 'express' ? 'auto' : 'sdk';
    return (name, input, options) => sendCall(sdk, sdkClient, name, callOf(input, options), lane);
  }
  const plans = new Map<string, CompiledStack>();
  return async (name, input, options) => {
    const kept = plans.get(name);
    const plan = kept?.isCurrent() === true ? kept : standardPlan(sdk, sdkClient, name);
    plans.set(name, plan);
    return plan.send(callOf(input, options));
  };
}

function standardPlan(sdk: Sdk, client: SdkClient, name: string): CompiledStack {
  const parts = sdk as unknown as Record<string, unknown>;
  const genuine = PristineClient.of(sdk) as PristineClient;
  const codec = WireCodec.of(parts[`${name}$`], client.config, genuine);
  return new CompiledStack(client, parts[`${name}Command`] as CommandClass, codec, genuine);
}

export const newAttempts = (isRepeatable: boolean): Attempts => ({ isRepeatable });

/** Stops the clock, and gives every request the same id. */
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
