import type { Attempts } from '../execution/attempts.ts';
import type { CallOptions } from '../execution/executor.ts';
import { isConditionFailure } from '../execution/translate-error.ts';
import type { WriteAction } from '../operations/action.ts';
import { isRepeatable } from '../operations/repeatable.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { DeleteItemCommandInput, PutItemCommandInput, UpdateItemCommandInput } from '../sdk-types.ts';
import type { RepositoryContext } from './context.ts';
import { isOwnWork, ownWork, unseenOutcome, writeFailure } from './outcome.ts';
import { currentItem } from './recovery.ts';

/** The three actions that are calls of their own as well. */
interface SingleWrite {
  readonly Put?: PutItemCommandInput;
  readonly Update?: UpdateItemCommandInput;
  readonly Delete?: DeleteItemCommandInput;
}

/**
 * Sends one write as a call of its own. What its own lost attempt has done is known again, where it can be.
 *
 * @returns the item as it now is, or, of a delete, as it was
 * @throws OutcomeUnknownError `write.outcomeUnknown`
 */
export async function sendWrite(
  context: RepositoryContext,
  action: WriteAction,
  call: CallOptions,
): Promise<StoredItem | undefined> {
  const attempts: Attempts = { isRepeatable: isRepeatable(action) };
  try {
    return (await send(context, action, call, attempts)) ?? action.item;
  } catch (error) {
    if (attempts.unknown === undefined) throw error;
    if (!isConditionFailure(error)) return knownAgain(context, action, error, attempts, call);
    // Not every engine says what it met.
    const met = error.Item ?? (await look(context, action, call));
    const own = ownWork(action, met, error);
    if (own === undefined) throw error;
    if ('error' in own) throw own.error;
    return own.item;
  }
}

/** What was lost may have been done: a mark in the item tells. A deadline that has passed leaves no time to look. */
async function knownAgain(
  context: RepositoryContext,
  action: WriteAction,
  error: unknown,
  attempts: Attempts,
  call: CallOptions,
): Promise<StoredItem | undefined> {
  const failure = writeFailure(action, error, attempts, call);
  if (!action.isKnown || call.signal?.aborted === true) throw failure;
  const stored = await currentItem(context, action, call).catch(() => undefined);
  if (!isOwnWork(action, stored)) throw failure;
  return action.item ?? stored;
}

/** The item after an attempt was lost; where it can't be read nothing is known. */
async function look(
  context: RepositoryContext,
  action: WriteAction,
  call: CallOptions,
): Promise<StoredItem | undefined> {
  try {
    return await currentItem(context, action, call);
  } catch (error) {
    throw unseenOutcome(action, error, call);
  }
}

async function send(
  { executor, schema }: RepositoryContext,
  { request, key }: WriteAction,
  call: CallOptions,
  attempts: Attempts,
): Promise<StoredItem | undefined> {
  const { Put, Update, Delete } = request as SingleWrite;
  const table = schema.table.name;
  if (Put !== undefined) {
    await executor.send('PutItem', Put, table, call, attempts);
    return undefined;
  }
  if (Update !== undefined) {
    const input: UpdateItemCommandInput = { ...Update, ReturnValues: 'ALL_NEW' };
    return (await executor.send('UpdateItem', input, table, call, attempts)).Attributes;
  }
  const input: DeleteItemCommandInput = { TableName: table, Key: key, ...Delete, ReturnValues: 'ALL_OLD' };
  return (await executor.send('DeleteItem', input, table, call, attempts)).Attributes;
}
