import { randomUUID } from 'node:crypto';
import { NotUniqueError } from '../errors/not-unique-error.ts';
import { OutcomeUnknownError } from '../errors/outcome-errors.ts';
import { cancellationReasons, isRefused } from '../execution/canceled-transaction.ts';
import type { CallOptions } from '../execution/executor.ts';
import { isConditionFailure, isConflict } from '../execution/translate-error.ts';
import { reviseAction, type WriteAction } from '../operations/action.ts';
import { transactionRequest } from '../operations/transact-write.ts';
import type { ForeignGuards } from '../operations/unique-guards.ts';
import { nowMs, type RepositoryContext } from '../repository/context.ts';
import type { Enlisted } from '../repository/enlisted.ts';
import { type Expanded, expandAll } from '../repository/expand.ts';
import { entityOf } from '../repository/read-item.ts';
import { currentItem, isAbsentParent, withParents } from '../repository/recovery.ts';
import { withForeignGuards } from '../repository/remedies.ts';
import { sendWrite } from '../repository/single-write.ts';
import { prepareWrite } from '../repository/writes.ts';
import { readWritten } from '../repository/written-item.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';

/** The function of a user that returns the changes of an item. */
export type ChangeFunction = (item: object) => unknown;

const whole = { select: undefined };

/**
 * Returns the update of an item by a function, under the condition that the item is as it was read. Undefined if the
 * function returns no changes.
 */
export async function changeOf(
  context: RepositoryContext,
  schema: Schema,
  stored: StoredItem,
  change: ChangeFunction,
): Promise<WriteAction | undefined> {
  const entity = await entityOf(context, stored, whole);
  const changes = await change(entity);
  if (changes === undefined) return undefined;
  const storedKey = schema.mapper.keyOf(stored);
  const args = { key: entity, storedKey, changes };
  const action = await prepareWrite(context, 'update', args, nowMs(context), schema);
  const unchanged = new Map<string, AttributeValue | undefined>(Object.entries(stored));
  for (const name of Object.keys(storedKey)) unchanged.delete(name);
  return reviseAction(action, { precondition: { ...action.precondition, unchanged } });
}

/**
 * Sends the update of an item that was read.
 *
 * @returns false if another writer changed the item meanwhile, or a response was lost, so that it must be read again
 * @throws NotUniqueError `condition.notUnique` if another item has a unique value of the changes
 */
export function sendChange(
  context: RepositoryContext,
  action: WriteAction,
  stored: StoredItem,
  call: CallOptions,
): Promise<boolean> {
  return sendEnlisted({ context, action, known: stored }, call);
}

async function sendEnlisted(enlisted: Enlisted, call: CallOptions): Promise<boolean> {
  const { context, action } = enlisted;
  const [expanded] = (await expandAll([enlisted], call)) as [Expanded];
  try {
    const item = await send(expanded, call);
    await readWritten(context, action, item);
    return true;
  } catch (error) {
    if (isAbsentParent(error))
      return sendEnlisted({ ...enlisted, action: await withParents(context, action, call) }, call);
    if (isConditionFailure(error) || isConflict(error) || error instanceof OutcomeUnknownError) return false;
    const foreign = foreignAfter(expanded, error);
    return foreign === undefined ? false : sendEnlisted({ ...enlisted, foreign }, call);
  }
}

/** Sends an update alone, or with the guards of its unique values. Returns the item as it is now. */
async function send({ context, action, guards }: Expanded, call: CallOptions): Promise<StoredItem | undefined> {
  if (guards.length === 0) return sendWrite(context, action, call);
  const { table } = action.schema;
  const request = transactionRequest([{ action, guards }], randomUUID());
  await context.executor.send('TransactWriteItems', request, table.name, call, { isRepeatable: true });
  return currentItem(context, action, call);
}

/**
 * Returns the guards of other items, if they are the reason why a transaction was canceled. Undefined if another writer
 * changed the item.
 *
 * @throws NotUniqueError if another item has a unique value of the changes
 * @throws the error if it is no cancellation
 */
function foreignAfter(expanded: Expanded, error: unknown): ForeignGuards | undefined {
  const { action, guards } = expanded;
  const reasons = cancellationReasons(error);
  if (reasons === undefined) throw error;
  const [own, ...ofGuards] = reasons;
  if (isRefused(own)) return undefined;
  const taken = guards.find(({ frees }, index) => !frees && isRefused(ofGuards[index]));
  if (taken === undefined) return withForeignGuards(expanded, ofGuards)?.foreign;
  const { schema, key } = action;
  const place = { table: schema.table.name, key: schema.mapper.keyText(key) };
  throw new NotUniqueError({ ...place, cause: error }, taken.attribute.property);
}
