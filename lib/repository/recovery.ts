import type { CallOptions } from '../execution/executor.ts';
import { isConditionFailure } from '../execution/translate-error.ts';
import { fillParents } from '../expressions/absent-parents.ts';
import { reviseAction, type WriteAction } from '../operations/action.ts';
import { deleteExpiredRequest } from '../operations/delete-item.ts';
import { isHidden } from '../schema/hidden.ts';
import type { StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import type { RepositoryContext } from './context.ts';

/** The maximum number of attempts of a write that other writers interrupt. */
export const maxWriteAttempts = 10;

/** Reads the item of an action consistently. */
export async function currentItem(
  { executor }: RepositoryContext,
  { schema, key }: Pick<WriteAction, 'schema' | 'key'>,
  call: CallOptions,
): Promise<StoredItem | undefined> {
  const input = { TableName: schema.table.name, Key: key, ConsistentRead: true };
  return (await executor.send('GetItem', input, schema.table.name, call)).Item;
}

/**
 * Returns the action with the absent documents of its paths as whole documents.
 *
 * Each is set under the condition that it is still absent. If another writer creates it meanwhile, the condition fails,
 * and nothing is overwritten.
 */
export async function withParents(
  context: RepositoryContext,
  action: WriteAction,
  options: CallOptions,
): Promise<WriteAction> {
  const { schema, key, nowMs } = action;
  const stored = await currentItem(context, action, options);
  const issues = new Issues();
  const seen = isHidden(schema, stored, nowMs) ? undefined : stored;
  const input = { changes: action.changes, additions: action.settings.additions ?? {} };
  const { changes, additions, documents } = fillParents(schema, input, seen, issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
  return reviseAction(action, { changes, settings: { ...action.settings, additions, documents, mayBeEmpty: true } });
}

/** Reads the documents again. Undefined if they are the same, so another condition has failed. */
export async function withOtherParents(
  context: RepositoryContext,
  prepared: WriteAction,
  action: WriteAction,
  options: CallOptions,
): Promise<WriteAction | undefined> {
  const again = await withParents(context, prepared, options);
  const paths = (of: WriteAction): string => JSON.stringify(of.settings.documents?.map(({ path }) => path));
  return paths(again) === paths(action) ? undefined : again;
}

/** True if DynamoDB refused an update because a path leads through an absent document. */
export function isAbsentParent(failure: unknown): boolean {
  const { message, Message } = (failure ?? {}) as { readonly message?: string; readonly Message?: string };
  return (message ?? Message)?.includes('document path') === true;
}

/** Deletes an expired item, unless it was renewed or deleted meanwhile. */
export async function deleteExpired(
  { executor }: RepositoryContext,
  { schema, key, nowMs }: WriteAction,
  call: CallOptions,
): Promise<void> {
  try {
    await executor.send('DeleteItem', deleteExpiredRequest(schema, key, nowMs), schema.table.name, call);
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}
