import { BaseStore } from '@langchain/core/stores';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, callback, optionRules } from '../errors/option-rules.ts';
import type { JsonInput, Linker } from '../linker/linker.ts';
import type { JsonValue } from '../values/attribute-type.ts';

/** How the values of a `LinkerStore` become documents; left out where they are JSON. */
export interface LinkerStoreOptions<Value> {
  /** Gives the document of a value. */
  readonly encode: (value: Value) => JsonInput;
  /** Gives the value of a document, as JSON holds it. */
  readonly decode: (document: JsonValue) => Value;
}

const checkStore: CheckOptions = optionRules<LinkerStoreOptions<unknown>>({ encode: callback, decode: callback });

/**
 * A LangChain store whose values are the documents of a linker, under its keys: for the documents of retrievers, for
 * caches, for whatever takes a `BaseStore`.
 *
 * A key without a document gives undefined, and no warning; one whose document is null gives null. Values come back as
 * JSON holds them: what has methods, as a `Document` or a message has, needs `encode` and `decode`.
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

  /** @throws ConfigurationError if an option is unknown or no function, or one of the two is missing */
  constructor(linker: Linker, options?: LinkerStoreOptions<Value>) {
    super();
    const { name } = new.target;
    if (options !== undefined) {
      checkStore(options, name, 'constructor');
      if (options.encode === undefined || options.decode === undefined)
        throw new ConfigurationError(`${name} takes encode and decode together; add the other, or leave both out`);
    }
    this.#linker = linker;
    this.#options = options;
  }

  async mget(keys: string[]): Promise<(Value | undefined)[]> {
    // Not strict, whatever the linker is: LangChain asks for keys to learn which there are.
    const documents = await this.#linker.getMap(keys, { strict: false });
    return keys.map((key) => {
      const document = documents.get(key);
      if (document === undefined || this.#options === undefined) return document as Value | undefined;
      return this.#options.decode(document);
    });
  }

  /** @throws ValidationError `item.invalid` where a value is no JSON, or a key no id; nothing is set */
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

  /** The keys that begin with a prefix, in no order that means anything. Reads the whole store of the linker. */
  async *yieldKeys(prefix?: string): AsyncGenerator<string> {
    yield* this.#linker.keys({ prefix });
  }
}
