import type { ClientConfig, Protocol } from './client-parts.ts';

type Methods = ReadonlyMap<string, unknown>;

const memberOf = (object: object, name: string): unknown => Reflect.get(object, name);

/** Returns the methods of an object that its classes define, by name. */
function methodsOf(object: object): Methods {
  const methods = new Map<string, unknown>();
  let prototype: unknown = Object.getPrototypeOf(object);
  while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (name !== 'constructor' && typeof method === 'function') methods.set(name, memberOf(object, name));
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return methods;
}

/** True for a method in class syntax. A replacement by a tracer or a user mostly has another syntax. */
const isOfClass = ([name, method]: readonly [string, unknown]): boolean =>
  Function.prototype.toString
    .call(method)
    .replace(/^async\s*/, '')
    .startsWith(`${name}(`);

const partsOf = (protocol: Protocol): readonly (object | undefined)[] => [
  protocol,
  protocol.codec,
  protocol.serializer,
  protocol.deserializer,
];

/** Methods of a protocol that serialize no values. Their results are taken from the requests of the SDK. */
const withoutValues: ReadonlySet<string> = new Set(['getDefaultContentType', 'getJsonRpcVersion', 'getShapeId']);

/** The default protocol of the SDK with its codec, serializer, and deserializer, in their initial state. */
export class OwnProtocol {
  readonly #parts: readonly { readonly part: object; readonly methods: Methods; readonly settings: string }[];

  private constructor(parts: readonly object[]) {
    this.#parts = parts.map((part) => ({ part, methods: methodsOf(part), settings: settingsOf(part) }));
  }

  /** Undefined if the SDK has another structure, or if its classes were changed. */
  static of(protocol: Protocol | undefined): OwnProtocol | undefined {
    const parts = protocol === undefined ? [] : partsOf(protocol).filter((part) => part !== undefined);
    if (parts.length < 4) return undefined;
    const own = new OwnProtocol(parts);
    return own.#parts.every(({ methods }) => [...methods].every(isOfClass)) ? own : undefined;
  }

  /** True if a client has a protocol with the same classes, methods, and settings, and its own configuration in it. */
  isProtocolOf(config: ClientConfig): boolean {
    const { protocol } = config;
    if (protocol === undefined) return false;
    const parts = partsOf(protocol);
    const isHere = [protocol, protocol.serializer, protocol.deserializer].every(
      (part) => part?.serdeContext === config,
    );
    return isHere && this.#parts.every((own, index) => isSame(own, parts[index]));
  }
}

const settingsOf = (part: object): string => JSON.stringify(memberOf(part, 'settings') ?? null);

function isSame(
  { part, methods, settings }: { readonly part: object; readonly methods: Methods; readonly settings: string },
  other: object | undefined,
): boolean {
  if (other === undefined || Object.getPrototypeOf(part) !== Object.getPrototypeOf(other)) return false;
  for (const [name, method] of methods) if (!withoutValues.has(name) && memberOf(other, name) !== method) return false;
  return settingsOf(other) === settings;
}

/**
 * Returns the parts that serialize requests and deserialize responses. Each property is named in the code, because an
 * access by a variable name misses the inline cache and takes ten times as long.
 */
function codecParts({ base64Decoder, base64Encoder, protocol, utf8Encoder }: ClientConfig): readonly unknown[] {
  const { serializer, deserializer } = protocol ?? {};
  return [
    base64Decoder,
    base64Encoder,
    utf8Encoder,
    protocol,
    protocol?.serdeContext,
    protocol?.codec,
    protocol?.serializeRequest,
    protocol?.deserializeResponse,
    serializer,
    serializer?.serdeContext,
    serializer?.write,
    serializer?.flush,
    serializer?.writeValue,
    serializer?.writeAttributeValue,
    serializer?._write,
    deserializer,
    deserializer?.serdeContext,
    deserializer?.read,
    deserializer?._read,
    deserializer?.readAttributeValue,
  ];
}

/** The parts of a client's configuration that a codec was made for. */
export class CodecParts {
  readonly #config: ClientConfig;
  readonly #parts: readonly unknown[];

  constructor(config: ClientConfig) {
    this.#config = config;
    this.#parts = codecParts(config);
  }

  /** True until one of them is replaced. */
  isCurrent(): boolean {
    const parts = codecParts(this.#config);
    for (let index = 0; index < parts.length; index++) if (parts[index] !== this.#parts[index]) return false;
    return true;
  }
}
