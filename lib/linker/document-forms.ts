import { promisify } from 'node:util';
import { deflate, inflate, type ZlibOptions } from 'node:zlib';
import { schemaOf } from '../decorators/schema-of.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { DamagedLink } from './damaged-link.ts';
import { maxDocumentBytes, maxFormBytes } from './document-bounds.ts';
import { Link } from './link.ts';

const compress = promisify<Uint8Array, Uint8Array>(deflate);
const expand = promisify<Uint8Array, ZlibOptions, Uint8Array>(inflate);

/** True if a text fits into one item without compression. */
export const isSmall = (text: string): boolean => Buffer.byteLength(text) <= maxFormBytes;

/** The attributes that contain a document, and the parts that are stored in their own items. */
export interface DocumentForm {
  readonly fields: Pick<Link, 'data' | 'document' | 'bytes' | 'parts'>;
  readonly parts: readonly Uint8Array[];
}

/**
 * Returns the first form that fits: the text itself, the deflated text, or parts of the deflated text.
 *
 * @param native - true to store documents as DynamoDB types if DynamoDB can store them exactly
 */
export async function documentForm(text: string, native: boolean): Promise<DocumentForm> {
  if (isSmall(text)) return { fields: (native && nativeFields(text)) || { data: text }, parts: [] };
  const bytes = await compress(Buffer.from(text));
  if (bytes.length <= maxFormBytes) return { fields: { bytes }, parts: [] };
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += maxFormBytes) parts.push(bytes.subarray(at, at + maxFormBytes));
  return { fields: { parts: parts.length }, parts };
}

/** Undefined if DynamoDB can't store the document exactly: more than 32 levels, too many digits, or too large. */
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

/**
 * Returns the document of a link. Undefined if the link has none yet.
 *
 * @param parts - the parts of the document, in order; empty if it has none
 * @throws DamagedLink if the stored form is not a document, or is larger than 128 MiB
 */
export async function documentOf(link: Link, parts: readonly Uint8Array[]): Promise<JsonValue | undefined> {
  if (link.revision === undefined) return undefined;
  if (link.data !== undefined) return parsed('data', link.data);
  if (link.document !== undefined) return link.document;
  const path = link.bytes === undefined ? 'parts' : 'bytes';
  return parsed(path, await expanded(path, link.bytes ?? Buffer.concat(parts)));
}

function parsed(path: string, text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    throw new DamagedLink(path, 'contains a text that is not JSON');
  }
}

async function expanded(path: string, bytes: Uint8Array): Promise<string> {
  try {
    const text = await expand(bytes, { maxOutputLength: maxDocumentBytes });
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const problem = isTooLarge ? `inflate to more than ${maxDocumentBytes} bytes` : 'do not inflate to a text';
    throw new DamagedLink(path, problem);
  }
}
