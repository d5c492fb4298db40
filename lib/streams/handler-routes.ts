import { ConfigurationError } from '../errors/configuration-error.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import { changeOf, isGuardRecord, listedSchema, storedChangeOf } from './read-change.ts';
import type { ChangeType, StreamChange } from './stream-change.ts';
import { partsOf, type RecordParts, type StreamRecord, tableInArn, tableOf } from './stream-record.ts';

/** A function of the user that takes changes. */
export type HandleChange = (change: StreamChange) => unknown;

/** A handler of `on`, with the changes that it takes. */
export interface Route {
  readonly schema: Schema;
  readonly types: readonly ChangeType[];
  readonly handle: HandleChange;
}

/** A change, with a handler that takes it. */
export interface RoutedChange {
  readonly change: StreamChange;
  readonly handle: HandleChange;
}

/** Finds the handlers of records. */
export class HandlerRoutes {
  readonly #routes: readonly Route[];
  readonly #others: readonly HandleChange[];
  /** The names of the tables, without ARN. */
  readonly #tables: ReadonlySet<string>;

  constructor(routes: readonly Route[], others: readonly HandleChange[]) {
    this.#routes = routes;
    this.#others = others;
    this.#tables = new Set(routes.map(tableOfRoute));
  }

  /** @throws ConfigurationError if there are classes of several tables, and a record is of none of them */
  check(records: readonly StreamRecord[]): void {
    if (this.#tables.size <= 1) return;
    const foreign = records.map((record) => tableOf(record) ?? '').find((table) => !this.#tables.has(table));
    if (foreign === undefined) return;
    throw new ConfigurationError(
      `streamHandler: the event has a record of the table '${foreign}', and the classes are of ` +
        `${[...this.#tables].map((name) => `'${name}'`).join(', ')}; if a stage has a table of another name, pass a ` +
        'repository with this tableName to on() instead of the class',
    );
  }

  /**
   * Decodes a record for each of its handlers, in the order in which they were added. Empty if nobody takes it.
   *
   * @throws InvalidItemError if the record can't be read
   */
  async of(record: StreamRecord): Promise<readonly RoutedChange[]> {
    const table = tableOf(record) ?? '';
    // With classes of one table, any table name fits, because stages have tables of other names.
    const routes =
      this.#tables.size <= 1 ? this.#routes : this.#routes.filter((route) => tableOfRoute(route) === table);
    const schemas = routes.map(({ schema }) => schema);
    const [first] = schemas;
    const parts = partsOf(record, table || (first?.table.name ?? ''));
    if (first === undefined || isGuardRecord(first, parts)) return [];
    const taking = routes.filter(({ schema, types }) => types.includes(parts.type) && isOwnItem(schema, parts.item));
    if (taking.length === 0) return this.#otherChanges(schemas, parts);
    const changes = new Map<Schema, StreamChange>();
    for (const { schema } of taking) if (!changes.has(schema)) changes.set(schema, await changeOf(schema, parts));
    return taking.map(({ schema, handle }) => ({ change: changes.get(schema) as StreamChange, handle }));
  }

  async #otherChanges(schemas: readonly Schema[], parts: RecordParts): Promise<readonly RoutedChange[]> {
    if (this.#others.length === 0) return [];
    const known = schemas.find((schema) => isOwnItem(schema, parts.item)) ?? listedSchema(schemas, parts.item);
    const change = known === undefined ? storedChangeOf(schemas, parts) : await changeOf(known, parts);
    return this.#others.map((handle) => ({ change, handle }));
  }
}

const tableOfRoute = ({ schema }: Route): string => tableInArn(schema.table.name) ?? schema.table.name;
