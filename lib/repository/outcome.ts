import { CallTimeoutError, OutcomeUnknownError } from '../errors/outcome-errors.ts';
import type { Attempts } from '../execution/attempts.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { WriteAction } from '../operations/action.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import { itemInTheWay } from './refusals.ts';

const lost = 'no attempt was answered; read the item to find out, or repeat what may be done twice';
const met = 'an attempt was not answered, and the next one met what may be its work; read the item to find out';
const unseen = 'it was accepted, but the item could not be read after it; read the item, and repeat nothing';

/** What is thrown for a write that failed: an error that says so where it may have been done all the same. */
export function writeFailure(
  action: WriteAction,
  error: unknown,
  attempts: Attempts,
  { signal }: CallOptions,
): unknown {
  if (attempts.unknown === undefined || isCallersAbort(error, signal)) return error;
  return unknownOutcome(action, error, lost);
}

/** True where a caller has aborted the call: it knows what it did, and gets its own reason. */
export const isCallersAbort = (error: unknown, signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true && signal.reason === error && !(error instanceof CallTimeoutError);

/** What a write comes to of which an attempt may have been done. */
export type OwnWork = { readonly item: StoredItem | undefined } | { readonly error: unknown } | undefined;

/**
 * Looks whether it was a write's own work that its repetition met. What others can have written over, or written just
 * so, proves nothing.
 *
 * @returns the item where it was; an error where nobody can tell; undefined where it surely was somebody else's
 */
export function ownWork(action: WriteAction, stored: StoredItem | undefined, cause: unknown): OwnWork {
  if (isOwnWork(action, stored)) return { item: action.item ?? stored };
  if (action.name === 'update' && stored === undefined) return undefined;
  return { error: unknownOutcome(action, cause, met, stored) };
}

/** True where an item has the mark of a write. */
export function isOwnWork({ schema, recognise }: WriteAction, stored: StoredItem | undefined): boolean {
  const entity = itemInTheWay(schema, stored);
  return entity !== undefined && recognise(entity);
}

/** What is thrown where a write was lost, and the look at what it did failed too. */
export function unseenOutcome(action: WriteAction, error: unknown, { signal }: CallOptions): unknown {
  return isCallersAbort(error, signal) ? error : unknownOutcome(action, error, lost);
}

/** What is thrown for a write that was done, where the item as it then was can't be given. */
export function doneUnseen(action: WriteAction, error: unknown, { signal }: CallOptions): unknown {
  return isCallersAbort(error, signal) ? error : unknownOutcome(action, error, unseen);
}

function unknownOutcome(
  { name, schema, key }: WriteAction,
  cause: unknown,
  why: string,
  stored?: StoredItem,
): OutcomeUnknownError {
  const place = { table: schema.table.name, key: schema.mapper.keyText(key) };
  return new OutcomeUnknownError({ ...place, operation: name, item: itemInTheWay(schema, stored), cause }, why);
}
