import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { remove } from '../expressions/change-operators.ts';
import type { StoredChange } from '../expressions/update.ts';
import { epochSecondsAt, isDeleted } from '../schema/hidden.ts';
import type { Schema, SoftDelete } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import type { Precondition } from './write-condition.ts';

/** The attribute that identifies the delete of an item, so a delete recognizes its work after a lost response. */
const deletionAttribute = 'annotable#deletion';

/** The attribute that keeps the expiry from before the delete. NULL if the item had none. */
export const formerExpiryAttribute = 'annotable#expiry';

const none: AttributeValue = { NULL: true };

/** The changes of a soft delete or a restore. */
export interface Marking {
  /** The changes as extensions see them. */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly stored: readonly StoredChange[];
  readonly unchanged: Precondition['unchanged'];
}

/** True for the writes that only classes with `@DeletedAt` have. */
export const isMarking = (name: string): boolean => name === 'restore' || name === 'purge';

/**
 * Returns the changes of a soft delete or a restore. Undefined for all other writes.
 *
 * @throws ConfigurationError if the class has no `@DeletedAt`, so nothing can be restored or purged
 */
export function markingOf(schema: Schema, name: string, nowMs: number): Marking | undefined {
  const { softDelete } = schema;
  if (softDelete === undefined && !isMarking(name)) return undefined;
  if (softDelete === undefined)
    throw new ConfigurationError(
      `${schema.name}: ${name}() needs a class whose deletes are soft; add @DeletedAt() to a property, or use delete()`,
    );
  const { attribute, purgeAfterMs } = softDelete;
  if (name === 'delete' || name === 'deleteIfExists') {
    const stored = markChanges(schema, softDelete, nowMs);
    return { changes: { [attribute.property]: new Date(nowMs) }, stored, unchanged: undefined };
  }
  // Most items have no expiry. If the item has one, the refused request shows it.
  return name === 'restore' ? unmarking(schema, softDelete, purgeAfterMs === undefined ? undefined : none) : undefined;
}

function unmarking(schema: Schema, softDelete: SoftDelete, formerExpiry: AttributeValue | undefined): Marking {
  return {
    changes: { [softDelete.attribute.property]: remove() },
    stored: unmarkChanges(schema, softDelete, formerExpiry),
    unchanged: schema.timeToLive && new Map([[formerExpiryAttribute, formerExpiry]]),
  };
}

/** Returns the changes of extensions that the framework does not make itself. */
export function otherAdditions(
  { attributes }: Schema,
  additions: Readonly<Record<string, unknown>>,
  stored: readonly StoredChange[],
): Readonly<Record<string, unknown>> {
  const own = new Set(stored.map(({ name }) => name));
  return Object.fromEntries(Object.entries(additions).filter(([path]) => !own.has(attributes[path]?.name ?? path)));
}

/** Rejects a new item with the mark, which only a delete sets. */
export function refuseMark({ mapper, softDelete }: Schema, item: StoredItem): void {
  if (softDelete === undefined || item[softDelete.attribute.name] === undefined) return;
  const issues = new Issues();
  issues.report('is set by delete() alone: leave it out, or restore() the deleted item first', 'readOnly');
  issues.within(0, softDelete.attribute.property);
  throw mapper.refusal(issues, mapper.keyText(item));
}

/** Returns the changes that mark an item as deleted. */
function markChanges(schema: Schema, { attribute, purgeAfterMs }: SoftDelete, nowMs: number): StoredChange[] {
  const { timeToLive } = schema;
  const mark = [
    { name: attribute.name, value: encoded(schema, attribute, new Date(nowMs)) },
    { name: deletionAttribute, value: { S: randomUUID() } },
  ];
  if (timeToLive === undefined || purgeAfterMs === undefined) return mark;
  return [
    ...mark,
    { name: formerExpiryAttribute, copyOf: timeToLive.name, value: none },
    { name: timeToLive.name, value: encoded(schema, timeToLive, new Date(nowMs + purgeAfterMs)) },
  ];
}

/** Returns the changes that bring an item back. */
function unmarkChanges(
  { timeToLive }: Schema,
  { attribute }: SoftDelete,
  formerExpiry: AttributeValue | undefined,
): StoredChange[] {
  const unmark = [{ name: attribute.name }, { name: deletionAttribute }];
  if (timeToLive === undefined || formerExpiry === undefined) return unmark;
  const value = formerExpiry.NULL === true ? undefined : formerExpiry;
  return [...unmark, { name: formerExpiryAttribute }, { name: timeToLive.name, value }];
}

function encoded({ mapper }: Schema, { codec, property }: SoftDelete['attribute'], time: Date): AttributeValue {
  const issues = new Issues();
  const value = codec.encode(time, issues);
  if (value !== undefined && issues.list.length === 0) return value;
  issues.within(0, property);
  throw mapper.refusal(issues);
}

/**
 * Returns the marking of a restore for the item as it is stored. Undefined if there is no deleted item, or it would have
 * expired by now.
 */
export function markingFor(schema: Schema, item: StoredItem | undefined, nowMs: number): Marking | undefined {
  const { softDelete } = schema;
  if (softDelete === undefined || item === undefined || !isRestorable(schema, item, nowMs)) return undefined;
  return unmarking(schema, softDelete, item[formerExpiryAttribute]);
}

/** True if a stored item is deleted, and its former expiry is not in the past. */
export function isRestorable(schema: Schema, item: StoredItem | undefined, nowMs: number): boolean {
  const former = item?.[formerExpiryAttribute]?.N;
  return isDeleted(schema, item, nowMs) && !(former !== undefined && Number(former) <= epochSecondsAt(nowMs));
}

/** True if a stored item has the mark of this delete. */
export function isMarkedBy(changes: readonly StoredChange[] | undefined, item: StoredItem): boolean {
  const id = changes?.find(({ name }) => name === deletionAttribute)?.value?.S;
  return id !== undefined && item[deletionAttribute]?.S === id;
}

/** Returns a marked item without its mark. Values that extensions changed with the mark stay changed. */
export function withoutMark({ softDelete, timeToLive }: Schema, item: StoredItem): StoredItem {
  const before = { ...item };
  const former = before[formerExpiryAttribute];
  for (const name of [softDelete?.attribute.name, deletionAttribute, formerExpiryAttribute])
    if (name !== undefined) delete before[name];
  if (timeToLive === undefined || former === undefined) return before;
  if (former.NULL === true) delete before[timeToLive.name];
  else before[timeToLive.name] = former;
  return before;
}
