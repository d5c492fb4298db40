import { isDeepStrictEqual } from 'node:util';
import { CallTimeoutError, OutcomeUnknownError } from '../errors/outcome-errors.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Attempts } from '../execution/lanes/attempts.ts';
import type { WriteAction } from '../operations/action.ts';
import { areRepeatable } from '../operations/effects.ts';
import { isMarkedBy, withoutMark } from '../operations/soft-delete.ts';
import type { Precondition } from '../operations/write-condition.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { thrownText } from '../values/issues.ts';
import type { RepositoryContext } from './context.ts';
import { currentItem } from './recovery.ts';
import { conflictingItem } from './refusals.ts';

const lost =
  'may have been done, or not: no attempt was answered; read the item to find out, or repeat what may be done twice';
const met =
  'may have been done, or not: an attempt was not answered, and the next one met what may be its work; read the item to find out';
const unseen = 'was done, but the item could not be read after it; read the item, and repeat nothing';

/** Returns the error of a failed write. It is `OutcomeUnknownError` if the write may have been done. */
export function writeFailure(
  action: WriteAction,
  error: unknown,
  attempts: Attempts,
  { signal }: CallOptions,
): unknown {
  if (attempts.unknown === undefined || isCallersAbort(error, signal)) return error;
  return unknownOutcome(action, error, lost);
}

/** True if the caller aborted the call. It receives its own reason, because it knows why. */
export const isCallersAbort = (error: unknown, signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true && signal.reason === error && !(error instanceof CallTimeoutError);

/** The result of a refused write whose earlier attempt may have been done. */
export type OwnWork = { readonly item: StoredItem | undefined } | { readonly error: unknown } | undefined;

/**
 * Checks if a retry met the work of its own earlier attempt.
 *
 * @returns the item if it did, an error if that is unknown, undefined if the item is certainly another writer's
 */
export function ownWork(action: WriteAction, stored: StoredItem | undefined, cause: unknown): OwnWork {
  const { name, schema, item, settings, precondition, isKnown, recognise } = action;
  if (stored && isMarkedBy(settings.stored, stored)) return { item: withoutMark(schema, stored) };
  const entity = conflictingItem(schema, stored);
  try {
    if (entity !== undefined && recognise(entity)) return { item: item ?? stored };
  } catch (error) {
    const why = thrownText('may have been done, or not: recognise of an extension', error);
    return { error: unknownOutcome(action, error, why, stored) };
  }
  // The stored item equals the item of the put. With a condition, that is no proof: another writer can have stored the
  // same.
  if (name === 'put' && !isConditional(precondition) && isDeepStrictEqual(stored, item)) return { item };
  if (stored === undefined ? isChange(action) : isKnown || setsAgain(action) || isOlder(schema, stored))
    return undefined;
  return { error: unknownOutcome(action, cause, met, stored) };
}

/** True for an item that no write of the class has touched. */
const isOlder = ({ versions }: Schema, stored: StoredItem): boolean => versions?.isOlder(stored) === true;

/** True if the write changes an item, and neither creates nor removes one. */
const isChange = ({ name, settings }: WriteAction): boolean => name === 'update' || settings.stored !== undefined;

/**
 * True for an update that was refused because values have changed that it read before. It only sets values, so it can
 * be done again.
 */
const setsAgain = ({ readsSources, changes, hasRepeatableEffects, precondition }: WriteAction): boolean =>
  readsSources && hasRepeatableEffects && areRepeatable(changes) && !isConditional(precondition);

const isConditional = ({ if: condition, conditions = [] }: Precondition): boolean =>
  condition !== undefined || conditions.length > 0;

/**
 * Reads the item after a write that was done, or whose response was lost. A failed read is not a failed write.
 *
 * @throws OutcomeUnknownError `write.outcomeUnknown` if the item can't be read
 */
export async function itemAfter(
  context: RepositoryContext,
  action: WriteAction,
  call: CallOptions,
  state: 'done' | 'lost',
): Promise<StoredItem | undefined> {
  try {
    return await currentItem(context, action, call);
  } catch (error) {
    if (isCallersAbort(error, call.signal)) throw error;
    throw unknownOutcome(action, error, state === 'done' ? unseen : lost);
  }
}

/** Creates the error of a write whose response was lost. */
export const lostWrite = (action: WriteAction, cause: unknown): OutcomeUnknownError =>
  unknownOutcome(action, cause, lost);

/** Creates the error of a write that was done, but whose item was deleted before it could be read. */
export const deletedSince = (action: WriteAction): OutcomeUnknownError =>
  unknownOutcome(action, undefined, 'was done, but the item was deleted before it could be read; repeat nothing');

function unknownOutcome(
  { name, schema, key }: WriteAction,
  cause: unknown,
  why: string,
  stored?: StoredItem,
): OutcomeUnknownError {
  const place = { table: schema.table.name, key: schema.mapper.keyText(key) };
  return new OutcomeUnknownError({ ...place, operation: name, item: conflictingItem(schema, stored), cause }, why);
}
