import { isDeepStrictEqual } from 'node:util';
import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import type { ItemRow, JsonObject } from './api-types.ts';
import { type ExpectedState, expectedState, storedState, versionProperty } from './expected-state.ts';
import { wholeRow } from './item-rows.ts';
import { currentItem } from './one-item.ts';
import { RefusedCall } from './problems.ts';
import type { StudioModel } from './studio-model.ts';

/** A write of an item that must be as the page has shown it. */
export interface ExpectedWrite {
  readonly key: unknown;
  /** The values that the page has shown. */
  readonly before: JsonObject;
  /** The properties that must be the same, if the class has no version. */
  readonly properties: readonly string[];
}

/**
 * Returns the options of the write, and a function that does it.
 *
 * A condition compares stored values. It can fail for an item that looks the same: an absent attribute is shown as its
 * default. The item is then read, and written once more if it looks the same indeed.
 *
 * @param write - does the write with its conditions
 */
export function writeExpected(
  model: StudioModel,
  { key, before, properties }: ExpectedWrite,
  write: (options: ExpectedState) => Promise<ItemRow | undefined>,
): { readonly first: ExpectedState; readonly done: () => Promise<ItemRow | undefined> } {
  const first = expectedState(model.schema, before, properties);
  const again = async (): Promise<ItemRow | undefined> => {
    const current = await currentItem(model, key);
    if (current === undefined) throw conflict('the item is gone');
    const { schema } = model;
    const row = wholeRow(model, current.entity, current.stored);
    const compared = [versionProperty(schema) ?? [], properties].flat();
    const isSame = compared.every((property) => isDeepStrictEqual(row.values[property], before[property]));
    if (!isSame || first.version !== undefined) throw conflict('the item has changed', row);
    const options = storedState(schema, current.stored, current.entity, properties);
    return await write(options).catch((error: unknown) => {
      throw isRefusal(error) ? conflict('the item has changed', row) : error;
    });
  };
  const done = (): Promise<ItemRow | undefined> =>
    write(first).catch((error: unknown) => {
      if (isRefusal(error)) return again();
      throw error;
    });
  return { first, done };
}

const refusals: ReadonlySet<string> = new Set(['condition.failed', 'condition.versionConflict', 'condition.notFound']);

/** True if the item differs from what the write expects, or there is none. */
const isRefusal = (error: unknown): boolean => error instanceof ConditionFailedError && refusals.has(error.code);

/** Returns the refusal of a write of something that has changed. */
export const conflict = (what: string, stored?: ItemRow): RefusedCall =>
  new RefusedCall(409, 'conflict', `${what} since the page has shown it; nothing was written`, stored && { stored });
