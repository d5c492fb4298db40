import { closeBrace, closeBracket, colon, comma, openBrace, openBracket } from '../../values/ascii.ts';
import { JsonBytes } from './json-bytes.ts';
import type { Shape } from './static-schema.ts';

/** Writes a value. Throws `declined` if the SDK must write it. */
type Write = (value: unknown) => void;

/** Thrown for a value that doesn't match the types. */
const declined = Object.freeze({});

function decline(): never {
  throw declined;
}

/** Shared by all codecs: a body is written without interruption, and one buffer is enough. */
const json = new JsonBytes();

/** Writes the input of one operation, with the same bytes as the SDK. */
export class WireBody {
  readonly #write: Write;

  constructor(input: Shape) {
    this.#write = writing(input);
  }

  /** Returns the bytes of an input. Undefined if the SDK must write it. */
  of(input: unknown): Buffer | undefined {
    if (isPolluted()) return undefined;
    json.begin();
    try {
      this.#write(input);
      return json.end();
    } catch (error) {
      if (error === declined) return undefined;
      throw error;
    }
  }
}

/** True if `Object.prototype` has an enumerable property, which the SDK would write into every body. */
function isPolluted(): boolean {
  for (const _ in Object.prototype) return true;
  return false;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function writeString(value: unknown): void {
  if (typeof value !== 'string') decline();
  json.string(value);
}

function writeBoolean(value: unknown): void {
  if (typeof value !== 'boolean') decline();
  json.ascii(value ? 'true' : 'false');
}

function writeNumber(value: unknown): void {
  if (!Number.isFinite(value)) decline();
  json.ascii(String(value));
}

function writeBase64(value: unknown): void {
  if (!(value instanceof Uint8Array)) decline();
  json.ascii(`"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"`);
}

function writeList(value: unknown, write: Write): void {
  if (!Array.isArray(value)) decline();
  json.code(openBracket);
  for (let index = 0; index < value.length; index++) {
    if (index > 0) json.code(comma);
    write(value[index]);
  }
  json.code(closeBracket);
}

/** Writes a map, also a member named `__proto__`. Omits members that are undefined. */
function writeMap(value: unknown, write: Write): void {
  if (!isPlain(value)) decline();
  let before = openBrace;
  for (const name in value) {
    const each = value[name];
    if (each === undefined) continue;
    json.code(before);
    json.string(name);
    json.code(colon);
    write(each);
    before = comma;
  }
  endMembers(before);
}

/** Writes the end of an object. `before` is the character that another member would begin with. */
function endMembers(before: number): void {
  if (before === openBrace) json.code(openBrace);
  json.code(closeBrace);
}

/** Writes an attribute value: an object whose only property is the name of a type. */
function writeAttribute(value: unknown): void {
  if (typeof value !== 'object') decline();
  const attribute = value as Readonly<Record<string, unknown>>;
  let isWritten = false;
  for (const type in attribute) {
    if (isWritten) decline();
    writeTyped(type, attribute[type]);
    isWritten = true;
  }
  if (!isWritten) decline();
}

/** Writes a value in the form of its type. Direct calls, because there are many values, and a table of functions is slower. */
function writeTyped(type: string, part: unknown): void {
  json.opening(type);
  switch (type) {
    case 'S':
    case 'N':
      writeString(part);
      break;
    case 'BOOL':
    case 'NULL':
      writeBoolean(part);
      break;
    case 'M':
      writeMap(part, writeAttribute);
      break;
    case 'L':
      writeList(part, writeAttribute);
      break;
    case 'SS':
    case 'NS':
      writeList(part, writeString);
      break;
    case 'B':
      writeBase64(part);
      break;
    case 'BS':
      writeList(part, writeBase64);
      break;
    default:
      decline();
  }
  json.code(closeBrace);
}

function writing(shape: Shape): Write {
  switch (shape.kind) {
    case 'string':
    case 'token':
      return writeString;
    case 'number':
      return writeNumber;
    case 'boolean':
      return writeBoolean;
    case 'attribute':
      return writeAttribute;
    case 'list': {
      const write = writing(shape.of);
      return (value) => writeList(value, write);
    }
    case 'map': {
      const write = writing(shape.of);
      return (value) => writeMap(value, write);
    }
    case 'struct':
      return writingStruct(shape.members);
  }
}

function writingStruct(shapes: readonly (readonly [string, Shape])[]): Write {
  const members = shapes.map(
    ([name, shape]) =>
      ({ name, label: `${JSON.stringify(name)}:`, isNeeded: shape.kind === 'token', write: writing(shape) }) as const,
  );
  return (value) => {
    if (!isPlain(value) || value['__type'] !== undefined) decline();
    let before = openBrace;
    for (const { name, label, isNeeded, write } of members) {
      const part = value[name] ?? undefined;
      if (part !== undefined) {
        json.code(before);
        json.ascii(label);
        write(part);
        before = comma;
      } else if (isNeeded) decline();
    }
    endMembers(before);
  };
}
