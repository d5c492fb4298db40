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

/**
 * The document of a link; undefined where it has none yet. Its parts, where it has any, are given.
 *
 * @throws DamagedLink where what is stored is no document, or one of more than 128 MiB
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
    throw new DamagedLink(path, 'holds a text that is no JSON');
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
