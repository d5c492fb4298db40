import type { Shape } from './static-schema.ts';

/** Gives a value as it is to be written; throws `declined` where the SDK must write it. */
type Arrange = (value: unknown) => unknown;

/** Thrown for a value that isn't what the types say. */
const declined = Object.freeze({});

function decline(): never {
  throw declined;
}

/** Writes the input of one operation, byte for byte as the SDK does. */
export class WireText {
  readonly #quick: Arrange;
  readonly #careful: Arrange;
  /** True from the first binary value on: the next ones are likely to come. */
  #isBinary = false;

  constructor(input: Shape) {
    this.#quick = arranging(input, undefined);
    this.#careful = arranging(input, (value) => this.#attribute(value));
  }

  /** The text of an input; undefined where the SDK must write it. */
  of(input: unknown): string | undefined {
    try {
      const text = this.#isBinary ? undefined : JSON.stringify(this.#quick(input));
      return text === undefined || suspicious.test(text) ? JSON.stringify(this.#careful(input)) : text;
    } catch (error) {
      if (error === declined) return undefined;
      throw error;
    }
  }

  /** An AttributeValue whose binary parts are base64. */
  #attribute(value: unknown): unknown {
    if (!isPlain(value)) decline();
    const types = Object.keys(value);
    const type = types[0];
    if (types.length !== 1 || type === undefined) decline();
    const part = value[type];
    switch (type) {
      case 'S':
      case 'N':
        return typeof part === 'string' ? value : decline();
      case 'BOOL':
      case 'NULL':
        return typeof part === 'boolean' ? value : decline();
      case 'SS':
      case 'NS':
        return Array.isArray(part) && part.every((each) => typeof each === 'string') ? value : decline();
      case 'B':
        return { B: this.#base64(part) };
      case 'BS':
        return { BS: listOf(part).map((each) => this.#base64(each)) };
      case 'L':
        return { L: listOf(part).map((each) => this.#attribute(each)) };
      case 'M':
        return { M: mapped(part, (each) => this.#attribute(each)) };
      default:
        return decline();
    }
  }

  #base64(value: unknown): string {
    if (!(value instanceof Uint8Array)) decline();
    this.#isBinary = true;
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
}

/** What JSON doesn't write as the SDK does, wherever it may be: bytes, and what is not there. */
const suspicious = /"BS?":|null/;

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : decline());

/** A map with the same names, `__proto__` too; what is undefined is left out. */
function mapped(value: unknown, arrange: Arrange): object {
  if (!isPlain(value)) decline();
  const there = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(there.map(([name, each]) => [name, arrange(each)]));
}

/** @param attribute - arranges AttributeValues; undefined to leave them as they are */
function arranging(shape: Shape, attribute: Arrange | undefined): Arrange {
  switch (shape.kind) {
    case 'string':
    case 'token':
      return (value) => (typeof value === 'string' ? value : decline());
    case 'number':
      return (value) => (Number.isFinite(value) ? value : decline());
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : decline());
    case 'attribute':
      return attribute ?? ((value) => value);
    case 'list': {
      const arrange = arranging(shape.of, attribute);
      return (value) => listOf(value).map((each) => arrange(each));
    }
    case 'map': {
      if (shape.of.kind === 'attribute' && attribute === undefined)
        return (value) => (isPlain(value) ? value : decline());
      const arrange = arranging(shape.of, attribute);
      return (value) => mapped(value, arrange);
    }
    case 'struct':
      return arrangingStruct(shape.members, attribute);
  }
}

function arrangingStruct(shapes: readonly (readonly [string, Shape])[], attribute: Arrange | undefined): Arrange {
  const members = shapes.map(
    ([name, shape]) => ({ name, isNeeded: shape.kind === 'token', arrange: arranging(shape, attribute) }) as const,
  );
  return (value) => {
    if (!isPlain(value) || value['__type'] !== undefined) decline();
    const out: Record<string, unknown> = {};
    for (const { name, isNeeded, arrange } of members) {
      const part = value[name];
      if (part !== undefined && part !== null) out[name] = arrange(part);
      else if (isNeeded) decline();
    }
    return out;
  };
}
