import type { StoredItem } from '../sdk-types.ts';
import { isBytes } from '../values/kinds.ts';
import { isRecord, isStoredValue } from '../values/stored-value.ts';

/** Returns an item as a line of DynamoDB JSON, which ImportTable and StartBulkPutItems take: `{"Item":{"id":{"N":"1"}}}`. */
export const storedText = (item: StoredItem): string =>
  JSON.stringify({ Item: item }, (_name, value: unknown) =>
    isBytes(value) ? Buffer.from(value).toString('base64') : value,
  );

/** Returns the item of a parsed line of DynamoDB JSON. Undefined if it has another form. */
export function storedOf(line: unknown): StoredItem | undefined {
  const { Item } = (isRecord(line) ? line : {}) as { readonly Item?: unknown };
  if (!isRecord(Item) || !Object.values(Item).every(isStoredValue)) return undefined;
  return Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, withBytes(value)])) as StoredItem;
}

const bytesOf = (text: unknown): Uint8Array => new Uint8Array(Buffer.from(text as string, 'base64'));

/** Replaces base64 text by bytes, at any depth. */
function withBytes(value: Record<string, unknown>): unknown {
  const { B, BS, L, M } = value;
  if (B !== undefined) return { B: bytesOf(B) };
  if (BS !== undefined) return { BS: (BS as unknown[]).map(bytesOf) };
  if (L !== undefined) return { L: (L as Record<string, unknown>[]).map(withBytes) };
  if (M === undefined) return value;
  const members = Object.entries(M as Record<string, Record<string, unknown>>);
  return { M: Object.fromEntries(members.map(([name, member]) => [name, withBytes(member)])) };
}
