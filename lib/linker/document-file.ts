import { ConfigurationError } from '../errors/configuration-error.ts';
import type { StoredDocument } from './link-store.ts';
import type { Namespaces } from './map-store.ts';

const format = 'annotable-links/1';

/**
 * Returns the documents of a file. The file contains them as plain JSON, which people can read.
 *
 * @throws ConfigurationError `configuration.invalid` if the file has another format or a damaged entry
 */
export function parseDocuments(file: string, content: string): Namespaces {
  try {
    const { format: found, documents } = (parsed(content) ?? {}) as { format?: unknown; documents?: unknown };
    if (found !== format) throw new Error(`its format is not '${format}'`);
    if (!Array.isArray(documents)) throw new Error('documents is not an array');
    const namespaces: Namespaces = new Map();
    for (const [index, entry] of documents.entries()) addDocument(namespaces, entry, `documents[${index}]`);
    return namespaces;
  } catch (cause) {
    throw new ConfigurationError(`${file} holds no documents of a linker: ${(cause as Error).message}`, { cause });
  }
}

/** Parses JSON. Replaces the error of Node, because that quotes the text, and messages must contain no values. */
function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new Error('it is not JSON');
  }
}

function addDocument(namespaces: Namespaces, entry: unknown, at: string): void {
  if (!Array.isArray(entry) || entry.length !== 4)
    throw new Error(`${at} is not an array of 4: namespace, id, { revision, expiresAt }, document`);
  const [namespace, id, meta, document] = entry as unknown[];
  if (typeof namespace !== 'string') throw new Error(`the namespace of ${at} is not a string`);
  if (typeof id !== 'string' || id === '') throw new Error(`the id of ${at} is not a string, or is empty`);
  const documents = namespaces.get(namespace) ?? new Map<string, StoredDocument>();
  if (documents.has(id)) throw new Error(`${at} has the same id as another entry, ${JSON.stringify(id)}`);
  documents.set(id, { text: JSON.stringify(document), ...metaOf(meta, at) });
  namespaces.set(namespace, documents);
}

/** Returns the revision and expiry of an entry. */
function metaOf(meta: unknown, at: string): Omit<StoredDocument, 'text'> {
  const { revision, expiresAt } = (meta ?? {}) as { revision?: unknown; expiresAt?: unknown };
  if (typeof revision !== 'string' || revision === '') throw new Error(`${at} has no revision`);
  if (expiresAt === undefined) return { revision, expiresAt };
  const expiry = new Date(typeof expiresAt === 'string' ? expiresAt : Number.NaN);
  if (Number.isNaN(expiry.getTime())) throw new Error(`expiresAt of ${at} is not a date`);
  return { revision, expiresAt: expiry };
}

/** Returns the content of a file with these documents, one per line. */
export function documentsContent(namespaces: Namespaces): string {
  const lines = [...namespaces].flatMap(([namespace, documents]) =>
    [...documents].map(([id, { text, revision, expiresAt }]) => {
      const head = [namespace, id, { revision, expiresAt }].map((part) => JSON.stringify(part));
      return `[${head.join(',')},${text}]`;
    }),
  );
  return `{"format":"${format}","documents":[\n${lines.join(',\n')}\n]}\n`;
}
