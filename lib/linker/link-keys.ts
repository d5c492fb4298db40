import { ConfigurationError } from '../errors/configuration-error.ts';
import { maxPartitionKeyBytes } from '../limits.ts';
import { isPartCount } from './document-bounds.ts';

/** What begins the keys that are no plain ids; an id that begins so is kept apart. */
const reserved = 'annotable#';

/** Writes a namespace so that it holds no `#`, and two namespaces never share a key. */
const escaped = (namespace: string): string => namespace.replace(/[%#]/g, (sign) => (sign === '#' ? '%23' : '%25'));

/** Most bytes of a namespace as keys hold it: it leaves an id 1,534. */
const maxNamespaceBytes = 500;

/**
 * Sees that keys can be made of a namespace.
 *
 * @throws ConfigurationError `configuration.invalid`
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

/** The keys of one namespace's documents and parts in the table. */
export class LinkKeys {
  readonly #documents: string;
  readonly #parts: string;
  readonly #isDefault: boolean;

  /**
   * @param namespace - '' for the table's own, whose keys are the ids themselves
   * @throws ConfigurationError where there can be no such namespace
   */
  constructor(namespace: string) {
    checkNamespace(namespace);
    this.#isDefault = namespace === '';
    this.#documents = this.#isDefault ? `${reserved}id#` : `${reserved}ns#${escaped(namespace)}#`;
    this.#parts = `${reserved}part#${escaped(namespace)}#`;
  }

  /** Most bytes that an id may have for its key to be one of DynamoDB's; the same wherever it is stored. */
  maxIdBytes(id: string): number {
    return maxPartitionKeyBytes - (Buffer.byteLength(this.document(id)) - Buffer.byteLength(id));
  }

  /** `'a'` → `'a'`, or `'annotable#ns#tenant#a'` in the namespace `tenant`. */
  document(id: string): string {
    return this.#isDefault && !id.startsWith(reserved) ? id : this.#documents + id;
  }

  /** The id of a document's key; undefined for a part, and for what is of another namespace. */
  idOf(key: string): string | undefined {
    if (key.startsWith(this.#documents)) return key.slice(this.#documents.length);
    return this.#isDefault && !key.startsWith(reserved) ? key : undefined;
  }

  part(revision: string, index: number): string {
    return `${this.#parts}${revision}#${index}`;
  }

  /** The keys of all parts that were written under one revision; none where a damaged item says a number that can't be. */
  parts(revision: string, count: number): string[] {
    if (!isPartCount(count)) return [];
    return Array.from({ length: count }, (_, index) => this.part(revision, index));
  }

  /** The revision of a part's key; undefined for a document, and for what is of another namespace. */
  revisionOf(key: string): string | undefined {
    return key.startsWith(this.#parts) ? key.slice(this.#parts.length, key.lastIndexOf('#')) : undefined;
  }
}
