import type { AttributeValue } from '../sdk-types.ts';
import { isBytes } from '../values/kinds.ts';

/** The first byte of a value: a text, a number, bytes, or the JSON of any other stored value. */
const forms = { text: 0x53, number: 0x4e, bytes: 0x42, json: 0x4a };

/** Writes a stored value as bytes, one more than its text or bytes: `{ S: 'Ann' }` → `SAnn`. */
export function valueToBytes(value: AttributeValue): Uint8Array {
  if (value.S !== undefined) return withForm(forms.text, Buffer.from(value.S, 'utf8'));
  if (value.N !== undefined) return withForm(forms.number, Buffer.from(value.N, 'utf8'));
  if (value.B !== undefined) return withForm(forms.bytes, value.B);
  return withForm(forms.json, Buffer.from(JSON.stringify(value, bytesAsText), 'utf8'));
}

const withForm = (form: number, bytes: Uint8Array): Uint8Array => Buffer.concat([Buffer.from([form]), bytes]);

/** Reads a stored value from its bytes. */
export function valueFromBytes(bytes: Uint8Array): AttributeValue {
  const [form] = bytes;
  const rest = bytes.subarray(1);
  if (form === forms.bytes) return { B: Uint8Array.from(rest) };
  const text = Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength).toString('utf8');
  if (form === forms.text) return { S: text };
  return form === forms.number ? { N: text } : withBytes(JSON.parse(text) as AttributeValue);
}

/** `JSON.stringify` writes bytes as base64 text. A Buffer converts itself to an object first, so it is read from `this`. */
function bytesAsText(this: unknown, name: string, value: unknown): unknown {
  const given = (this as Readonly<Record<string, unknown>>)[name];
  return isBytes(given) ? Buffer.from(given).toString('base64') : value;
}

/** Returns a value whose bytes are no longer text. */
function withBytes(value: AttributeValue): AttributeValue {
  const { B, BS, L, M } = value;
  if (B !== undefined) return { B: fromText(B) };
  if (BS !== undefined) return { BS: BS.map(fromText) };
  if (L !== undefined) return { L: L.map(withBytes) };
  if (M === undefined) return value;
  const members = Object.entries(M).map(([name, member]) => [name, withBytes(member)] as const);
  return { M: Object.fromEntries(members) };
}

const fromText = (text: unknown): Uint8Array => Uint8Array.from(Buffer.from(text as string, 'base64'));
