import { ConfigurationError } from '../errors/configuration-error.ts';
import { maxPartitionKeyBytes } from '../limits.ts';
import { keyText } from './damaged-link.ts';
import { isPartCount } from './document-bounds.ts';

/** Prefix of all keys that are not plain ids. An id with this prefix gets a key with another prefix. */
export const reserved = 'annotable#';

/** Returns a namespace without `#`, because two namespaces must never share a key. */
const escaped = (namespace: string): string => namespace.replace(/[%#]/g, (sign) => (sign === '#' ? '%23' : '%25'));

const unescaped = (namespace: string): string => namespace.replace(/%2[35]/g, (code) => (code === '%23' ? '#' : '%'));

/** The place of a document: its namespace, and its id in it. */
export interface DocumentPlace {
  /** '' for the default namespace. */
  readonly namespace: string;
  readonly id: string;
}

/** Returns the place of a document's key, in any namespace. Undefined for the key of a part. */
export function documentPlace(key: string): DocumentPlace | undefined {
  if (!key.startsWith(reserved)) return { namespace: '', id: key };
  const [, namespace, id] = /^(?:id#|ns#([^#]*)#)(.*)$/s.exec(key.slice(reserved.length)) ?? [];
  return id === undefined ? undefined : { namespace: unescaped(namespace ?? ''), id };
}

/** Most bytes of an escaped namespace. This leaves 1,534 bytes for an id. */
const maxNamespaceBytes = 500;

/**
 * Checks that keys can contain a namespace.
 *
 * @throws ConfigurationError `configuration.invalid` if it is not a string, is too long, or has a lone surrogate
 */
export function checkNamespace(namespace: unknown): asserts namespace is string {
  const problem = namespaceProblem(namespace);
  if (problem !== undefined) throw new ConfigurationError(`the namespace ${problem}`);
}

function namespaceProblem(namespace: unknown): string | undefined {
  if (typeof namespace !== 'string') return `must be a string, not ${namespace === null ? 'null' : typeof namespace}`;
  if (!namespace.isWellFormed()) return 'holds half a character (a lone surrogate), which DynamoDB can not store';
  const bytes = Buffer.byteLength(escaped(namespace));
  return bytes > maxNamespaceBytes
    ? `has ${bytes} bytes of at most ${maxNamespaceBytes}, '%' and '#' counted as 3`
    : undefined;
}

/** The keys of the documents and parts of one namespace or space in a table. */
export interface DocumentKeys {
  /** Returns the most bytes of an id, from DynamoDB's limit for its key. All stores of a kind have this limit. */
  maxIdBytes(id: string): number;
  /** Returns the key of a document. */
  document(id: string): string;
  /** Returns the id of a document's key. Undefined for a part and for a key of another namespace. */
  idOf(key: string): string | undefined;
  /** Returns the key of a part. */
  part(revision: string, index: number): string;
  /** Returns the keys of all parts of one revision. Empty if a damaged item has an impossible number. */
  parts(revision: string, count: number): string[];
  /** Returns the revision of a part's key. Undefined for a document and for a key of another namespace. */
  revisionOf(key: string): string | undefined;
  /** Returns the key of a document as errors write it. */
  printed(key: string): string;
}

/** The keys of one namespace's documents and parts in the table of a linker. */
export class LinkKeys implements DocumentKeys {
  readonly #documents: string;
  readonly #parts: string;
  readonly #isDefault: boolean;

  /**
   * @param namespace - '' for the default namespace, whose keys are the ids themselves
   * @throws ConfigurationError `configuration.invalid` if the namespace is not valid
   */
  constructor(namespace: string) {
    checkNamespace(namespace);
    this.#isDefault = namespace === '';
    this.#documents = this.#isDefault ? `${reserved}id#` : `${reserved}ns#${escaped(namespace)}#`;
    this.#parts = `${reserved}part#${escaped(namespace)}#`;
  }

  maxIdBytes(id: string): number {
    return maxPartitionKeyBytes - (Buffer.byteLength(this.document(id)) - Buffer.byteLength(id));
  }

  /** Returns the key of a document: `'a'` → `'a'`, or `'annotable#ns#tenant#a'` in the namespace `tenant`. */
  document(id: string): string {
    return this.#isDefault && !id.startsWith(reserved) ? id : this.#documents + id;
  }

  idOf(key: string): string | undefined {
    if (key.startsWith(this.#documents)) return key.slice(this.#documents.length);
    return this.#isDefault && !key.startsWith(reserved) ? key : undefined;
  }

  /** Returns the key of a part: `'annotable#part#tenant#r#0'` in the namespace `tenant`. */
  part(revision: string, index: number): string {
    return `${this.#parts}${revision}#${index}`;
  }

  parts(revision: string, count: number): string[] {
    return partKeys(this, revision, count);
  }

  revisionOf(key: string): string | undefined {
    return key.startsWith(this.#parts) ? key.slice(this.#parts.length, key.lastIndexOf('#')) : undefined;
  }

  printed(key: string): string {
    return keyText(this.idOf(key) ?? key);
  }
}

/** Returns the keys of all parts of one revision. Empty if a damaged item has an impossible number. */
export function partKeys(keys: Pick<DocumentKeys, 'part'>, revision: string, count: number): string[] {
  if (!isPartCount(count)) return [];
  return Array.from({ length: count }, (_, index) => keys.part(revision, index));
}
