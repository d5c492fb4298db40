import type { ModuleRef } from '@nestjs/core';
import { AnnotableError } from '../errors/annotable-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, filledText, milliseconds, optionRules } from '../errors/option-rules.ts';
import type { TableHandle } from '../table/table-handle.ts';
import type { Connection } from './connection.ts';
import { connectionToken } from './tokens.ts';

/** Options of a health check. */
export interface HealthOptions {
  /** Name of the client. Default: the client without a name. */
  readonly name?: string | undefined;
  /** Milliseconds until a table without a response counts as down. Default: 3,000. */
  readonly timeoutMs?: number | undefined;
}

/** The health of the tables of a client. */
export interface TableHealth {
  /** `up` if each table can be read and written. */
  readonly status: 'up' | 'down';
  /** By name: the status of DynamoDB (`ACTIVE`, `UPDATING`, `CREATING`, …), `MISSING`, or the code or name of an error. */
  readonly tables: Readonly<Record<string, string>>;
}

/** The health under the key of the check, as `@nestjs/terminus` takes it. */
export type HealthResult<Key extends string> = Record<Key, TableHealth>;

const checkOptions: CheckOptions = optionRules<HealthOptions>({ name: filledText, timeoutMs: milliseconds });

/** An index that is created or deleted changes the status of its table, which still works. */
const working: ReadonlySet<string> = new Set(['ACTIVE', 'UPDATING']);

const defaultTimeoutMs = 3_000;

/**
 * Health indicator of the tables of an application. `AnnotableModule.forRoot` provides it.
 *
 * @example
 * @Get('health') @HealthCheck()
 * check() {
 *   return this.checks.check([() => this.tables.isHealthy('dynamodb')]);
 * }
 */
export class AnnotableHealth {
  readonly #modules: ModuleRef;

  constructor(modules: ModuleRef) {
    this.#modules = modules;
  }

  /**
   * Returns the health of the tables of all repositories of a client. Sends one request for each table, which costs no
   * read units and requires the permission `dynamodb:DescribeTable`.
   *
   * @param key - the member of the result, as the response of the health check shows it
   * @throws ConfigurationError `configuration.invalid` if an option is invalid, or the client has no repositories
   * @example
   * await health.isHealthy('dynamodb'); // { dynamodb: { status: 'up', tables: { orders: 'ACTIVE' } } }
   * // DescribeTable { TableName: 'orders' }
   */
  async isHealthy<Key extends string>(key: Key, options: HealthOptions = {}): Promise<HealthResult<Key>> {
    checkOptions(options, 'AnnotableHealth', 'isHealthy');
    const { name, timeoutMs = defaultTimeoutMs } = options;
    const statuses = this.#tablesOf(name).map(async (table) => [table.name, await statusOf(table, timeoutMs)] as const);
    const tables = Object.fromEntries(await Promise.all(statuses));
    const status = Object.values(tables).every((each) => working.has(each)) ? 'up' : 'down';
    return { [key]: { status, tables } } as HealthResult<Key>;
  }

  #tablesOf(name: string | undefined): readonly TableHandle[] {
    const token = connectionToken(name);
    let connection: Connection | undefined;
    try {
      connection = this.#modules.get<Connection>(token, { strict: false });
    } catch (cause) {
      throw new ConfigurationError(`AnnotableHealth: no AnnotableModule.forRoot() has the name '${name}'`, { cause });
    }
    const { tables } = connection;
    if (tables.length > 0) return tables;
    throw new ConfigurationError(
      'AnnotableHealth: the client has no repositories to check; add them with AnnotableModule.forFeature()',
    );
  }
}

async function statusOf(table: TableHandle, timeoutMs: number): Promise<string> {
  try {
    return (await table.describe({ timeoutMs }))?.TableStatus ?? 'MISSING';
  } catch (error) {
    // No message: the responses of health checks are often public.
    return AnnotableError.is(error) ? error.code : (error as Error).name;
  }
}
