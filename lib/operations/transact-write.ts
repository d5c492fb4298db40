import { ConfigurationError } from '../errors/configuration-error.ts';
import { type IssueInput, ValidationError } from '../errors/validation-error.ts';
import { maxItemBytes, maxTransactionActions, maxTransactionBytes } from '../limits.ts';
import { ItemMap } from '../schema/item-map.ts';
import type { StoredItem, TransactWriteItem, TransactWriteItemsCommandInput } from '../sdk-types.ts';
import { itemBytes } from '../values/item-size.ts';
import type { WriteAction } from './action.ts';
import type { GuardWrite } from './unique-guards.ts';

/** An action, and the writes of the guards of its unique values. */
export interface GuardedAction {
  readonly action: Pick<WriteAction, 'schema' | 'key' | 'request'>;
  readonly guards: readonly GuardWrite[];
}

/**
 * Builds the request that does all actions or none. It is never split.
 *
 * @throws ValidationError `item.invalid` if there are over 100 writes or 4 MB, or two of one item
 */
export function transactionRequest(actions: readonly GuardedAction[], token: string): TransactWriteItemsCommandInput {
  if (actions.length === 0) throw new ConfigurationError('the transaction has no actions; add one before commit()');
  const issues: IssueInput[] = [];
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
      code: 'range',
    });
  }
  // So few items can't exceed the limit, so their bytes are not counted.
  const mayBeTooLarge = TransactItems.length * maxItemBytes > maxTransactionBytes;
  const bytes = mayBeTooLarge ? TransactItems.reduce((sum, item) => sum + bytesOf(item), 0) : 0;
  if (bytes > maxTransactionBytes)
    issues.push({
      path: '',
      message: `the transaction has ${bytes} bytes of at most ${maxTransactionBytes}`,
      code: 'range',
    });
  issues.push(...sharedItems(actions), ...emptyUpdates(actions));
  if (issues.length > 0) {
    const tables = new Set(actions.map(({ action }) => action.schema.table.name));
    throw new ValidationError({ table: [...tables].join(', ') }, issues);
  }
  return { TransactItems, ClientRequestToken: token };
}

const bytesOf = ({ Put }: TransactWriteItem): number => (Put?.Item === undefined ? 0 : itemBytes(Put.Item));

/**
 * Turns an update without changes into a condition check, because an update in a transaction requires an expression.
 */
function inTransaction(request: TransactWriteItem): TransactWriteItem {
  if (request.Update === undefined || request.Update.UpdateExpression !== undefined) return request;
  const { UpdateExpression: _, ...check } = request.Update;
  return { ConditionCheck: check as TransactWriteItem['ConditionCheck'] };
}

/**
 * Reports upserts without changes and condition, which a transaction can't contain. A single `UpdateItem` would create
 * an item that has only its key.
 */
function emptyUpdates(actions: readonly GuardedAction[]): IssueInput[] {
  const issues: IssueInput[] = [];
  for (const [index, { action }] of actions.entries()) {
    const { request, schema, key } = action;
    if (request.Update === undefined) continue;
    const { UpdateExpression, ConditionExpression } = request.Update;
    if (UpdateExpression !== undefined || ConditionExpression !== undefined) continue;
    const path = `[${index}] (${schema.mapper.keyText(key)})`;
    issues.push({ path, message: 'changes nothing; leave it out, or check() the item', code: 'request' });
  }
  return issues;
}

/** Reports items with two actions. DynamoDB allows one action per item, and doesn't say which two conflict. */
function sharedItems(actions: readonly GuardedAction[]): IssueInput[] {
  const seen = new ItemMap<number>();
  const issues: IssueInput[] = [];
  for (const [index, { action, guards }] of actions.entries()) {
    const { schema, key } = action;
    const check = (written: StoredItem, message: (other: number) => string): void => {
      const other = seen.get(schema, written);
      seen.set(schema, written, index);
      if (other === undefined || other === index) return;
      issues.push({ path: `[${index}] (${schema.mapper.keyText(key)})`, message: message(other), code: 'request' });
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
