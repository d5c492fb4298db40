import { Repository } from '../decorators/repository.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { CallOptions, Client } from '../execution/executor.ts';
import type { Changes } from '../expressions/change-types.ts';
import { BaseRepository } from '../repository/base-repository.ts';
import type { ChangeOptions, Key, RepositoryOptions } from '../repository/types.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { DynamoStore } from './dynamo-store.ts';
import { environmentValue } from './environment.ts';
import { Link } from './link.ts';
import { LinkTable } from './link-table.ts';
import type {
  FlushOptions,
  GetJsonOptions,
  JsonInput,
  LinkEntry,
  Linker,
  ListOptions,
  PutJsonOptions,
  PutOneOptions,
  SweepOptions,
} from './linker.ts';
import type { LinkerOptions } from './linker-options.ts';
import { heldLinker, holdLinker, releaseLinker } from './one-linker.ts';
import { StoreLinker } from './store-linker.ts';

/** How a `DynamoLinker` behaves. */
export interface DynamoLinkerOptions extends RepositoryOptions, Omit<LinkerOptions, 'clock'> {
  /**
   * True to store documents as DynamoDB's own types, so that others can query them; what DynamoDB can't hold exactly is
   * stored as text all the same, and the order of members is not kept. Default false: as text.
   */
  readonly native?: boolean | undefined;
}

/**
 * A linker whose documents are the items of a DynamoDB table, which is made, or found, at the first use.
 *
 * It is a repository of `Link`, too: its own methods see links as they are stored, those of `Linker` see documents.
 * A document of over 350 KB is compressed; one that is still too large is stored in parts, and read as one write left it.
 *
 * @example
 * const linker = new DynamoLinker(client, { tableName: 'documents' });
 * await linker.putJson('a', { page: 1 });
 * // PutItem { TableName: 'documents', Item: { id: { S: 'a' }, data: { S: '{"page":1}' }, revision: … } }
 */
@Repository(Link)
export class DynamoLinker extends BaseRepository<Link, 'id'> implements Linker {
  readonly #linker: StoreLinker;

  /**
   * @param client - by default one that the SDK configures from its environment
   * @throws SingletonError `linker.singleton` where the process holds a linker
   */
  constructor(client?: Client, options: DynamoLinkerOptions = {}) {
    super(client, options);
    const { native = false, clock = Date.now } = options;
    this.#linker = new StoreLinker(
      (namespace) => new DynamoStore(new LinkTable(this, { namespace, native, clock })),
      options,
    );
    if (options.allowMultipleInstances !== true) holdLinker(this);
  }

  /**
   * The process's own linker of this kind, made at the first call: `AWS_REGION` and `DYNAMODB_TABLE_NAME` must be set.
   * Credentials and endpoint come from the SDK's own chain.
   *
   * @throws ConfigurationError where a variable is not set, or `LINKER_TYPE` asks for another kind
   */
  static fromEnvironment(options: Omit<DynamoLinkerOptions, 'tableName'> = {}): DynamoLinker {
    return heldLinker(DynamoLinker, () => {
      const { LINKER_TYPE: kind = 'dynamodb' } = process.env;
      if (kind !== 'dynamodb')
        throw new ConfigurationError(`LINKER_TYPE is '${kind}'; use linkerFromEnvironment(), or set it to 'dynamodb'`);
      environmentValue('AWS_REGION', 'the region');
      return new DynamoLinker(undefined, {
        ...options,
        tableName: environmentValue('DYNAMODB_TABLE_NAME', 'the table'),
      });
    });
  }

  connectionCheck(options?: CallOptions): Promise<true> {
    return this.#linker.connectionCheck(options);
  }

  putJson(id: string, document: JsonInput, options?: PutOneOptions): Promise<void>;
  putJson(ids: readonly string[], documents: readonly JsonInput[], options?: PutJsonOptions): Promise<void>;
  putJson(ids: string | readonly string[], documents: unknown, options?: PutJsonOptions): Promise<void> {
    return this.#linker.putJson(ids as string[], documents as JsonInput[], options);
  }

  putIfAbsent(id: string, document: JsonInput, options?: PutOneOptions): Promise<boolean> {
    return this.#linker.putIfAbsent(id, document, options);
  }

  replaceIf(id: string, document: JsonInput, revision: string, options?: PutOneOptions): Promise<boolean> {
    return this.#linker.replaceIf(id, document, revision, options);
  }

  /** Changes a document without losing what others do meanwhile; or, given changes, a link as it is stored. */
  override update(
    id: string,
    change: (document: JsonValue | undefined) => JsonInput | Promise<JsonInput>,
    options?: PutOneOptions,
  ): Promise<JsonValue>;
  override update(key: Key<Link, 'id'>, changes: Changes<Link, 'id'>, options?: ChangeOptions<Link>): Promise<Link>;
  override update(key: Key<Link, 'id'>, change: unknown, options?: object): Promise<never> {
    const updating: Promise<unknown> =
      typeof change === 'function'
        ? this.#linker.update(key as string, change as () => JsonInput, options)
        : super.update(key, change as Changes<Link, 'id'>, options);
    return updating as Promise<never>;
  }

  getJson<Document = JsonValue>(id: string, options?: GetJsonOptions): Promise<Document | null>;
  getJson<Document = JsonValue>(ids: readonly string[], options?: GetJsonOptions): Promise<(Document | null)[]>;
  getJson(ids: string | readonly string[], options?: GetJsonOptions): Promise<unknown> {
    return this.#linker.getJson(ids as string, options);
  }

  getMap<Document = JsonValue>(ids: readonly string[], options?: GetJsonOptions): Promise<Map<string, Document>> {
    return this.#linker.getMap(ids, options);
  }

  getEntry<Document = JsonValue>(id: string, options?: GetJsonOptions): Promise<LinkEntry<Document> | undefined> {
    return this.#linker.getEntry(id, options);
  }

  has(id: string, options?: CallOptions): Promise<boolean>;
  has(ids: readonly string[], options?: CallOptions): Promise<boolean[]>;
  has(ids: string | readonly string[], options?: CallOptions): Promise<unknown> {
    return this.#linker.has(ids as string, options);
  }

  deleteJson(ids: string | readonly string[], options?: CallOptions): Promise<void> {
    return this.#linker.deleteJson(ids, options);
  }

  keys(options?: ListOptions): AsyncGenerator<string, void, undefined> {
    return this.#linker.keys(options);
  }

  entries<Document = JsonValue>(options?: ListOptions): AsyncGenerator<[string, Document], void, undefined> {
    return this.#linker.entries(options);
  }

  flushDb(options?: FlushOptions): Promise<number> {
    return this.#linker.flushDb(options);
  }

  sweep(options?: SweepOptions): Promise<number> {
    return this.#linker.sweep(options);
  }

  namespace(name: string): Linker {
    return this.#linker.namespace(name);
  }

  dropTable(options?: CallOptions): Promise<void> {
    return this.#linker.dropTable(options);
  }

  async close(): Promise<void> {
    releaseLinker(this);
  }
}
