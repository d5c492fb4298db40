import { attemptsEntry, attemptsWatch } from './attempts.ts';
import { CachedSigner } from './cached-signer.ts';
import type {
  AuthScheme,
  ClientConfig,
  CommandClass,
  Context,
  Entry,
  Handler,
  HandlerOutput,
  Middleware,
  Output,
  SdkClient,
  SdkCommand,
  SendOptions,
  Stack,
  WireRequest,
} from './client-parts.ts';
import type { Call, Lane } from './lane.ts';
import type { PristineClient } from './pristine-client.ts';
import { CodecParts } from './protocol-parts.ts';
import { entriesOf, hasEntries, sortedEntries } from './stack-entries.ts';
import type { WireCodec } from './wire-codec.ts';

/** A first attempt that another lane has sent. */
export interface ResumedAttempt {
  readonly request: WireRequest;
  /** Returns or throws its outcome, instead of the request handler. */
  outcome(context: Context): Promise<HandlerOutput>;
}

/** Hooks around the request handler for one call. */
export interface SendHooks {
  readonly first?: ResumedAttempt | undefined;
  /** Called with each request before it is sent. */
  readonly onRequest?: ((request: WireRequest, context: Context) => void) | undefined;
}

/** Wraps a handler in one middleware. Returns the handler itself if the call doesn't need the middleware. */
type Step = (next: Handler, context: Context, call: Call, hooks: SendHooks) => Handler;

/**
 * The standard lane: the middleware of a client, sorted once for one class of commands. The serializer, deserializer,
 * and signer of this folder replace those of the SDK.
 */
export class CompiledStack implements Lane {
  /** True if the stack contains only middleware of the SDK, and the logger is the default. */
  readonly isWhole: boolean;
  readonly #client: SdkClient;
  readonly #Command: CommandClass;
  readonly #stack: Stack;
  // Compared by `isCurrent`, like the entries.
  readonly #resolve: unknown;
  readonly #concat: unknown;
  readonly #logger: unknown;
  readonly #config: ClientConfig;
  readonly #codecParts: CodecParts;
  readonly #resolveMiddleware: unknown;
  readonly #entries: readonly Entry[];
  readonly #context: Context;
  readonly #keepsSignal: boolean;
  readonly #steps: readonly Step[];
  /** The steps of each attempt, and the retries around them. */
  readonly #attemptSteps: readonly Step[];

