/* The parts of a client of the SDK that the lanes use, as its public entry points return them. */

/** A request as the SDK passes it to the request handler of a client. */
export interface WireRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  headers: Record<string, string>;
  username?: string | undefined;
  password?: string | undefined;
  fragment?: string | undefined;
  body?: unknown;
}

/** The response of a request handler. */
export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** The member that every output of a command has. */
export interface Output {
  $metadata: Record<string, unknown>;
}

/** The arguments of a middleware. */
export interface Args {
  readonly input: unknown;
  readonly request?: WireRequest;
}

/** The result of a middleware. */
export interface HandlerOutput {
  readonly response: WireResponse;
  readonly output?: Output;
  /** True if the express lane could not read the response. Then the standard lane doesn't try it again. */
  readonly isUnreadable?: true;
}

/** Options of `client.send`, which passes them to the request handler. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** State of one call in the SDK. */
export interface Context {
  readonly logger?: unknown;
  readonly endpointV2?: { readonly url: URL; readonly headers?: object };
  readonly streamCollector?: (body: unknown) => Promise<Uint8Array>;
  readonly authSchemes?: readonly { readonly name?: unknown }[];
  readonly __smithy_context?: SmithyContext;
}

interface SmithyContext {
  readonly commandInstance?: unknown;
  readonly abortSignal?: unknown;
  readonly selectedHttpAuthScheme?: AuthScheme;
}

/** The auth scheme that the SDK has selected for a request. */
export interface AuthScheme {
  readonly httpAuthOption?: { readonly signingProperties?: object };
  readonly identity?: Credentials;
  signer: Signer;
}

export type Handler = (args: Args) => Promise<HandlerOutput>;
export type Middleware = (next: Handler, context: Context) => Handler;

/** A middleware with its place in a stack. */
export interface Entry {
  readonly middleware: Middleware;
  readonly name?: string;
  readonly step?: string;
  readonly priority?: string;
  readonly relation?: string;
  readonly toMiddleware?: string;
  readonly aliases?: readonly string[];
}

/** Receives the entries of a stack from `applyToStack`. */
export interface StackReader {
  add(middleware: Middleware, entry: Entry): void;
  addRelativeTo(middleware: Middleware, entry: Entry): void;
  identifyOnResolve?(isAsked?: boolean): boolean;
}

/** A stack of middleware, of a client or a command. */
export interface Stack extends StackReader {
  applyToStack(to: StackReader): void;
  concat(from: Stack): { resolve(handler: unknown, context: Context): unknown };
  resolve(handler: unknown, context: object): unknown;
}

/** A command of the SDK. */
export interface SdkCommand {
  readonly input: unknown;
  readonly middlewareStack: Stack;
  resolveMiddleware(stack: unknown, config: unknown, options: unknown): unknown;
}

export interface CommandClass {
  readonly prototype: SdkCommand;
  new (input: unknown): SdkCommand;
}

/** Signs requests, and is called after each response. */
export interface Signer {
  readonly errorHandler?: ((properties: object) => (error: unknown) => never) | undefined;
  readonly successHandler?: ((response: WireResponse, properties: object) => void) | undefined;
  sign(request: WireRequest, identity: Credentials, properties: object): Promise<WireRequest>;
}

/** The retry strategy of a client. */
export interface RetryStrategy {
  readonly mode?: unknown;
  acquireInitialRetryToken?(scope: string): Promise<unknown>;
  refreshRetryTokenForRetry?(token: unknown, error: unknown): Promise<unknown>;
  recordSuccess?(token: unknown): void;
}

/** Credentials as the provider of a client returns them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly accountId?: string | undefined;
  readonly expiration?: Date | undefined;
}

/** Serializes the requests and deserializes the responses of a client. Its methods differ between versions. */
export interface Protocol {
  readonly serdeContext?: unknown;
  readonly codec?: object;
  readonly serializer?: {
    readonly serdeContext?: unknown;
    readonly write?: unknown;
    readonly flush?: unknown;
    readonly writeValue?: unknown;
    readonly writeAttributeValue?: unknown;
    readonly _write?: unknown;
  };
  readonly deserializer?: {
    readonly serdeContext?: unknown;
    readonly read?: unknown;
    readonly _read?: unknown;
    readonly readAttributeValue?: unknown;
  };
  readonly serializeRequest?: unknown;
  readonly deserializeResponse?: unknown;
}

/** An auth scheme in the configuration of a client. */
export interface HttpAuthScheme {
  readonly schemeId: string;
  readonly identityProvider?: unknown;
  readonly signer: Signer;
}

/** The configuration of a client, resolved by the SDK. */
export interface ClientConfig {
  readonly requestHandler: {
    readonly metadata?: { readonly handlerProtocol?: unknown };
    handle(request: WireRequest, options: SendOptions): Promise<{ response: WireResponse }>;
  };
  readonly logger?: { readonly info?: unknown; readonly error?: unknown };
  readonly protocol?: Protocol;
  readonly httpAuthSchemes?: readonly HttpAuthScheme[];
  readonly retryStrategy?: () => Promise<RetryStrategy>;
  readonly streamCollector?: (body: unknown) => Promise<Uint8Array>;
  readonly base64Decoder?: (text: string) => Uint8Array;
  readonly base64Encoder?: unknown;
  readonly utf8Encoder?: unknown;
  readonly customUserAgent?: unknown;
  readonly systemClockOffset?: number;
  /** Used if a call sets no region or name. The SDK stores the first one that it signs for. */
  readonly signingRegion?: unknown;
  readonly signingName?: unknown;
  readonly isCustomEndpoint?: boolean;
  readonly endpoint?: () => Promise<object>;
  readonly region?: () => Promise<string>;
  readonly credentials?: () => Promise<Credentials>;
  readonly maxAttempts?: () => Promise<number>;
  readonly useFipsEndpoint?: () => Promise<boolean>;
  readonly useDualstackEndpoint?: () => Promise<boolean>;
  readonly accountIdEndpointMode?: () => Promise<string>;
  readonly userAgentAppId?: () => Promise<string | undefined>;
  readonly disableClockSkewCorrection?: () => Promise<boolean>;
}

/** A client of any class. */
export interface SdkClient {
  readonly config: ClientConfig;
  readonly middlewareStack: Stack;
  send(command: unknown, options: SendOptions): Promise<unknown>;
}
