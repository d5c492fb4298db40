import { type Attempts, attemptsEntry, attemptsWatch } from './attempts.ts';
import { CachedSigner } from './cached-signer.ts';
import type {
  Answer,
  AuthScheme,
  ClientConfig,
  CommandClass,
  Context,
  Entry,
  Handler,
  Middleware,
  Output,
  SdkClient,
  SdkCommand,
  SendOptions,
  Stack,
  WireRequest,
} from './client-parts.ts';
import type { ItemReading } from './decoded-item.ts';
import type { PristineClient } from './pristine-client.ts';
import { CodecParts } from './protocol-parts.ts';
import { entriesOf, hasEntries, sortedEntries } from './stack-entries.ts';
import type { WireCodec } from './wire-codec.ts';

/** One call of an operation. */
export interface Call {
  readonly input: unknown;
  readonly options: SendOptions;
  readonly attempts: Attempts | undefined;
  /** What reads the items of the answer, where the lane is one that can let it. */
  readonly reading?: ItemReading | undefined;
}

/** A first attempt that was made already. */
export interface ResumedAttempt {
  readonly request: WireRequest;
  /** What came of it, in the place of the first response. */
  answer(context: Context): Promise<Answer>;
}

/** What stands around the request handler for one call. */
export interface SendHooks {
  readonly first?: ResumedAttempt | undefined;
  /** Sees each request as it is sent. */
  readonly onRequest?: ((request: WireRequest, context: Context) => void) | undefined;
}

/** Puts one step around the next; undefined where the call has no use for it. */
type Step = (next: Handler, context: Context, call: Call, around: SendHooks) => Handler;

/** The stack of a client, sorted once for one class of commands, with the wire codec in the place of the SDK's. */
export class CompiledStack {
  /** True where there is nothing in the stack but the SDK's own. */
  readonly isWhole: boolean;
  readonly #client: SdkClient;
  readonly #Command: CommandClass;
  readonly #stack: Stack;
  // What the steps were made of, besides the entries.
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
  /** Those of them that are done for each attempt, and the retries. */
  readonly #attemptSteps: readonly Step[];

  /** @throws where the SDK is not what is known; the ordinary way then tells why */
  constructor(client: SdkClient, Command: CommandClass, codec: WireCodec | undefined, pristine: PristineClient) {
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

  /** True while the client's stack is the one that was sorted. */
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

  async send(call: Call, around: SendHooks = {}): Promise<Output | undefined> {
    const command = new this.#Command(call.input);
    const context = this.#contextOf(command, call.options);
    let handler = this.#handler(call, context, around);
    for (const step of this.#steps) handler = step(handler, context, call, around);
    return (await handler(command)).output;
  }

  /**
   * Judges a first attempt as `send` does, without what the SDK does before it makes one.
   *
   * @param selectedHttpAuthScheme - signs the attempts
   */
  async judge(
    call: Call,
    { request, answer }: ResumedAttempt,
    selectedHttpAuthScheme: AuthScheme,
  ): Promise<Output | undefined> {
    const context = this.#contextOf(new this.#Command(call.input), call.options);
    Object.assign(context.__smithy_context ?? {}, { selectedHttpAuthScheme });
    let handler: Handler = () => answer(context);
    for (const step of this.#attemptSteps) handler = step(handler, context, call, {});
    return (await handler({ input: call.input, request })).output;
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
        const { answer } = waiting;
        waiting = undefined;
        return answer(context);
      }
      onRequest?.(request as WireRequest, context);
      return requestHandler.handle(request as WireRequest, options);
    };
  }
}

/** What a command of the class brings itself, and the context that it gives. */
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

/** What stands in the place of the SDK's own. */
interface Own {
  readonly codec: WireCodec | undefined;
  readonly signer: CachedSigner | undefined;
  readonly pristine: PristineClient;
  /** True where nobody hears the client's logger. */
  readonly isQuiet: boolean;
}

function stepsOf(entry: Entry, { codec, signer, pristine, isQuiet }: Own): Step[] {
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
      return [resume, step];
    default:
      return [step];
  }
}

const asStep =
  (middleware: Middleware): Step =>
  (next, context) =>
    middleware(next, context);

/** Headers that a request has in all of its attempts: its id, and the length of its body. */
const headersOfAll = ['amz-sdk-invocation-id', 'content-length'] as const;

/** Within the SDK's retries: a request whose first attempt was made already keeps its id and its body, whatever has become of the input. */
const resume: Step = (next, _context, _call, { first }) =>
  first === undefined
    ? next
    : (args) => {
        const { request } = args;
        if (request !== undefined) {
          for (const name of headersOfAll) request.headers[name] = first.request.headers[name] as string;
          request.body = first.request.body;
        }
        return next(args);
      };
