import { isDeepStrictEqual } from 'node:util';
import { itemExists } from '../expressions/existence.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import { joinTerms } from '../expressions/term.ts';
import { type StoredChange, updateExpression } from '../expressions/update.ts';
import { maxOperators } from '../limits.ts';
import { unreadableOf } from '../schema/item-errors.ts';
import type { Schema } from '../schema/schema.ts';
import type { UpgradedItem } from '../schema/schema-versions.ts';
import type { AttributeValue, StoredItem, UpdateItemCommandInput } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { reportSize } from '../values/item-size.ts';
import { conditionFields, demandedTerm } from './write-condition.ts';

/** A comparison and the AND before it are two operators. One is for the test that the item exists. */
const maxCompared = maxOperators / 2 - 1;

/**
 * Builds the request that writes an upgraded item in place. It changes only the attributes that differ, under the
 * condition that all others are as they were read, and that the attributes that the upgrade missed or adds are absent.
 *
 * @throws InvalidItemError `item.unreadable` if the item has too many attributes for a condition, or is too large after
 *   its upgrade
 */
export function upgradeRequest(
  schema: Schema,
  stored: StoredItem,
  { item, absent }: UpgradedItem,
): UpdateItemCommandInput & { readonly UpdateExpression: string } {
  const key = schema.mapper.keyOf(stored);
  const unchanged = new Map<string, AttributeValue | undefined>();
  for (const name of [...absent, ...Object.keys(item)]) unchanged.set(name, undefined);
  for (const name of Object.keys(stored)) unchanged.set(name, stored[name]);
  for (const name of Object.keys(key)) unchanged.delete(name);
  const [issues, placeholders] = [new Issues(), new Placeholders()];
  if (unchanged.size > maxCompared) issues.report(tooMany(unchanged.size), 'version');
  reportSize(item, issues, 'would have');
  if (issues.list.length > 0)
    throw unreadableOf({ table: schema.table.name, key: schema.mapper.keyText(stored) }, issues, true);
  const update = updateExpression(schema, {}, issues, placeholders, { stored: changesOf(stored, item) });
  const write = { schema, key, placeholders, issues, precondition: { unchanged } };
  const exists = itemExists({ schema, placeholders, nowMs: undefined, includeDeleted: true });
  const fields = conditionFields(write, joinTerms('AND', [exists, demandedTerm(write)]));
  return { TableName: schema.table.name, Key: key, UpdateExpression: update?.expression ?? '', ...fields };
}

/** Returns the attributes that differ, in the order of the stored item. */
function changesOf(stored: StoredItem, item: StoredItem): StoredChange[] {
  const names = new Set([...Object.keys(stored), ...Object.keys(item)]);
  return [...names].flatMap((name) => {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    return isDeepStrictEqual(stored[name], value) ? [] : [{ name, value }];
  });
}

const tooMany = (count: number): string =>
  `has ${count} attributes to compare, of at most ${maxCompared}, so no write can upgrade it in place; read it and put() it whole`;
