import type { SerializerProtocol } from '@langchain/langgraph-checkpoint';

/** A value as its serializer wrote it: its type and text, or its type and bytes in base64. */
export type Serialized = readonly [type: string, text: string] | readonly [type: string, base64: string, isBase64: 1];

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Returns the stored form of a value. JSON stays readable as text. */
export async function serialized(serde: SerializerProtocol, value: unknown): Promise<Serialized> {
  const [type, bytes] = await serde.dumpsTyped(value);
  try {
    return [type, utf8.decode(bytes)];
  } catch {
    return [type, Buffer.from(bytes).toString('base64'), 1];
  }
}

/** Returns the value of a stored form. */
export async function deserialized(serde: SerializerProtocol, [type, text, isBase64]: Serialized): Promise<unknown> {
  if (type === 'json') return serde.loadsTyped(type, text);
  return serde.loadsTyped(type, new Uint8Array(Buffer.from(text, isBase64 === 1 ? 'base64' : 'utf8')));
}
