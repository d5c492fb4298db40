import { group } from '../expressions/condition-group.ts';
import { type KeyCondition, type KeySettings, keyCondition } from '../expressions/key-condition.ts';
import type { ExpressionContext } from '../expressions/operand.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { valueIdentity } from '../values/value-identity.ts';
import { type PagedFields, type PageSettings, pagedFields, readIndex } from './read-request.ts';

/** Settings of a query. */
export interface QuerySettings extends PageSettings {
  /** Reads from the highest sort key down. Default: false. */
  readonly descending?: boolean | undefined;
  /** True if the fixed text of the sort key is no condition unless the key gives a part of it. Default: false. */
  readonly isWholePartition?: boolean | undefined;
}

/** The fields that the requests of all pages share. */
export interface QueryFields extends PagedFields {
  readonly KeyConditionExpression: string | undefined;
  readonly ScanIndexForward?: boolean;
}

/** The key values of a query. */
export interface QueriedBy {
  /** The partition key values, by stored name. All items of the query have them. */
  readonly partition: Readonly<Record<string, AttributeValue>>;
  /** A text that is equal only for queries with the same key values and tests. */
  readonly identity: string;
}

/** A query whose expressions are written, once for all of its pages and cursors. */
export interface CompiledQuery {
  readonly request: QueryFields;
  readonly queriedBy: () => QueriedBy;
  /** True for an item that the request reads, and the query doesn't ask for. Undefined if there is none. */
  readonly except: KeyCondition['except'] | undefined;
  /** True if the request has a filter that is not the caller's. */
  readonly isNarrowed: boolean;
}

/**
 * Writes the expressions of a query.
 *
 * @param shard - number of the shard to read, if the partition key has shards that the key doesn't name
 * @throws ValidationError `item.invalid` if the key, filter, or selection doesn't fit the class
 */
export function compileQuery(
  schema: Schema,
  key: unknown,
  settings: QuerySettings = {},
  shard?: number,
): CompiledQuery {
  const index = readIndex(schema, settings.index);
  const placeholders = new Placeholders();
  const issues = new Issues();
  const condition = readKey({ schema, placeholders, issues }, index, key, {
    shard,
    isWholePartition: settings.isWholePartition,
  });
  // The first placeholders are those of the key. The identity of a cursor is made of them.
  const [nameCount, valueCount] = [Object.keys(placeholders.names).length, Object.keys(placeholders.values).length];
  const narrow = condition?.narrow;
  const narrowed = narrow === undefined ? settings : { ...settings, filter: group('and', [narrow, settings.filter]) };
  const fields = pagedFields({ schema, index, placeholders, issues, settings: narrowed, isScan: false });
  const request = {
    KeyConditionExpression: condition?.expression,
    ...fields,
    ...(settings.descending === true && { ScanIndexForward: false }),
  };
  const queriedBy = (): QueriedBy => {
    const names = Object.fromEntries(Object.entries(placeholders.names).slice(0, nameCount));
    const values = Object.entries(placeholders.values).slice(0, valueCount);
    const identities = values.map(([name, value]) => [name, valueIdentity(value)]);
    const identity = JSON.stringify([condition?.expression, names, identities, condition?.narrowIdentity]);
    return { partition: condition?.partition ?? {}, identity };
  };
  return { request, queriedBy, except: condition?.except, isNarrowed: narrow !== undefined };
}

/** Writes the key condition, whose getters can throw. */
function readKey(
  context: ExpressionContext,
  index: IndexSchema | undefined,
  key: unknown,
  settings: KeySettings,
): KeyCondition | undefined {
  try {
    return keyCondition(context, index, key, settings);
  } catch (error) {
    context.issues.reportUnread(error);
    return undefined;
  }
}
