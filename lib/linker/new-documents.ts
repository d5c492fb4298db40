import { type IssueInput, ValidationError } from '../errors/validation-error.ts';
import { pathText } from '../values/issues.ts';
import { jsonText } from '../values/json-text.ts';
import { isDate } from '../values/kinds.ts';
import { maxDocumentBytes } from './document-bounds.ts';
import type { Content } from './document-forms.ts';
import { checkedIds, checkIds } from './link-id.ts';
import type { IdSpace, NewContent, NewDocument } from './link-store.ts';

/** Expiry of documents, as the caller passes it, and the current time. */
export interface Expiry {
  readonly ttlSeconds?: number | undefined;
  readonly expiresAt?: Date | undefined;
  readonly nowMs: number;
}

/**
 * Checks documents, and returns them by id as they are stored. If an id occurs twice, the last document counts.
 *
 * @throws ValidationError `item.invalid` if some are not valid, with all issues
 */
export function newDocuments(
  space: IdSpace,
  ids: string | readonly string[],
  documents: unknown,
  expiry: Expiry,
): Map<string, NewDocument> {
  const issues: IssueInput[] = [];
  const where = { table: space.name };
  const isMany = Array.isArray(ids);
  if (isMany && !Array.isArray(documents))
    throw new ValidationError(where, [{ path: 'documents', message: 'must be an array, as the ids are' }]);
  const allIds: readonly unknown[] = isMany ? ids : [ids];
  const all: readonly unknown[] = isMany ? (documents as readonly unknown[]) : [documents];
  if (all.length !== allIds.length) {
    const message = `there are ${allIds.length} ids and ${all.length} documents; pass one document for each id`;
    throw new ValidationError(where, [{ path: '', message }]);
  }
  const checked = checkedIds(space, allIds);
  const expiresAt = expiryOf(expiry, issues);
  const pairs = checked.map((id, index): [string, NewDocument] => {
    const text = sizedText(all[index]);
    if (typeof text === 'string') return [id, { text, expiresAt }];
    issues.push({
      path: pathText([...(isMany ? ['documents', index] : ['document']), ...text.path]),
      message: text.message,
      code: text.code,
    });
    return [id, { text: '', expiresAt }];
  });
  if (issues.length > 0) throw new ValidationError(where, issues);
  return new Map(pairs);
}

/**
 * Checks entries of a space, and returns them by name as they are stored. If a name occurs twice, the last value counts.
 *
 * @throws ValidationError `item.invalid` if some are not valid, with all issues
 */
export function newContents(
  space: IdSpace,
  entries: readonly (readonly [name: unknown, value: unknown])[],
  expiry: Expiry,
): Map<string, NewContent> {
  const names = entries.map(([name]) => name);
  checkIds(space, names);
  const issues: IssueInput[] = [];
  const expiresAt = expiryOf(expiry, issues);
  const pairs = entries.map(([, value], index): [string, NewContent] => {
    const content = value instanceof Uint8Array ? sizedBytes(value) : sizedText(value);
    if (isContent(content)) return [names[index] as string, { text: content, expiresAt }];
    const path = pathText(['value', ...(entries.length > 1 ? [index] : []), ...content.path]);
    issues.push({ path, message: content.message, code: content.code });
    return [names[index] as string, { text: '', expiresAt }];
  });
  if (issues.length > 0) throw new ValidationError({ table: space.name }, issues);
  return new Map(pairs);
}

type Problem = Exclude<ReturnType<typeof jsonText>, string>;

const isContent = (content: Content | Problem): content is Content =>
  typeof content === 'string' || content instanceof Uint8Array;

const sizedBytes = (bytes: Uint8Array): Uint8Array | Problem =>
  bytes.length <= maxDocumentBytes
    ? bytes
    : { path: [], message: `has ${bytes.length} bytes, of at most ${maxDocumentBytes}`, code: 'range' };

function sizedText(document: unknown): ReturnType<typeof jsonText> {
  const text = jsonText(document);
  // One UTF-16 unit has at most three bytes, so only long texts are measured.
  if (typeof text !== 'string' || text.length <= maxDocumentBytes / 3) return text;
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxDocumentBytes) return text;
  return { path: [], message: `has ${bytes} bytes as JSON, of at most ${maxDocumentBytes}`, code: 'range' };
}

function expiryOf({ ttlSeconds, expiresAt, nowMs }: Expiry, issues: IssueInput[]): Date | undefined {
  if (expiresAt !== undefined && !(isDate(expiresAt) && Number.isFinite(expiresAt.getTime())))
    issues.push({ path: 'expiresAt', message: 'must be a valid Date' });
  if (ttlSeconds !== undefined && expiresAt !== undefined)
    issues.push({ path: 'ttlSeconds', message: 'and expiresAt exclude each other; pass one of them' });
  if (ttlSeconds === undefined) return expiresAt;
  const expiry = new Date(typeof ttlSeconds === 'number' && ttlSeconds > 0 ? nowMs + ttlSeconds * 1_000 : Number.NaN);
  if (!Number.isNaN(expiry.getTime())) return expiry;
  issues.push({ path: 'ttlSeconds', message: 'must be a number of seconds above 0 that ends at a date' });
  return undefined;
}
