import { randomUUID } from 'node:crypto';
import type {
  AuthScheme,
  ClientConfig,
  Context,
  HandlerOutput,
  Output,
  WireRequest,
  WireResponse,
} from './client-parts.ts';
import type { CompiledStack, ResumedAttempt } from './compiled-stack.ts';
import { isEnding, type ResolvedConfig, resolvedFrom } from './config-resolver.ts';
import type { DefaultClient } from './default-client.ts';
import type { Call, Lane } from './lane.ts';
import { SignedShape } from './signed-shape.ts';
import { currentTrace, type Trace } from './trace.ts';
import type { WireCodec } from './wire-codec.ts';

/** The outcome of an attempt: a response that isn't a plain success, or an error. */
type Outcome = HandlerOutput | { readonly error: unknown };

/** A first attempt, with the times that the SDK records for its own attempts. */
interface FirstAttempt {
  readonly request: WireRequest;
  /** Milliseconds since 1970 by the local clock. */
  readonly sentAt: number;
  /** Milliseconds by which the clock of the server is ahead. */
  readonly offset: number;
}

/** The result of learning from a request of the SDK. */
interface Learned {
  readonly resolved: ResolvedConfig;
  /** Undefined if such requests can't be created here. */
  readonly shape: SignedShape | undefined;
  readonly isTraced: boolean;
  // The SDK stores the region and name of its first signature, until the user sets another.
  readonly signingRegion: unknown;
  readonly signingName: unknown;
}

/**
 * Sends the requests of one operation without the middleware of the SDK. The client must have no other middleware.
 *
 * The SDK sends the first request, and the first one after each change. The following requests are created like it. If
 * a response isn't a plain success, the SDK receives it as the outcome of its own first attempt. It then throws the
 * error or sends the retries.
 */
export class ExpressLane implements Lane {
  readonly #config: ClientConfig;
  readonly #client: DefaultClient;
  readonly #codec: WireCodec;
  /** The fallback. */
  readonly #standard: CompiledStack;
  #learned: Learned | undefined;

  constructor(config: ClientConfig, client: DefaultClient, codec: WireCodec, standard: CompiledStack) {
    this.#config = config;
    this.#client = client;
    this.#codec = codec;
    this.#standard = standard;
  }

  /** True until the stack or a part of the configuration is replaced. */
  isCurrent(): boolean {
    return this.#standard.isCurrent() && this.#client.isCurrent();
  }

  async send(call: Call): Promise<Output> {
    const trace = currentTrace();
    if (trace === undefined || hasArn(call.input)) return this.#standard.send(call);
    const isTraced = trace.id !== undefined;
    const learned = this.#learned;
    if (learned === undefined || isEnding(learned.resolved.identity)) return this.#learn(call, isTraced);
    const resolved = await this.#client.resolver.now(learned.resolved);
    if (resolved === undefined) return this.#standard.send(call);
    if (resolved !== learned.resolved || !this.#isLike(learned, isTraced)) return this.#learn(call, isTraced);
    const first = learned.shape && this.#attempt(call, learned.shape, trace);
    if (first === undefined) return this.#standard.send(call);
    let outcome: Outcome;
    try {
      const { response } = await this.#config.requestHandler.handle(first.request, call.options);
      const read = this.#codec.outputOf(response, call.reading);
      const output = read instanceof Promise ? await read : read;
      if (output !== undefined) return this.#succeed(output, response, first);
      outcome = { response, isUnreadable: true };
    } catch (error) {
      outcome = { error };
    }
    return this.#resume(call, outcome, first);
  }

  #isLike({ isTraced, signingName, signingRegion }: Learned, isTracedNow: boolean): boolean {
    const config = this.#config;
    return isTraced === isTracedNow && signingRegion === config.signingRegion && signingName === config.signingName;
  }

