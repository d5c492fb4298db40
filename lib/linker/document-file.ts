import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { StoredDocument } from './link-store.ts';
import type { Namespaces } from './map-store.ts';

const format = 'annotable-links/1';

/** What is written of a document beside its namespace, id and text. */
interface Meta {
  readonly revision: string;
  readonly expiresAt?: string | undefined;
}

/**
 * The documents of a file. Documents are plain JSON in it, for people to read.
 *
 * @throws ConfigurationError `configuration.invalid` where the file is none of ours; it is left as it is
 */
export function parseDocuments(file: string, content: string): Namespaces {
  try {
    const { format: found, documents } = JSON.parse(content) as { format: unknown; documents: unknown[] };
    if (found !== format) throw new Error(`its format is not '${format}'`);
    const namespaces: Namespaces = new Map();
    for (const entry of documents as [string, string, Meta, unknown][]) addDocument(namespaces, entry);
    return namespaces;
  } catch (cause) {
    throw new ConfigurationError(`${file} holds no documents of a linker: ${(cause as Error).message}`, { cause });
  }
}

function addDocument(
  namespaces: Namespaces,
  [namespace, id, { revision, expiresAt }, document]: [string, string, Meta, unknown],
): void {
  const documents = namespaces.get(namespace) ?? new Map<string, StoredDocument>();
  const text = JSON.stringify(document);
  documents.set(id, { text, revision, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) });
  namespaces.set(namespace, documents);
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

/** What tells one content of a file from another: each is a file of its own, put in the place of the one before. */
export async function fileIdentity(file: string): Promise<string | undefined> {
  const found = await unlessAbsent(stat(file, { bigint: true }));
  return found && `${found.ino} ${found.mtimeNs} ${found.size}`;
}

/** A file's content; undefined where there is none. */
export const fileContent = (file: string): Promise<string | undefined> => unlessAbsent(readFile(file, 'utf8'));

async function unlessAbsent<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file as a whole: whoever reads it, whenever anything dies, finds the old content or the new. */
export async function replaceFile(file: string, content: string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const written = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(written, 'wx');
    try {
      await handle.writeFile(content, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes the new name last; where folders can't be synced, as on Windows, the system does so itself. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
