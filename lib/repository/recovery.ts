import type { CallOptions } from '../execution/executor.ts';
import { isConditionFailure } from '../execution/translate-error.ts';
import { fillParents } from '../expressions/absent-parents.ts';
import { reviseAction, type WriteAction } from '../operations/action.ts';
import { deleteExpiredRequest } from '../operations/delete-item.ts';
import { isExpired } from '../schema/expiry.ts';
import type { StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import type { RepositoryContext } from './context.ts';

/** How often a write begins again because somebody else was faster. */
export const maxWriteAttempts = 10;

/** The item that an action is about, read consistently. */
export async function currentItem(
  { executor }: RepositoryContext,
  { schema, key }: WriteAction,
  call: CallOptions,
): Promise<StoredItem | undefined> {
  const input = { TableName: schema.table.name, Key: key, ConsistentRead: true };
  return (await executor.send('GetItem', input, schema.table.name, call)).Item;
}

/**
 * The action with the documents that its paths lead through and that are not there, made whole.
 *
 * Each is set as a whole under the condition that it is still absent: a writer that makes it meanwhile is met by the
 * condition, never overwritten.
 */
export async function withParents(
  context: RepositoryContext,
  action: WriteAction,
  options: CallOptions,
): Promise<WriteAction> {
  const { schema, key, nowMs } = action;
  const stored = await currentItem(context, action, options);
  const issues = new Issues();
  const seen = isExpired(schema, stored, nowMs) ? undefined : stored;
  const given = { changes: action.changes, additions: action.settings.additions ?? {} };
  const { changes, additions, documents } = fillParents(schema, given, seen, issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
  return reviseAction(action, { changes, settings: { ...action.settings, additions, documents, mayBeEmpty: true } });
}

/** The write with its documents looked up again, where they are what failed; undefined where another condition did. */
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

/** True for an update that DynamoDB refuses because a path leads through what is not there. */
export function isAbsentParent(failure: unknown): boolean {
  const { message, Message } = (failure ?? {}) as { readonly message?: string; readonly Message?: string };
  return (message ?? Message)?.includes('document path') === true;
}

/** True where a write failed because an item that is past its time to live was in its way. */
export function isBlockedByExpired({ name, schema, nowMs }: WriteAction, stored: StoredItem | undefined): boolean {
  return (name === 'put' || name === 'upsert' || name === 'check') && isExpired(schema, stored, nowMs);
}

/** Deletes what is past its time to live, unless somebody has renewed or deleted it meanwhile. */
export async function deleteExpired(
  { executor }: RepositoryContext,
  { schema, key, nowMs }: WriteAction,
  { signal }: CallOptions,
): Promise<void> {
  try {
    await executor.send('DeleteItem', deleteExpiredRequest(schema, key, nowMs), schema.table.name, { signal });
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}
