import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { schemaOf } from '../decorators/schema-of.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { Link } from './link.ts';

const compress = promisify<Uint8Array, Uint8Array>(deflate);
const expand = promisify<Uint8Array, Uint8Array>(inflate);

/** Bytes of a document, or of a part of one, in an item; what an item has besides is below the 50 KB that are left. */
const maxFormBytes = 358_400;

/** True where a text has room in one item as it is. */
export const isSmall = (text: string): boolean => Buffer.byteLength(text) <= maxFormBytes;

/** The attributes that hold a document, and the parts that lie in items of their own. */
export interface DocumentForm {
  readonly fields: Pick<Link, 'data' | 'document' | 'bytes' | 'parts'>;
  readonly parts: readonly Uint8Array[];
}

/**
 * The smallest form that a text has room in: as it is, deflated, or deflated and cut.
 *
 * @param native - true to store what DynamoDB can hold exactly as its own types
 */
export async function documentForm(text: string, native: boolean): Promise<DocumentForm> {
  if (isSmall(text)) return { fields: (native && nativeFields(text)) || { data: text }, parts: [] };
  const bytes = await compress(Buffer.from(text));
  if (bytes.length <= maxFormBytes) return { fields: { bytes }, parts: [] };
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += maxFormBytes) parts.push(bytes.subarray(at, at + maxFormBytes));
  return { fields: { parts: parts.length }, parts };
}

/** Undefined where DynamoDB can't hold it exactly: deeper than 32 levels, too many digits, too large. */
function nativeFields(text: string): Pick<Link, 'document'> | undefined {
  const document: JsonValue = JSON.parse(text);
  try {
    const stored = schemaOf(Link).mapper.toItem({ id: 'x', pending: new Set(), document });
    const isExact = JSON.stringify(schemaOf(Link).mapper.fromItem(stored).document) === text;
    return isExact ? { document } : undefined;
  } catch (error) {
    if (error instanceof ValidationError) return undefined;
    throw error;
  }
}

/** The text of a form; undefined where a link has no document yet. Its parts, where it has any, are given. */
export async function textOf(link: Link, parts: readonly Uint8Array[]): Promise<string | undefined> {
  if (link.revision === undefined) return undefined;
  if (link.data !== undefined) return link.data;
  if (link.document !== undefined) return JSON.stringify(link.document);
  const bytes = link.bytes ?? Buffer.concat(parts);
  return Buffer.from(await expand(bytes)).toString('utf8');
}
