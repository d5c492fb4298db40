import { randomUUID } from 'node:crypto';
import type { Answer, AuthScheme, ClientConfig, Context, Output, WireRequest, WireResponse } from './client-parts.ts';
import type { Call, CompiledStack, ResumedAttempt } from './compiled-stack.ts';
import { factsOf, isEnding, type ResolvedConfig } from './config-resolver.ts';
import type { DefaultClient } from './default-client.ts';
import { SignedShape } from './signed-shape.ts';
import { currentTrace, type Trace } from './trace.ts';
import type { WireCodec } from './wire-codec.ts';

/** What came of an attempt: an answer that isn't a plain success, or an error. */
type Outcome = Answer | { readonly error: unknown };

/** A first attempt, and what was noted of it. */
interface FirstAttempt {
  readonly request: WireRequest;
  /** Milliseconds since 1970, by the clock here. */
  readonly sentAt: number;
  /** Milliseconds by which the server's clock is ahead. */
  readonly offset: number;
}

/** What is known of requests that the SDK has made. */
interface Learned {
  readonly facts: ResolvedConfig;
  /** Undefined where they can't be made here. */
  readonly shape: SignedShape | undefined;
  readonly isTraced: boolean;
  // The SDK keeps the first that it signs for, until somebody sets another.
  readonly signingRegion: unknown;
  readonly signingName: unknown;
}

/**
 * Sends the requests of one operation past the middleware of a client that has nothing but the SDK's.
 *
 * The SDK makes the first request, and each first one after something has changed; those that follow are made like it.
 * What isn't a plain success is given to the SDK as the outcome of its own first attempt: it makes the errors, and the
 * retries.
 */
export class ExpressLane {
  readonly #config: ClientConfig;
  readonly #client: DefaultClient;
  readonly #codec: WireCodec;
  #learned: Learned | undefined;

  constructor(config: ClientConfig, known: DefaultClient, codec: WireCodec) {
    this.#config = config;
    this.#client = known;
    this.#codec = codec;
  }

  /** True while nobody has changed the client's configuration. */
  isCurrent(): boolean {
    return this.#client.isCurrent();
  }

  async send(call: Call, plan: CompiledStack): Promise<unknown> {
    const trace = currentTrace();
    if (trace === undefined || hasArn(call.input)) return plan.send(call);
    const isTraced = trace.id !== undefined;
    const learned = this.#learned;
    if (learned === undefined || isEnding(learned.facts.identity)) return this.#learn(call, plan, isTraced);
    const facts = await this.#client.facts.now(learned.facts);
    if (facts === undefined) return plan.send(call);
    if (facts !== learned.facts || !this.#isLike(learned, isTraced)) return this.#learn(call, plan, isTraced);
    const made = learned.shape && this.#make(call, learned.shape, trace);
    if (made === undefined) return plan.send(call);
    let outcome: Outcome;
    try {
      const { response } = await this.#config.requestHandler.handle(made.request, call.options);
      const read = this.#codec.outputOf(response, call.reading);
      const output = read instanceof Promise ? await read : read;
      if (output !== undefined) return this.#succeed(output, response, made);
      outcome = { response, isUnreadable: true };
    } catch (error) {
      outcome = { error };
    }
    return this.#resume(call, plan, outcome, made);
  }

  #isLike({ isTraced, signingName, signingRegion }: Learned, isTracedNow: boolean): boolean {
    const config = this.#config;
    return isTraced === isTracedNow && signingRegion === config.signingRegion && signingName === config.signingName;
  }

  /** Lets the SDK send, and looks on. The credentials are what it has asked for: nobody else asks their provider. */
  async #learn(call: Call, plan: CompiledStack, isTraced: boolean): Promise<unknown> {
    const last = this.#learned?.facts;
    const parts = await this.#client.facts.parts(last?.parts);
    if (parts === undefined) return plan.send(call);
    let first: { readonly facts: ResolvedConfig; readonly shape: SignedShape | undefined } | undefined;
    const onRequest = (request: WireRequest, context: Context): void => {
      const identity = context.__smithy_context?.selectedHttpAuthScheme?.identity;
      if (first !== undefined || identity === undefined || !this.#codec.isProven) return;
      const facts = factsOf(identity, parts, last);
      first = { facts, shape: SignedShape.of(request, facts) };
    };
    const output = await plan.send(call, { onRequest });
    // What has changed meanwhile may be in the request or not.
    if (first !== undefined && (await this.#client.facts.parts(parts)) === parts) {
      const { signingName, signingRegion } = this.#config;
      this.#learned = { ...first, isTraced, signingName, signingRegion };
    }
    return output;
  }

  /** A request as the SDK would make and sign it; undefined where it must do so itself. */
  #make({ input }: Call, shape: SignedShape, trace: Trace): FirstAttempt | undefined {
    const bytes = this.#codec.bytesOf(input);
    if (bytes === undefined) return undefined;
    const invocationId = randomUUID();
    const sentAt = Date.now();
    const offset = this.#config.systemClockOffset ?? 0;
    const time = sentAt + offset;
    const request = shape.make({ body: shape.bodyOf(bytes), invocationId, time, traceId: trace.id });
    return { request, sentAt, offset };
  }

  /** Does what the SDK's signing and retries do after a success. */
  #succeed(output: Output, response: WireResponse, { sentAt }: FirstAttempt): Output {
    const { signer, strategy, token } = this.#client;
    signer.successHandler?.(response, { config: this.#config, _requestSentAt: sentAt });
    strategy.recordSuccess?.(token);
    output.$metadata['attempts'] = 1;
    output.$metadata['totalRetryDelay'] = 0;
    return output;
  }

  /** Lets the SDK go on from an attempt that was made already. */
  async #resume(
    call: Call,
    plan: CompiledStack,
    outcome: Outcome,
    { request, sentAt, offset }: FirstAttempt,
  ): Promise<unknown> {
    // What the SDK notes of its own requests: when it was sent, and by which clock.
    const noted = { _requestSentAt: sentAt, _preRequestSystemClockOffset: offset };
    let isReported = false;
    const answer = async (context: Context): Promise<Answer> => {
      isReported = true;
      const properties = context.__smithy_context?.selectedHttpAuthScheme?.httpAuthOption?.signingProperties;
      Object.assign(properties ?? {}, noted);
      if ('error' in outcome) throw outcome.error;
      return outcome;
    };
    const first: ResumedAttempt = { request, answer };
    try {
      return await plan.send(call, { first });
    } catch (error) {
      if (isReported) throw error;
      // The SDK failed before it came to the attempt, so it can make no other; what came of the first one still counts.
      return plan.judge(call, first, this.#schemeOf(error, noted));
    }
  }

  /** Passes a request that is signed already; another attempt ends with an error. */
  #schemeOf(error: unknown, noted: object): AuthScheme {
    const { errorHandler, successHandler } = this.#client.signer;
    let isFirst = true;
    const sign = async (request: WireRequest): Promise<WireRequest> => {
      if (!isFirst) throw error;
      isFirst = false;
      return request;
    };
    const signingProperties = { config: this.#config, ...noted };
    return { httpAuthOption: { signingProperties }, signer: { errorHandler, successHandler, sign } };
  }
}

/** The tables of an input: those that are named by an ARN may have endpoints of their own. */
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
