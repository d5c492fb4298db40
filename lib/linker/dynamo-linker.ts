import { Repository } from '../decorators/repository.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, flag, optionRules } from '../errors/option-rules.ts';
import type { Client } from '../execution/executor.ts';
import { BaseRepository } from '../repository/base-repository.ts';
import { repositoryKinds } from '../repository/option-checks.ts';
import type { RepositoryOptions } from '../repository/types.ts';
import { DynamoStore } from './dynamo-store.ts';
import { environmentValue, environmentValues } from './environment.ts';
import { Link } from './link.ts';
import { LinkKeys } from './link-keys.ts';
import { LinkRepository } from './link-repository.ts';
import { LinkTable } from './link-table.ts';
import type { Linker } from './linker.ts';
import type { LinkerOptions } from './linker-options.ts';
import { heldLinker, holdLinker, refuseSecond } from './one-linker.ts';
import { linkerKinds } from './option-checks.ts';
import { linkForm } from './row.ts';
import { Rows } from './rows.ts';
import { StoreLinker } from './store-linker.ts';

const kind = 'DynamoLinker';

const checkDynamoLinker: CheckOptions = optionRules<DynamoLinkerOptions>({
  ...repositoryKinds,
  ...linkerKinds,
  native: flag,
});

/** The items of the table, for the linker's own reads with another `onInvalidItem`. */
@Repository(Link)
class Links extends BaseRepository<Link, 'id'> {}

/** Options of a `DynamoLinker`. */
export interface DynamoLinkerOptions extends RepositoryOptions, Omit<LinkerOptions, 'clock'> {
  /**
   * True to store documents as DynamoDB types, which other programs can query. A document that DynamoDB can't store
   * exactly is still stored as text. The order of members is not kept. Default: false, all documents are text.
   */
  readonly native?: boolean | undefined;
}

/**
 * A linker whose documents are the items of a DynamoDB table. The first call finds or creates the table.
 *
 * A `DynamoLinker` is also a repository of `Link`. The methods of a repository work on stored links, the methods of
 * `Linker` on documents. Documents above 350 KB are compressed. If a compressed document is still too large, it is
 * stored in parts. A read never mixes the parts of two writes.
 *
 * @example
 * const linker = new DynamoLinker(client, { tableName: 'documents' });
 * await linker.putJson('a', { page: 1 });
 * // PutItem { TableName: 'documents', Item: { id: { S: 'a' }, data: { S: '{"page":1}' }, revision: … } }
 */
@Repository(Link)
export class DynamoLinker extends LinkRepository implements Linker {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'DynamoLinker';

  /**
   * @param client - default: a client that the SDK configures from the environment
   * @param options - `tableName` defaults to the environment variable `DYNAMODB_TABLE_NAME`
   * @throws SingletonError `linker.singleton` if the process already has a linker
   * @throws ConfigurationError `configuration.invalid` if neither `tableName` nor `DYNAMODB_TABLE_NAME` is set
   */
  constructor(client?: Client, options: DynamoLinkerOptions = {}) {
    refuseSecond(new.target, options);
    checkDynamoLinker(options, new.target.name, 'constructor');
    const { native: _, onWarning, strict, namespace, allowMultipleInstances, ...own } = options;
    const repositoryOptions = { ...own, tableName: options.tableName ?? tableOfEnvironment() };
    const { native = false, clock = Date.now, onInvalidItem } = options;
    const rowsWith = (handler: RepositoryOptions['onInvalidItem']): Rows =>
      new Rows(new Links(client, { ...repositoryOptions, onInvalidItem: handler }), linkForm);
    const settings = { native, clock, onInvalidItem, rowsWith };
    super(client, repositoryOptions, (links) => {
      const rows = new Rows(links, linkForm);
      const storeOf = (namespace: string): DynamoStore =>
        new DynamoStore(new LinkTable(rows, { ...settings, keys: new LinkKeys(namespace) }));
      return new StoreLinker(storeOf, options);
    });
    holdLinker({ linker: this, kind, options });
  }

  /**
   * Returns the linker of this process, and creates it on the first call. Requires the environment variables
   * `AWS_REGION` and `DYNAMODB_TABLE_NAME`. The SDK finds credentials and endpoint. With `allowMultipleInstances`, each
   * call creates a linker.
   *
   * @param options - if the process already has a linker, each option must be equal to the option of that linker
   * @throws ConfigurationError `configuration.invalid` if a variable is not set, `LINKER_TYPE` names another kind, or
   *   an option differs
   * @throws SingletonError `linker.singleton` if the process has a linker of another class
   */
  static fromEnvironment<Made extends DynamoLinker>(
    this: new (
      client?: Client,
      options?: DynamoLinkerOptions,
    ) => Made,
    options: Omit<DynamoLinkerOptions, 'tableName'> = {},
  ): Made {
    // biome-ignore lint/complexity/noThisInStatic: the class of the call, which may extend this one
    return heldLinker({ Class: this, Ours: DynamoLinker, kind, options }, (Class) => {
      const type = environmentValue('LINKER_TYPE') ?? 'dynamodb';
      if (type !== 'dynamodb')
        throw new ConfigurationError(`LINKER_TYPE is '${type}'; use linkerFromEnvironment(), or set it to 'dynamodb'`);
      const { DYNAMODB_TABLE_NAME: tableName } = environmentValues({
        AWS_REGION: 'the region',
        DYNAMODB_TABLE_NAME: 'the table',
      });
      return new Class(undefined, { ...options, tableName });
    });
  }
}

function tableOfEnvironment(): string {
  const name = environmentValue('DYNAMODB_TABLE_NAME');
  if (name !== undefined) return name;
  throw new ConfigurationError(
    'the linker has no table: pass { tableName } to DynamoLinker, or set DYNAMODB_TABLE_NAME in the environment',
  );
}
