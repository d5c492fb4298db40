import type { CallOptions } from '../execution/executor.ts';
import type { Attempts } from '../execution/lanes/attempts.ts';
import { isConditionFailure } from '../execution/translate-error.ts';
import type { WriteAction } from '../operations/action.ts';
import { returnsItemBefore } from '../operations/foretell.ts';
import { isRepeatable } from '../operations/repeatable.ts';
import type { DeleteItemCommandInput, PutItemCommandInput, StoredItem, UpdateItemCommandInput } from '../sdk-types.ts';
import type { RepositoryContext } from './context.ts';
import { itemAfter, ownWork, writeFailure } from './outcome.ts';
import { currentItem } from './recovery.ts';

/** The three actions that are also requests of their own. */
interface SingleWrite {
  readonly Put?: PutItemCommandInput;
  readonly Update?: UpdateItemCommandInput;
  readonly Delete?: DeleteItemCommandInput;
}

/**
 * Sends one write as a request of its own. If an attempt lost its response and the retry is refused, the write
 * recognizes its own work if possible.
 *
 * @returns the current item, or the deleted one
 * @throws OutcomeUnknownError `write.outcomeUnknown` if the response was lost and the outcome can't be found out
 */
export function sendWrite(
  context: RepositoryContext,
  action: WriteAction,
  call: CallOptions,
): Promise<StoredItem | undefined> {
  // The refused request of a soft delete is the check already.
  if (action.precondition.noItem) return Promise.resolve(undefined);
  const attempts: Attempts = { isRepeatable: isRepeatable(action) };
  return send(context, action, call, attempts).then(
    (output) => action.item ?? output?.Attributes,
    (error) => recognised(context, action, { error, attempts, call }),
  );
}

/** A write whose request failed. */
interface FailedCall {
  readonly error: unknown;
  readonly attempts: Attempts;
  readonly call: CallOptions;
}

/** Returns the item of a failed write if the condition failed on the write's own work. */
async function recognised(
  context: RepositoryContext,
  action: WriteAction,
  failed: FailedCall,
): Promise<StoredItem | undefined> {
  const { error, attempts, call } = failed;
  if (!isConditionFailure(error)) return outcomeWithoutResponse(context, action, failed);
  if (attempts.unknown === undefined) throw error;
  // Not every engine returns the item of a failed condition.
  const met = error.Item ?? (await itemAfter(context, action, call, 'lost'));
  const own = ownWork(action, met, error);
  if (own === undefined) throw error;
  if ('error' in own) throw own.error;
  return own.item;
}

/** Returns the item of a write that failed without a response, if a read shows that it was done. */
async function outcomeWithoutResponse(
  context: RepositoryContext,
  action: WriteAction,
  { error, attempts, call }: FailedCall,
): Promise<StoredItem | undefined> {
  if (attempts.unknown !== undefined && call.signal?.aborted !== true) {
    const met = await currentItem(context, action, call).catch(() => undefined);
    const own = met && ownWork(action, met, error);
    if (own !== undefined && 'item' in own) return own.item;
  }
  throw writeFailure(action, error, attempts, call);
}

/** @returns the output of the client's `send`, which is often undefined for a mock */
function send(
  { executor, schema }: RepositoryContext,
  { name, request, key }: WriteAction,
  call: CallOptions,
  attempts: Attempts,
): Promise<{ readonly Attributes?: StoredItem | undefined } | undefined> {
  const { Put, Update, Delete } = request as SingleWrite;
  const table = schema.table.name;
  if (Put !== undefined) return executor.send('PutItem', Put, table, call, attempts);
  if (Update !== undefined) {
    // The spread comes last: for a literal that begins with a spread, Node 20 creates a new hidden class each time.
    const input: UpdateItemCommandInput = {
      ReturnValues: returnsItemBefore(name) ? 'ALL_OLD' : 'ALL_NEW',
      ...Update,
    };
    return executor.send('UpdateItem', input, table, call, attempts);
  }
  const input: DeleteItemCommandInput = { TableName: table, Key: key, ...Delete, ReturnValues: 'ALL_OLD' };
  return executor.send('DeleteItem', input, table, call, attempts);
}
