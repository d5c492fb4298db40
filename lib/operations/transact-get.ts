import { ConfigurationError } from '../errors/configuration-error.ts';
import { type IssueInput, ValidationError } from '../errors/validation-error.ts';
import { placeholderFields } from '../expressions/placeholders.ts';
import { maxTransactionActions } from '../limits.ts';
import { ItemMap } from '../schema/item-map.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem, TransactGetItemsCommandInput } from '../sdk-types.ts';
import { sentProjection, unselectedAttributes } from './get-item.ts';

/** One read of a transaction. */
export interface TransactRead {
  readonly schema: Schema;
  readonly key: StoredItem;
  readonly select: readonly string[] | undefined;
}

/**
 * Builds the request that reads items as of one moment.
 *
 * @throws ValidationError `item.invalid` if there are over 100 reads, or two of one item
 */
export function transactGetRequest(reads: readonly TransactRead[]): TransactGetItemsCommandInput {
  if (reads.length === 0) throw new ConfigurationError('the transaction has no reads; add one before run()');
  const issues = sharedReads(reads);
  if (reads.length > maxTransactionActions) {
    const message = `the transaction has ${reads.length} reads of at most ${maxTransactionActions}; it is never split`;
    issues.push({ path: '', message, code: 'range' });
  }
  if (issues.length > 0) {
    const tables = new Set(reads.map(({ schema }) => schema.table.name));
    throw new ValidationError({ table: [...tables].join(', ') }, issues);
  }
  return {
    TransactItems: reads.map(({ schema, key, select }) => {
      const projection = sentProjection(schema, select, unselectedAttributes(schema));
      const fields = projection && { ProjectionExpression: projection.expression, ...placeholderFields(projection) };
      return { Get: { TableName: schema.table.name, Key: key, ...fields } };
    }),
  };
}

function sharedReads(reads: readonly TransactRead[]): IssueInput[] {
  const seen = new ItemMap<number>();
  return reads.flatMap(({ schema, key }, index) => {
    const other = seen.get(schema, key);
    seen.set(schema, key, index);
    if (other === undefined) return [];
    const path = `[${index}] (${schema.mapper.keyText(key)})`;
    return [
      { path, message: `is read by action ${other}, too; a transaction takes one action an item`, code: 'request' },
    ];
  });
}
