import type { Args, ClientConfig, Context, Middleware, Output, WireResponse } from './client-parts.ts';
import type { ItemReading } from './decoded-item.ts';
import type { PristineClient } from './pristine-client.ts';
import { bodyText, RequestShape } from './request-shape.ts';
import { operationShapes } from './static-schema.ts';
import { WireBody } from './wire-body.ts';
import { takeItems } from './wire-items.ts';
import { WireAnswer } from './wire-response.ts';

/** Endpoints that are remembered of one operation; more of them are nothing that a client usually has. */
const maxEndpoints = 50;

/** Bodies that were read from their streams, which can be read but once, by the response that had them last. */
const collected = new WeakMap<WireResponse, Promise<Uint8Array>>();

/** Not from what was read before: a handler may return one response again and again, with another body. */
function collect(response: WireResponse, config: ClientConfig): Promise<Uint8Array> | Uint8Array {
  const { body } = response;
  if (body instanceof Uint8Array) return body;
  const bytes = body
    ? Promise.resolve(config.streamCollector?.(body) ?? Promise.reject())
    : Promise.resolve(new Uint8Array());
  collected.set(response, bytes);
  return bytes;
}

/** What stands in the place of the SDK's serializer and deserializer of one operation of a client. */
export class WireCodec {
  readonly #config: ClientConfig;
  readonly #body: WireBody;
  readonly #answer: WireAnswer;
  readonly #requests = new Map<string, RequestShape>();
  /** False as soon as the SDK has written something otherwise. */
  #isRight = true;

  private constructor(config: ClientConfig, body: WireBody, answer: WireAnswer) {
    this.#config = config;
    this.#body = body;
    this.#answer = answer;
  }

  /** The codec of an operation; undefined where its schema isn't known, or the client writes or reads in a way of its own. */
  static of(schema: unknown, config: ClientConfig, pristine: PristineClient): WireCodec | undefined {
    const shapes = operationShapes(schema);
    const { base64Decoder } = config;
    if (shapes === undefined || base64Decoder === undefined || !pristine.isOwnProtocol(config)) return undefined;
    return new WireCodec(config, new WireBody(shapes.input), new WireAnswer(shapes.output, base64Decoder));
  }

  /** The bytes of an input, where the SDK's own are known to be the same. */
  bytesOf(input: unknown): Buffer | undefined {
    return this.#isRight ? this.#body.of(input) : undefined;
  }

  /** True where the SDK has written at least one text, and each like it was written here. */
  get isProven(): boolean {
    return this.#isRight && this.#requests.size > 0;
  }

  /** Writes requests like the one that the SDK's serializer has made for the same endpoint. */
  serializer(original: Middleware): Middleware {
    return (next, context) => {
      const ordinary = original((args) => {
        this.#learn(args, context);
        return next(args);
      }, context);
      return async (args) => {
        const shape = this.#requests.get(endpointKey(context));
        const bytes = shape && this.bytesOf(args.input);
        if (shape === undefined || bytes === undefined) return ordinary(args);
        return next(Object.assign({}, args, { request: shape.make({ ...shape.headers }, shape.bodyOf(bytes)) }));
      };
    };
  }

  /** Reads what is right by itself, and leaves all else to the SDK's deserializer. */
  deserializer(original: Middleware): Middleware {
    return (next, context) => async (args) => {
      const { response, isUnreadable } = await next(args);
      const read = isUnreadable === true ? undefined : this.outputOf(response);
      const output = read instanceof Promise ? await read : read;
      if (output !== undefined) return { response, output };
      return original(async () => ({ response }), withCollected(context, response))(args);
    };
  }

  /**
   * The output in a response, or a promise of it where its body is still to come; undefined where the SDK must judge it:
   * it will meet the same, and say it in its way.
   *
   * @param reading - gives FoundItems in the place of stored items, where it can
   */
  outputOf(response: WireResponse, reading?: ItemReading): Promise<Output | undefined> | Output | undefined {
    try {
      if (!(response.statusCode < 300)) {
        collected.delete(response);
        return undefined;
      }
      const body = collect(response, this.#config);
      if (body instanceof Uint8Array) return this.#read(response, body, reading);
      return body.then((bytes) => this.#read(response, bytes, reading)).catch(() => undefined);
    } catch {
      return undefined;
    }
  }

  /** @throws whatever an answer that isn't right makes it throw */
  #read(response: WireResponse, body: Uint8Array, reading: ItemReading | undefined): Output | undefined {
    lowerCase(response.headers);
    const taken = reading && takeItems(body, reading);
    const text = body.byteLength === 0 ? '{}' : (taken?.rest ?? (bodyText(body) as string));
    const output = this.#answer.of(text) as Output | undefined;
    if (output !== undefined && taken !== undefined) Object.assign(output, taken.members);
    if (output !== undefined) output.$metadata = metadataOf(response);
    return output;
  }

  #learn({ input, request }: Args, context: Context): void {
    const key = endpointKey(context);
    if (key === '' || request === undefined || !this.#isRight) return;
    const bytes = this.#body.of(input);
    if (bytes === undefined) return;
    this.#isRight = bodyText(request.body) === bytes.toString();
    if (this.#requests.size >= maxEndpoints) this.#requests.clear();
    if (this.#isRight) this.#requests.set(key, new RequestShape(request));
  }
}

/** What the endpoint is told from others by; empty where it has more than an address. */
function endpointKey({ endpointV2 }: Context): string {
  if (endpointV2 === undefined || Object.keys(endpointV2.headers ?? {}).length > 0) return '';
  return endpointV2.url.href;
}

/** A context in which the SDK finds a body that was read already. */
function withCollected(context: Context, response: WireResponse): Context {
  const bytes = collected.get(response);
  return bytes === undefined ? context : { ...context, streamCollector: () => bytes };
}

/** As the SDK does, where a name isn't in lower case. */
function lowerCase(headers: Record<string, string>): void {
  let isLower = true;
  for (const name in headers) isLower &&= name === name.toLowerCase();
  if (isLower) return;
  for (const [name, value] of Object.entries(headers)) {
    delete headers[name];
    headers[name.toLowerCase()] = value;
  }
}

function metadataOf({ statusCode, headers }: WireResponse): Record<string, unknown> {
  return {
    httpStatusCode: statusCode,
    requestId: headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id'],
    extendedRequestId: headers['x-amz-id-2'],
    cfId: headers['x-amz-cf-id'],
  };
}
