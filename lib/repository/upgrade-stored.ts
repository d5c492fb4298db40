import { randomUUID } from 'node:crypto';
import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { NotUniqueError } from '../errors/not-unique-error.ts';
import { type CancellationReason, cancellationReasons, isRefused } from '../execution/canceled-transaction.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Attempts } from '../execution/lanes/attempts.ts';
import { isConditionFailure, isConflict } from '../execution/translate-error.ts';
import type { WriteAction } from '../operations/action.ts';
import { transactionRequest } from '../operations/transact-write.ts';
import { type GuardWrite, guardIdentity, guardsOfItem } from '../operations/unique-guards.ts';
import { upgradeRequest } from '../operations/upgrade-item.ts';
import { changesCurrent } from '../operations/write-condition.ts';
import { schemaOfItem } from '../schema/family.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { exponential } from '../time/backoff.ts';
import { retry } from '../time/retry.ts';
import { nowMs, type RepositoryContext } from './context.ts';
import { currentItem, maxWriteAttempts } from './recovery.ts';
import { metItem } from './refusals.ts';

/** The outcome of an upgrade in place. */
export interface Upgraded {
  /** The item as it is stored now. Undefined if it is gone. */
  readonly item: StoredItem | undefined;
  /** True if this call wrote the item. */
  readonly isWritten: boolean;
  /** How often another writer changed the item first. */
  readonly conflicts: number;
}

/**
 * Upgrades an older item in place. If another writer changes the item meanwhile, the item is read and upgraded again, so
 * no change is lost.
 *
 * @param schema - the own class of the item
 * @param stored - the item as it was read; one that is not older is left as it is
 * @throws InvalidItemError `item.unreadable` if it can't be upgraded
 * @throws ConditionFailedError `condition.failed` if other writers change it during all of 10 attempts
 */
export async function upgradeStored(
  context: RepositoryContext,
  schema: Schema,
  stored: StoredItem,
  call: CallOptions,
): Promise<Upgraded> {
  const upgrade = new Upgrade(context, schema, stored, call);
  return upgrade.run();
}

/**
 * Upgrades the item of a write, if it is older and the write changes or tests its attributes.
 *
 * @param stored - the item as it was read
 * @returns the item as it is stored now; undefined if it needs no upgrade
 */
export async function upgradedFor(
  context: RepositoryContext,
  action: WriteAction,
  stored: StoredItem | undefined,
  call: CallOptions,
): Promise<Upgraded | undefined> {
  const met = changesCurrent(action) ? metItem(action, stored) : undefined;
  if (met === undefined || !isOwnItem(action.schema, met)) return undefined;
  const schema = schemaOfItem(action.schema, met);
  return schema.versions?.isOlder(met) === true ? upgradeStored(context, schema, met, call) : undefined;
}

/** The upgrade of one item. */
class Upgrade {
  readonly #context: RepositoryContext;
  readonly #schema: Schema;
  readonly #key: StoredItem;
  readonly #call: CallOptions;
  #stored: StoredItem | undefined;
  #guards: readonly GuardWrite[] = [];
  /** Guards of former values that turned out to belong to other items. */
  readonly #foreign = new Set<string>();
  #conflicts = 0;

  constructor(context: RepositoryContext, schema: Schema, stored: StoredItem, call: CallOptions) {
    this.#context = context;
    this.#schema = schema;
    this.#key = schema.mapper.keyOf(stored);
    this.#stored = stored;
    this.#call = call;
  }

  async run(): Promise<Upgraded> {
    const pauses = exponential(this.#context.options.backoff);
    try {
      return await retry(() => this.#attempt(), {
        schedule: (attempt, error) => (isRefusal(error) ? 0 : pauses(attempt)),
        signal: this.#call.signal,
        maxAttempts: maxWriteAttempts,
        retryIf: (error) => this.#isCleared(error),
      });
    } catch (error) {
      throw isRefusal(error) ? this.#contended(error) : error;
    }
  }

  async #attempt(): Promise<Upgraded> {
    const { versions, mapper, table } = this.#schema;
    const stored = this.#stored;
    if (stored === undefined || mapper.upgrades === undefined || versions?.isOlder(stored) !== true)
      return { item: stored, isWritten: false, conflicts: this.#conflicts };
    const upgraded = mapper.upgrades.written(stored);
    const request = upgradeRequest(this.#schema, stored, upgraded);
    await this.#schema.encryption?.ready();
    this.#guards = guardsOfItem(
      this.#schema,
      { before: stored, after: upgraded.item },
      nowMs(this.#context),
      this.#foreign,
    );
    const { executor } = this.#context;
    // A repetition fails its own condition, and finds the upgraded item.
    const attempts: Attempts = { isRepeatable: true };
    if (this.#guards.length === 0) await executor.send('UpdateItem', request, table.name, this.#call, attempts);
    else {
      const action = { schema: this.#schema, key: this.#key, request: { Update: request } };
      const input = transactionRequest([{ action, guards: this.#guards }], randomUUID());
      await executor.send('TransactWriteItems', input, table.name, this.#call, attempts);
    }
    return { item: upgraded.item, isWritten: true, conflicts: this.#conflicts };
  }

  /** True if the next attempt can succeed. Reads the item again if another writer changed it. */
  async #isCleared(error: unknown): Promise<boolean> {
    if (isConflict(error)) return true;
    const reasons: readonly CancellationReason[] | undefined = cancellationReasons(error);
    if (reasons === undefined && !isConditionFailure(error)) return false;
    const [own, ...ofGuards] = reasons ?? [];
    if (reasons === undefined || isRefused(own)) {
      this.#conflicts += 1;
      this.#stored = await currentItem(this.#context, { schema: this.#schema, key: this.#key }, this.#call);
      return true;
    }
    for (const [index, guard] of this.#guards.entries()) if (isRefused(ofGuards[index])) this.#giveUp(guard, error);
    return reasons.some(({ Code = 'None' }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict');
  }

  /** Leaves or frees the guard of a former value. @throws NotUniqueError if another item has the new value */
  #giveUp(guard: GuardWrite, cause: unknown): void {
    if (!guard.frees) throw new NotUniqueError({ ...this.#place, cause }, guard.attribute.property);
    const identity = guardIdentity(guard);
    if (!this.#foreign.delete(identity)) this.#foreign.add(identity);
  }

  get #place() {
    return { table: this.#schema.table.name, key: this.#schema.mapper.keyText(this.#key) };
  }

  #contended(cause: unknown): ConditionFailedError {
    const why = `can't be upgraded, because other writers changed it during all of ${maxWriteAttempts} attempts; try again`;
    return new ConditionFailedError({ ...this.#place, cause }, why);
  }
}

/** True if a condition of the upgrade failed. */
const isRefusal = (error: unknown): boolean =>
  isConditionFailure(error) || (cancellationReasons(error)?.some(isRefused) ?? false);
