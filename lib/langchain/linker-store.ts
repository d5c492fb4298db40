import { BaseStore } from '@langchain/core/stores';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, callback, optionRules } from '../errors/option-rules.ts';
import type { JsonInput, Linker } from '../linker/linker.ts';
import type { JsonValue } from '../values/attribute-type.ts';

/** Conversions between the values of a `LinkerStore` and documents. Not required if the values are JSON. */
export interface LinkerStoreOptions<Value> {
  /** Returns the document of a value. */
  readonly encode: (value: Value) => JsonInput;
  /** Returns the value of a document. */
  readonly decode: (document: JsonValue) => Value;
}

const checkStore: CheckOptions = optionRules<LinkerStoreOptions<unknown>>({ encode: callback, decode: callback });

/**
 * A LangChain store whose values are documents of a linker. Its keys are the ids. For retrievers, caches, and all other
 * classes that accept a `BaseStore`.
 *
 * The value is undefined for a key without a document, without a warning, and null for a null document. The store
 * returns JSON values. For objects with methods, such as a `Document` or a message, pass `encode` and `decode`.
 *
 * @example
 * const store = new LinkerStore<{ page: number }>(new DynamoLinker(client, { tableName: 'documents' }));
 * await store.mset([['a', { page: 1 }]]);
 * // PutItem { TableName: 'documents', Item: { id: { S: 'a' }, data: { S: '{"page":1}' }, revision: … } }
 * await store.mget(['a', 'b']);   // [{ page: 1 }, undefined]
 */
export class LinkerStore<Value = JsonValue> extends BaseStore<string, Value> {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'LinkerStore';
  lc_namespace: string[] = ['langchain', 'storage'];
  readonly #linker: Linker;
  readonly #options: LinkerStoreOptions<Value> | undefined;

  /** @throws ConfigurationError `configuration.invalid` if an option is unknown, not a function, or missing */
  constructor(linker: Linker, options?: LinkerStoreOptions<Value>) {
    super();
    const { name } = new.target;
    if (options !== undefined) {
      checkStore(options, name, 'constructor');
      if (options.encode === undefined || options.decode === undefined)
        throw new ConfigurationError(`${name} takes encode and decode together; add the other, or omit both`);
    }
    this.#linker = linker;
    this.#options = options;
  }

  async mget(keys: string[]): Promise<(Value | undefined)[]> {
    // Never strict, because LangChain also reads keys to find out which of them exist.
    const documents = await this.#linker.getMap(keys, { strict: false });
    return keys.map((key) => {
      const document = documents.get(key);
      if (document === undefined || this.#options === undefined) return document as Value | undefined;
      return this.#options.decode(document);
    });
  }

  /** @throws ValidationError `item.invalid` if a value is not JSON or a key is not a valid id; nothing is set */
  async mset(pairs: [string, Value][]): Promise<void> {
    const documents = pairs.map(([, value]) =>
      this.#options === undefined ? (value as JsonInput) : this.#options.encode(value),
    );
    await this.#linker.putJson(
      pairs.map(([key]) => key),
      documents,
    );
  }

  mdelete(keys: string[]): Promise<void> {
    return this.#linker.deleteJson(keys);
  }

  /** Yields the keys that begin with a prefix, in no particular order. Reads the whole store of the linker. */
  async *yieldKeys(prefix?: string): AsyncGenerator<string> {
    yield* this.#linker.keys({ prefix });
  }
}
