import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, optionRules } from '../errors/option-rules.ts';
import type { Linker } from '../linker/linker.ts';
import { LinkerStore } from './linker-store.ts';

const checkNone: CheckOptions = optionRules<Record<never, never>>({});

/**
 * A LangChain store of bytes, for classes that accept a `ByteStore`: caches of embeddings, retrievers of parent
 * documents.
 *
 * Stores the bytes as base64 text, because JSON has no bytes.
 *
 * @example
 * const store = new LinkerByteStore(linker);
 * await store.mset([['a', new Uint8Array([1, 2])]]);
 * // PutItem { TableName: 'documents', Item: { id: { S: 'a' }, data: { S: '"AQI="' }, revision: … } }
 */
export class LinkerByteStore extends LinkerStore<Uint8Array> {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'LinkerByteStore';

  /** @throws ConfigurationError `configuration.invalid` if there are options: a `LinkerByteStore` has none */
  constructor(linker: Linker, ...more: readonly never[]) {
    if (more[0] !== undefined) checkNone(more[0], new.target.name, 'constructor');
    super(linker, {
      encode: (bytes) => Buffer.from(bytes).toString('base64'),
      decode: (text) => {
        if (typeof text === 'string') return new Uint8Array(Buffer.from(text, 'base64'));
        throw new ConfigurationError(
          'a document of the linker contains no bytes; use a separate namespace for each LinkerByteStore',
        );
      },
    });
  }
}
