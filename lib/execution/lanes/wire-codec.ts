import type { Args, ClientConfig, Context, Middleware, Output, WireResponse } from './client-parts.ts';
import type { ItemReading } from './decoded-item.ts';
import type { PristineClient } from './pristine-client.ts';
import { bodyText, RequestShape } from './request-shape.ts';
import { operationShapes } from './static-schema.ts';
import { WireBody } from './wire-body.ts';
import { takeItems } from './wire-items.ts';
import { OutputReader } from './wire-response.ts';

/** Most endpoints that are remembered for one operation. Clients usually have one. */
const maxEndpoints = 50;

/** Bodies that were read from streams, by their last response. A stream can be read only once. */
const collected = new WeakMap<WireResponse, Promise<Uint8Array>>();

/** Reads the body of a response. Not cached, because a handler may return one response object with a new body. */
function collect(response: WireResponse, config: ClientConfig): Promise<Uint8Array> | Uint8Array {
  const { body } = response;
  if (body instanceof Uint8Array) return body;
  const bytes = body
    ? Promise.resolve(config.streamCollector?.(body) ?? Promise.reject())
    : Promise.resolve(new Uint8Array());
  collected.set(response, bytes);
  return bytes;
}

/** Replaces the serializer and deserializer of the SDK for one operation of a client. */
export class WireCodec {
  readonly #config: ClientConfig;
  readonly #body: WireBody;
  readonly #output: OutputReader;
  readonly #requests = new Map<string, RequestShape>();
  /** False after the SDK has written an input with other bytes. */
  #isRight = true;

  private constructor(config: ClientConfig, body: WireBody, answer: OutputReader) {
    this.#config = config;
    this.#body = body;
    this.#output = answer;
  }

  /** Returns the codec of an operation. Undefined if its schema is unknown, or if the client has its own protocol. */
  static of(schema: unknown, config: ClientConfig, pristine: PristineClient): WireCodec | undefined {
    const shapes = operationShapes(schema);
    const { base64Decoder } = config;
    if (shapes === undefined || base64Decoder === undefined || !pristine.isOwnProtocol(config)) return undefined;
    return new WireCodec(config, new WireBody(shapes.input), new OutputReader(shapes.output, base64Decoder));
  }

  /** Returns the bytes of an input. Undefined if the SDK may write other bytes. */
  bytesOf(input: unknown): Buffer | undefined {
    return this.#isRight ? this.#body.of(input) : undefined;
  }

  /** True if the SDK has written at least one body, and all of its bodies were equal to those written here. */
  get isProven(): boolean {
    return this.#isRight && this.#requests.size > 0;
  }

  /** Creates requests like the one that the SDK has created for the same endpoint. */
  serializer(original: Middleware): Middleware {
    return (next, context) => {
      const fallback = original((args) => {
        this.#learn(args, context);
        return next(args);
      }, context);
      return async (args) => {
        const shape = this.#requests.get(endpointKey(context));
        const bytes = shape && this.bytesOf(args.input);
        if (shape === undefined || bytes === undefined) return fallback(args);
        return next(Object.assign({}, args, { request: shape.make({ ...shape.headers }, shape.bodyOf(bytes)) }));
      };
    };
  }

  /** Reads plain successes. The deserializer of the SDK reads all other responses. */
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
   * Returns the output of a response, or a promise of it if its body is a stream. Undefined if the SDK must read it,
   * which then throws the error.
   *
   * @param reading - if present, items are `DecodedItem`s if they can be decoded directly
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

  /** @throws any error if the response is not valid */
  #read(response: WireResponse, body: Uint8Array, reading: ItemReading | undefined): Output | undefined {
    lowerCase(response.headers);
    const taken = reading && takeItems(body, reading);
    const text = body.byteLength === 0 ? '{}' : (taken?.rest ?? (bodyText(body) as string));
    const output = this.#output.of(text) as Output | undefined;
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

/** Returns the key of an endpoint: its address. Empty if the endpoint also has headers. */
function endpointKey({ endpointV2 }: Context): string {
  if (endpointV2 === undefined || Object.keys(endpointV2.headers ?? {}).length > 0) return '';
  return endpointV2.url.href;
}

/** Returns a context from which the SDK reads a body that was already collected. */
function withCollected(context: Context, response: WireResponse): Context {
  const bytes = collected.get(response);
  return bytes === undefined ? context : { ...context, streamCollector: () => bytes };
}

/** Changes header names to lower case, as the SDK does. */
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