  /** @throws an error if the SDK is unknown, or if the entries can't be combined */
  private constructor(
    client: SdkClient,
    Command: CommandClass,
    codec: WireCodec | undefined,
    pristine: PristineClient,
  ) {
    if (!pristine.isStack(client, Command)) throw new Error('another stack');
    const { context, own } = capture(client.config, Command);
    this.#client = client;
    this.#Command = Command;
    this.#stack = client.middlewareStack;
    this.#resolve = client.middlewareStack.resolve;
    this.#concat = client.middlewareStack.concat;
    this.#logger = client.config.logger;
    this.#config = client.config;
    this.#codecParts = new CodecParts(client.config);
    this.#resolveMiddleware = Command.prototype.resolveMiddleware;
    this.#context = context;
    this.#keepsSignal = context.__smithy_context?.abortSignal !== undefined;
    this.#entries = entriesOf(client.middlewareStack);
    const isQuiet = pristine.isQuiet(client.config.logger);
    this.isWhole = isQuiet && pristine.isWhole(this.#entries);
    const all = [...this.#entries, attemptsEntry, ...own];
    const signer = CachedSigner.of(client.config, pristine);
    const sorted = sortedEntries(Command, all);
    const steps = sorted.map((entry) => stepsOf(entry, { codec, signer, pristine, isQuiet }));
    this.#steps = steps.flat();
    this.#attemptSteps = steps.slice(0, sorted.findIndex(({ name }) => name === 'retryMiddleware') + 1).flat();
  }

  /** Undefined if the SDK is unknown, or if the entries can't be combined. Then `client.send` throws the error. */
  static of(
    client: SdkClient,
    Command: CommandClass,
    codec: WireCodec | undefined,
    pristine: PristineClient,
  ): CompiledStack | undefined {
    try {
      return new CompiledStack(client, Command, codec, pristine);
    } catch {
      return undefined;
    }
  }

  /** True while the stack and the configuration of the client are the same. */
  isCurrent(): boolean {
    const { middlewareStack, config } = this.#client;
    return (
      middlewareStack === this.#stack &&
      middlewareStack.resolve === this.#resolve &&
      middlewareStack.concat === this.#concat &&
      config === this.#config &&
      config.logger === this.#logger &&
      this.#codecParts.isCurrent() &&
      this.#Command.prototype.resolveMiddleware === this.#resolveMiddleware &&
      hasEntries(middlewareStack, this.#entries)
    );
  }

  async send(call: Call, hooks: SendHooks = {}): Promise<Output> {
    const command = new this.#Command(call.input);
    const context = this.#contextOf(command, call.options);
    let handler = this.#handler(call, context, hooks);
    for (const step of this.#steps) handler = step(handler, context, call, hooks);
    return (await handler(command)).output as Output;
  }

  /**
   * Handles the outcome of a first attempt like `send`, without the middleware that runs before an attempt.
   *
   * @param selectedHttpAuthScheme - signs the attempts
   */
  async resume(call: Call, { request, outcome }: ResumedAttempt, selectedHttpAuthScheme: AuthScheme): Promise<Output> {
    const context = this.#contextOf(new this.#Command(call.input), call.options);
    Object.assign(context.__smithy_context ?? {}, { selectedHttpAuthScheme });
    let handler: Handler = () => outcome(context);
    for (const step of this.#attemptSteps) handler = step(handler, context, call, {});
    return (await handler({ input: call.input, request })).output as Output;
  }

  #contextOf(commandInstance: SdkCommand, options: SendOptions): Context {
    const smithy = { ...this.#context.__smithy_context, commandInstance };
    if (this.#keepsSignal) {
      const { abortSignal } = options;
      if (abortSignal === undefined) delete (smithy as { abortSignal?: unknown }).abortSignal;
      else Object.assign(smithy, { abortSignal });
    }
    return { ...this.#context, __smithy_context: smithy };
  }

  #handler({ options }: Call, context: Context, { first, onRequest }: SendHooks): Handler {
    const { requestHandler } = this.#client.config;
    let waiting = first;
    return ({ request }) => {
      if (waiting !== undefined) {
        const { outcome } = waiting;
        waiting = undefined;
        return outcome(context);
      }
      onRequest?.(request as WireRequest, context);
      return requestHandler.handle(request as WireRequest, options);
    };
  }
}

/** Returns the middleware and the context that a command of the class adds. */
function capture(config: ClientConfig, Command: CommandClass): { context: Context; own: Entry[] } {
  const command = new Command({});
  let captured: { context: Context; own: Entry[] } | undefined;
  const stack = {
    concat: (from: Stack) => ({
      resolve(handler: unknown, context: Context) {
        captured = { context, own: entriesOf(from) };
        return handler;
      },
    }),
  };
  command.resolveMiddleware(stack, config, { abortSignal: new AbortController().signal });
  if (captured?.context.__smithy_context?.commandInstance !== command) throw new Error('another context');
  return captured;
}

/** The replacements of the SDK's middleware. */
interface Replacements {
  readonly codec: WireCodec | undefined;
  readonly signer: CachedSigner | undefined;
  readonly pristine: PristineClient;
  /** True for the default logger, which writes nothing. */
  readonly isQuiet: boolean;
}

function stepsOf(entry: Entry, { codec, signer, pristine, isQuiet }: Replacements): Step[] {
  if (entry === attemptsEntry)
    return [(next, _context, { attempts }) => (attempts === undefined ? next : attemptsWatch(attempts)(next))];
  const step = asStep(entry.middleware);
  if (!pristine.isOwn(entry)) return [step];
  switch (entry.name) {
    case 'loggerMiddleware':
      return isQuiet ? [] : [step];
    case 'serializerMiddleware':
      return [codec === undefined ? step : asStep(codec.serializer(entry.middleware))];
    case 'deserializerMiddleware':
      return [codec === undefined ? step : asStep(codec.deserializer(entry.middleware))];
    case 'httpSigningMiddleware':
      return [signer === undefined ? step : asStep(signer.middleware(entry.middleware))];
    case 'retryMiddleware':
      return [keepRequest, step];
    default:
      return [step];
  }
}

const asStep =
  (middleware: Middleware): Step =>
  (next, context) =>
    middleware(next, context);

/** Headers that are the same in all attempts of a call: its id, and the length of its body. */
const keptHeaders = ['amz-sdk-invocation-id', 'content-length'] as const;

/**
 * Runs inside the retries of the SDK. The retries of a resumed attempt have its id and body, even if the input has
 * changed since.
 */
const keepRequest: Step = (next, _context, _call, { first }) =>
  first === undefined
    ? next
    : (args) => {
        const { request } = args;
        if (request !== undefined) {
          for (const name of keptHeaders) request.headers[name] = first.request.headers[name] as string;
          request.body = first.request.body;
        }
        return next(args);
      };
