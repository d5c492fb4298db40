import type { Facts } from './client-facts.ts';
import type { Answer, ClientConfig, Context, Output, WireRequest, WireResponse } from './client-parts.ts';
import type { KnownClient } from './known-client.ts';
import type { Call, Plan } from './plan.ts';
import { SignedShape } from './signed-shape.ts';
import { currentTrace, type Trace } from './trace.ts';
import type { WireCodec } from './wire-codec.ts';

/** What came of an attempt: an answer that isn't a plain success, or an error. */
type Outcome = { readonly response: WireResponse } | { readonly error: unknown };

/** A first attempt, and what was noted of it. */
interface Made {
  readonly request: WireRequest;
  readonly invocationId: string;
  /** Milliseconds since 1970, by the clock here. */
  readonly sentAt: number;
  /** Milliseconds by which the server's clock is ahead. */
  readonly offset: number;
}

/** What is known of requests that the SDK has made. */
interface Learned {
  readonly facts: Facts;
  /** Undefined where they can't be made here. */
  readonly shape: SignedShape | undefined;
  readonly isTraced: boolean;
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
  readonly #known: KnownClient;
  readonly #codec: WireCodec;
  #learned: Learned | undefined;

  constructor(config: ClientConfig, known: KnownClient, codec: WireCodec) {
    this.#config = config;
    this.#known = known;
    this.#codec = codec;
  }

  /** True while nobody has changed the client's configuration. */
  holds(): boolean {
    return this.#known.holds();
  }

  async send(call: Call, plan: Plan): Promise<unknown> {
    const learned = this.#learned;
    const facts = hasArn(call.input) ? undefined : await this.#known.facts.now(learned?.facts);
    const trace = currentTrace();
    if (facts === undefined || trace === undefined) return plan.send(call);
    const isTraced = trace.id !== undefined;
    if (facts !== learned?.facts || isTraced !== learned.isTraced) return this.#learn(call, plan, { facts, isTraced });
    const made = learned.shape && this.#make(call, learned.shape, trace);
    if (made === undefined) return plan.send(call);
    let outcome: Outcome;
    try {
      const { response } = await this.#config.requestHandler.handle(made.request, call.options);
      const read = this.#codec.outputOf(response, call.reading);
      const output = read instanceof Promise ? await read : read;
      if (output !== undefined) return this.#succeed(output, response, made);
      outcome = { response };
    } catch (error) {
      outcome = { error };
    }
    return resume(call, plan, outcome, made);
  }

  /** Lets the SDK send, and looks on. */
  async #learn(call: Call, plan: Plan, { facts, isTraced }: Omit<Learned, 'shape'>): Promise<unknown> {
    let first: Pick<Learned, 'shape'> | undefined;
    const onRequest = (request: WireRequest): void => {
      if (this.#codec.isProven) first ??= { shape: SignedShape.of(request, facts) };
    };
    const output = await plan.send(call, { onRequest });
    // What has changed meanwhile may be in the request or not.
    if (first !== undefined && (await this.#known.facts.now(facts)) === facts)
      this.#learned = { facts, isTraced, ...first };
    return output;
  }

  /** A request as the SDK would make and sign it; undefined where it must do so itself. */
  #make({ input }: Call, shape: SignedShape, trace: Trace): Made | undefined {
    const bytes = this.#codec.bytesOf(input);
    if (bytes === undefined) return undefined;
    const invocationId = crypto.randomUUID();
    const sentAt = Date.now();
    const offset = this.#config.systemClockOffset ?? 0;
    const time = sentAt + offset;
    const request = shape.make({ body: shape.bodyOf(bytes), invocationId, time, traceId: trace.id });
    return { request, invocationId, sentAt, offset };
  }

  /** Does what the SDK's signing and retries do after a success. */
  #succeed(output: Output, response: WireResponse, { sentAt }: Made): Output {
    const { signer, strategy, token } = this.#known;
    signer.successHandler?.(response, { config: this.#config, _requestSentAt: sentAt });
    strategy.recordSuccess?.(token);
    output.$metadata['attempts'] = 1;
    output.$metadata['totalRetryDelay'] = 0;
    return output;
  }
}

/** Lets the SDK go on from an attempt that was made already. */
async function resume(
  call: Call,
  plan: Plan,
  outcome: Outcome,
  { invocationId, sentAt, offset }: Made,
): Promise<unknown> {
  let isTold = false;
  const answer = async (context: Context): Promise<Answer> => {
    isTold = true;
    // Of its own request it has noted when it was sent, and by which clock.
    const noted = context.__smithy_context?.selectedHttpAuthScheme?.httpAuthOption?.signingProperties;
    Object.assign(noted ?? {}, { _requestSentAt: sentAt, _preRequestSystemClockOffset: offset });
    if ('error' in outcome) throw outcome.error;
    return outcome;
  };
  try {
    return await plan.send(call, { first: { invocationId, answer } });
  } catch (error) {
    // It failed before it came to the attempt, which may have been done all the same.
    if (!isTold && call.attempts !== undefined) call.attempts.unknown = { error };
    throw error;
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