  /** Lets the SDK send a call, and learns from its request, which also contains the credentials of the provider. */
  async #learn(call: Call, isTraced: boolean): Promise<Output> {
    const last = this.#learned?.resolved;
    const parts = await this.#client.resolver.parts(last?.parts);
    if (parts === undefined) return this.#standard.send(call);
    let first: Pick<Learned, 'resolved' | 'shape'> | undefined;
    const onRequest = (request: WireRequest, context: Context): void => {
      const identity = context.__smithy_context?.selectedHttpAuthScheme?.identity;
      if (first !== undefined || identity === undefined || !this.#codec.isProven) return;
      const resolved = resolvedFrom(identity, parts, last);
      first = { resolved, shape: SignedShape.of(request, resolved) };
    };
    const output = await this.#standard.send(call, { onRequest });
    // After a change in the meantime, the request may contain the old or the new values.
    if (first !== undefined && (await this.#client.resolver.parts(parts)) === parts) {
      const { signingName, signingRegion } = this.#config;
      this.#learned = { ...first, isTraced, signingName, signingRegion };
    }
    return output;
  }

  /** Creates a request like the SDK. Undefined if the SDK must create it. */
  #attempt({ input }: Call, shape: SignedShape, trace: Trace): FirstAttempt | undefined {
    const bytes = this.#codec.bytesOf(input);
    if (bytes === undefined) return undefined;
    const invocationId = randomUUID();
    const sentAt = Date.now();
    const offset = this.#config.systemClockOffset ?? 0;
    const time = sentAt + offset;
    const request = shape.make({ body: shape.bodyOf(bytes), invocationId, time, traceId: trace.id });
    return { request, sentAt, offset };
  }

  /** Calls the signer and the retry strategy, as the SDK does after a success. */
  #succeed(output: Output, response: WireResponse, { sentAt }: FirstAttempt): Output {
    const { signer, strategy, token } = this.#client;
    signer.successHandler?.(response, { config: this.#config, _requestSentAt: sentAt });
    strategy.recordSuccess?.(token);
    output.$metadata['attempts'] = 1;
    output.$metadata['totalRetryDelay'] = 0;
    return output;
  }

  /** Lets the SDK continue after the first attempt. */
  async #resume(call: Call, outcome: Outcome, { request, sentAt, offset }: FirstAttempt): Promise<Output> {
    // The SDK notes the time of its own requests in the same properties.
    const times = { _requestSentAt: sentAt, _preRequestSystemClockOffset: offset };
    let isReported = false;
    const report = async (context: Context): Promise<HandlerOutput> => {
      isReported = true;
      const properties = context.__smithy_context?.selectedHttpAuthScheme?.httpAuthOption?.signingProperties;
      Object.assign(properties ?? {}, times);
      if ('error' in outcome) throw outcome.error;
      return outcome;
    };
    const first: ResumedAttempt = { request, outcome: report };
    try {
      return await this.#standard.send(call, { first });
    } catch (error) {
      if (isReported) throw error;
      // The SDK failed before the attempt, so it can't send another one. The outcome of the first one still counts.
      return this.#standard.resume(call, first, this.#schemeOf(error, times));
    }
  }

  /** Returns a scheme that accepts the signed first attempt, and throws the error for any other attempt. */
  #schemeOf(error: unknown, times: object): AuthScheme {
    const { errorHandler, successHandler } = this.#client.signer;
    let isFirst = true;
    const sign = async (request: WireRequest): Promise<WireRequest> => {
      if (!isFirst) throw error;
      isFirst = false;
      return request;
    };
    const signingProperties = { config: this.#config, ...times };
    return { httpAuthOption: { signingProperties }, signer: { errorHandler, successHandler, sign } };
  }
}

/** The tables of an input. A table that is named by an ARN may have another endpoint. */
interface Tables {
  readonly TableName?: unknown;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly TransactItems?: readonly Readonly<Record<string, Tables | undefined>>[];
}

const isArn = (name: unknown): boolean => typeof name === 'string' && name.startsWith('arn:');

function hasArn(input: unknown): boolean {
  const { TableName, RequestItems, TransactItems } = input as Tables;
  if (TableName !== undefined) return isArn(TableName);
  if (RequestItems !== undefined) return Object.keys(RequestItems).some(isArn);
  return (TransactItems ?? []).some((item) => Object.values(item).some((action) => isArn(action?.TableName)));
}
