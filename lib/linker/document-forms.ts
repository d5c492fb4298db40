import { promisify } from 'node:util';
import { deflate, inflate, type ZlibOptions } from 'node:zlib';
import { schemaOf } from '../decorators/schema-of.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { DamagedLink } from './damaged-link.ts';
import { maxDocumentBytes, maxFormBytes } from './document-bounds.ts';
import { Link } from './link.ts';
import type { Row } from './row.ts';

const compress = promisify<Uint8Array, Uint8Array>(deflate);
const expand = promisify<Uint8Array, ZlibOptions, Uint8Array>(inflate);

/** A document as it is stored: its JSON text, or bytes. */
export type Content = string | Uint8Array;

/** True if a document fits into one item without compression. */
export const isSmall = (content: Content): boolean => Buffer.byteLength(content) <= maxFormBytes;

/** The attributes that contain a document, and the parts that are stored in their own items. */
export interface DocumentForm {
  readonly fields: Pick<Row, 'data' | 'document' | 'content' | 'bytes' | 'parts' | 'kind'>;
  readonly parts: readonly Uint8Array[];
}

/**
 * Returns the first form that fits: the document itself, the deflated document, or parts of the deflated document.
 *
 * @param native - true to store JSON as DynamoDB types if DynamoDB can store it exactly
 */
export async function documentForm(content: Content, native: boolean): Promise<DocumentForm> {
  if (isSmall(content)) return { fields: smallFields(content, native), parts: [] };
  const kind = typeof content === 'string' ? undefined : ({ kind: 'bytes' } as const);
  const bytes = await compress(typeof content === 'string' ? Buffer.from(content) : content);
  if (bytes.length <= maxFormBytes) return { fields: { bytes, ...kind }, parts: [] };
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += maxFormBytes) parts.push(bytes.subarray(at, at + maxFormBytes));
  return { fields: { parts: parts.length, ...kind }, parts };
}

function smallFields(content: Content, native: boolean): DocumentForm['fields'] {
  if (typeof content !== 'string') return { content };
  return (native && nativeFields(content)) || { data: content };
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

/** True if a row contains its whole document, without parts. */
export const isWhole = ({ data, document, content, bytes }: Row): boolean =>
  [data, document, content, bytes].some((form) => form !== undefined);

/**
 * Returns the document of a row. Undefined if the row has none yet.
 *
 * @param parts - the parts of the document, in order; empty if it has none
 * @throws DamagedLink if the stored form is not a document, or is larger than 128 MiB
 */
export async function documentOf(row: Row, parts: readonly Uint8Array[]): Promise<JsonValue | Uint8Array | undefined> {
  if (row.revision === undefined) return undefined;
  if (row.data !== undefined) return parsed('data', row.data);
  if (row.document !== undefined) return row.document;
  if (row.content !== undefined) return row.content;
  const path = row.bytes === undefined ? 'parts' : 'bytes';
  const bytes = await expanded(path, row.bytes ?? Buffer.concat(parts));
  return row.kind === 'bytes' ? bytes : parsed(path, decoded(path, bytes));
}

function parsed(path: string, text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    throw new DamagedLink(path, 'contains a text that is not JSON');
  }
}

async function expanded(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await expand(bytes, { maxOutputLength: maxDocumentBytes });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const problem = isTooLarge ? `inflate to more than ${maxDocumentBytes} bytes` : noText;
    throw new DamagedLink(path, problem);
  }
}

const noText = 'do not inflate to a text';

function decoded(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DamagedLink(path, noText);
  }
}
