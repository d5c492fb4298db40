import { ConfigurationError } from '../errors/configuration-error.ts';
import type { StoredDocument } from './link-store.ts';
import type { Namespaces } from './map-store.ts';

const format = 'annotable-links/1';

/**
 * The documents of a file. Documents are plain JSON in it, for people to read.
 *
 * @throws ConfigurationError `configuration.invalid` where the file is none of ours, or one entry of it is damaged
 */
export function parseDocuments(file: string, content: string): Namespaces {
  try {
    const { format: found, documents } = (parsed(content) ?? {}) as { format?: unknown; documents?: unknown };
    if (found !== format) throw new Error(`its format is not '${format}'`);
    if (!Array.isArray(documents)) throw new Error('documents is no array');
    const namespaces: Namespaces = new Map();
    for (const [index, entry] of documents.entries()) addDocument(namespaces, entry, `documents[${index}]`);
    return namespaces;
  } catch (cause) {
    throw new ConfigurationError(`${file} holds no documents of a linker: ${(cause as Error).message}`, { cause });
  }
}

/** Node's own error quotes the text, which is no message's business. */
function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new Error('it is no JSON');
  }
}

function addDocument(namespaces: Namespaces, entry: unknown, at: string): void {
  if (!Array.isArray(entry) || entry.length !== 4)
    throw new Error(`${at} is no array of 4: namespace, id, { revision, expiresAt }, document`);
  const [namespace, id, meta, document] = entry as unknown[];
  if (typeof namespace !== 'string') throw new Error(`the namespace of ${at} is no string`);
  if (typeof id !== 'string' || id === '') throw new Error(`the id of ${at} is no string, or empty`);
  const documents = namespaces.get(namespace) ?? new Map<string, StoredDocument>();
  if (documents.has(id)) throw new Error(`${at} has the id of another, ${JSON.stringify(id)}`);
  documents.set(id, { text: JSON.stringify(document), ...metaOf(meta, at) });
  namespaces.set(namespace, documents);
}

/** What is written of a document beside its namespace, id and text. */
function metaOf(meta: unknown, at: string): Omit<StoredDocument, 'text'> {
  const { revision, expiresAt } = (meta ?? {}) as { revision?: unknown; expiresAt?: unknown };
  if (typeof revision !== 'string' || revision === '') throw new Error(`${at} has no revision`);
  if (expiresAt === undefined) return { revision, expiresAt };
  const end = new Date(typeof expiresAt === 'string' ? expiresAt : Number.NaN);
  if (Number.isNaN(end.getTime())) throw new Error(`expiresAt of ${at} is no date`);
  return { revision, expiresAt: end };
}

/** The content of a file that holds documents, one a line. */
export function documentsContent(namespaces: Namespaces): string {
  const lines = [...namespaces].flatMap(([namespace, documents]) =>
    [...documents].map(([id, { text, revision, expiresAt }]) => {
      const head = [namespace, id, { revision, expiresAt }].map((part) => JSON.stringify(part));
      return `[${head.join(',')},${text}]`;
    }),
  );
  return `{"format":"${format}","documents":[\n${lines.join(',\n')}\n]}\n`;
}
