import { type KeyCondition, keyCondition } from '../expressions/key-condition.ts';
import type { ExpressionContext } from '../expressions/operand.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { valueIdentity } from '../values/value-identity.ts';
import { type PagedFields, type PageSettings, pagedFields, readIndex } from './read-request.ts';

/** How a query is made. */
export interface QuerySettings extends PageSettings {
  /** From the highest sort key down; default false. */
  readonly descending?: boolean | undefined;
}

/** The request of a query, as all of its pages share it. */
export interface QueryFields extends PagedFields {
  readonly KeyConditionExpression: string | undefined;
  readonly ScanIndexForward?: boolean;
}

/** What a query is by. */
export interface QueriedBy {
  /** The partition key's values, by stored name: what all of its items share. */
  readonly partition: Readonly<Record<string, AttributeValue>>;
  /** A text that two queries share only where they are by the same values and tests. */
  readonly identity: string;
}

/** A query whose expressions are written: once for all of its pages and cursors. */
export interface CompiledQuery {
  readonly request: QueryFields;
  readonly queriedBy: () => QueriedBy;
}

/**
 * Writes the expressions of a query.
 *
 * @throws ValidationError `item.invalid`
 */
export function compileQuery(schema: Schema, key: unknown, settings: QuerySettings = {}): CompiledQuery {
  const index = readIndex(schema, settings.index);
  const placeholders = new Placeholders();
  const issues = new Issues();
  const condition = readKey({ schema, placeholders, issues }, index, key);
  // The placeholders that come first are those of the key; a cursor tells a query from others by them.
  const [nameCount, valueCount] = [Object.keys(placeholders.names).length, Object.keys(placeholders.values).length];
  const fields = pagedFields({ schema, index, placeholders, issues, settings, isScan: false });
  const request = {
    KeyConditionExpression: condition?.expression,
    ...fields,
    ...(settings.descending === true && { ScanIndexForward: false }),
  };
  const queriedBy = (): QueriedBy => {
    const names = Object.fromEntries(Object.entries(placeholders.names).slice(0, nameCount));
    const values = Object.entries(placeholders.values).slice(0, valueCount);
    const identities = values.map(([name, value]) => [name, valueIdentity(value)]);
    const identity = JSON.stringify([condition?.expression, names, identities]);
    return { partition: condition?.partition ?? {}, identity };
  };
  return { request, queriedBy };
}

/** The condition of a key, whose getters may throw. */
function readKey(context: ExpressionContext, index: IndexSchema | undefined, key: unknown): KeyCondition | undefined {
  try {
    return keyCondition(context, index, key);
  } catch (error) {
    context.issues.reportUnread(error);
    return undefined;
  }
}
