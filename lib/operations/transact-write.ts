import { ConfigurationError } from '../errors/configuration-error.ts';
import { ValidationError, type ValidationIssue } from '../errors/validation-error.ts';
import { maxItemBytes, maxTransactionActions, maxTransactionBytes } from '../limits.ts';
import { ItemMap } from '../schema/item-map.ts';
import type { StoredItem, TransactWriteItem, TransactWriteItemsCommandInput } from '../sdk-types.ts';
import { itemBytes } from '../values/item-size.ts';
import type { WriteAction } from './action.ts';
import type { GuardWrite } from './unique-guards.ts';

/** An action, and the writes of the guards of its unique values. */
export interface GuardedAction {
  readonly action: WriteAction;
  readonly guards: readonly GuardWrite[];
}

/**
 * The request that does all actions or none; it is never split.
 *
 * @throws ValidationError `item.invalid`: over 100 writes or 4 MB, or two of one item
 */
export function transactionRequest(actions: readonly GuardedAction[], token: string): TransactWriteItemsCommandInput {
  if (actions.length === 0) throw new ConfigurationError('the transaction has no actions; add one before commit()');
  const issues: ValidationIssue[] = [];
  const TransactItems: TransactWriteItem[] = [];
  for (const { action, guards } of actions) {
    TransactItems.push(inTransaction(action.request));
    for (const { request } of guards) TransactItems.push(request);
  }
  if (TransactItems.length > maxTransactionActions) {
    const count = TransactItems.length - actions.length;
    const guards = count === 0 ? '' : `, ${count} of them guards of unique values`;
    issues.push({
      path: '',
      message: `the transaction has ${TransactItems.length} writes of at most ${maxTransactionActions}${guards}; it is never split`,
    });
  }
  // So few items can't have too many bytes that nobody need count them.
  const mayBeTooLarge = TransactItems.length * maxItemBytes > maxTransactionBytes;
  const bytes = mayBeTooLarge ? TransactItems.reduce((sum, item) => sum + bytesOf(item), 0) : 0;
  if (bytes > maxTransactionBytes)
    issues.push({ path: '', message: `the transaction has ${bytes} bytes of at most ${maxTransactionBytes}` });
  issues.push(...sharedItems(actions), ...emptyUpdates(actions));
  if (issues.length > 0) {
    const tables = new Set(actions.map(({ action }) => action.schema.table.name));
    throw new ValidationError({ table: [...tables].join(', ') }, issues);
  }
  return { TransactItems, ClientRequestToken: token };
}

const bytesOf = ({ Put }: TransactWriteItem): number => (Put?.Item === undefined ? 0 : itemBytes(Put.Item));

/** An update that changes nothing is its condition alone; DynamoDB wants an expression of an update in a transaction. */
function inTransaction(request: TransactWriteItem): TransactWriteItem {
  if (request.Update === undefined || request.Update.UpdateExpression !== undefined) return request;
  const { UpdateExpression: _, ...check } = request.Update;
  return { ConditionCheck: check as TransactWriteItem['ConditionCheck'] };
}

/** An upsert of nothing, which a single call makes an item of its key alone by, can't be had in a transaction. */
function emptyUpdates(actions: readonly GuardedAction[]): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  for (const [index, { action }] of actions.entries()) {
    const { request, schema, key } = action;
    if (request.Update === undefined) continue;
    const { UpdateExpression, ConditionExpression } = request.Update;
    if (UpdateExpression !== undefined || ConditionExpression !== undefined) continue;
    const path = `[${index}] (${schema.mapper.keyText(key)})`;
    issues.push({ path, message: 'changes nothing; leave it out, or check() the item' });
  }
  return issues;
}

/** DynamoDB takes one action an item, and says no which two they were. */
function sharedItems(actions: readonly GuardedAction[]): ValidationIssue[] {
  const seen = new ItemMap<number>();
  const issues: ValidationIssue[] = [];
  for (const [index, { action, guards }] of actions.entries()) {
    const { schema, key } = action;
    const check = (written: StoredItem, message: (other: number) => string): void => {
      const other = seen.get(schema, written);
      seen.set(schema, written, index);
      if (other === undefined || other === index) return;
      issues.push({ path: `[${index}] (${schema.mapper.keyText(key)})`, message: message(other) });
    };
    check(key, (other) => `is written by action ${other}, too; a transaction takes one action an item`);
    for (const { key: guard, attribute } of guards)
      check(
        guard,
        (other) => `has a value of ${attribute.property} that action ${other} writes too, and it must be unique`,
      );
  }
  return issues;
}
