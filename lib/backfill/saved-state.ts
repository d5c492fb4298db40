import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { schemasOf } from '../schema/family.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { isPlainObject } from '../values/collections.ts';
import { Issues } from '../values/issues.ts';
import { isBytes } from '../values/kinds.ts';
import { storedBytes } from '../values/scalars.ts';
import type { BackfillResult } from './backfill-options.ts';

/** The place of a segment: before its first item, after the last key whose items are done, or at its end. */
export type Place = 'begin' | StoredItem | 'end';

/** The facts that two runs of one backfill have in common. */
export interface BackfillIdentity {
  readonly table: string;
  readonly index: string | null;
  /** The versions that items are upgraded to, of a family one for each class. `'change'` for a function of the user. */
  readonly to: string;
  readonly segments: number;
}

/** The position of a backfill. */
export interface BackfillState {
  readonly places: readonly Place[];
  readonly done: BackfillResult;
}

const nothing: BackfillResult = { scanned: 0, changed: 0, skipped: 0, conflicts: 0, readUnits: 0, writeUnits: 0 };

/**
 * Returns the position that a checkpoint has, or the begin if it has none.
 *
 * @throws ConfigurationError if the checkpoint is of something else
 */
export async function loadState(
  checkpoint: Checkpoint | undefined,
  identity: BackfillIdentity,
): Promise<BackfillState> {
  const loaded = await checkpoint?.load();
  if (loaded === undefined || loaded === null)
    return { places: Array.from({ length: identity.segments }, () => 'begin' as const), done: nothing };
  const { places, done, ...rest } = (isPlainObject(loaded) ? loaded : {}) as Record<string, unknown>;
  const known = Object.entries(identity);
  const differing = known.filter(([name, value]) => rest[name] !== value).map(([name]) => name);
  const isState = Array.isArray(places) && places.length === identity.segments && isResult(done);
  if (differing.length === 0 && isState) return { places: places.map(placeOf), done };
  const what = 'table' in rest ? `differs in ${differing.join(' and ') || 'places'}` : 'is not of a backfill';
  throw new ConfigurationError(
    `${identity.table}: the checkpoint of backfill() ${what}; give each backfill a checkpoint of its own, or delete the saved state to begin anew`,
  );
}

/** Returns the JSON of a position. */
export const stateJson = (identity: BackfillIdentity, { places, done }: BackfillState): JsonValue => ({
  ...identity,
  places: places.map((place) => (typeof place === 'string' ? place : keyJson(place))),
  done: { ...done },
});

const isResult = (done: unknown): done is BackfillResult =>
  isPlainObject(done) && Object.keys(nothing).every((name) => typeof done[name] === 'number');

/** Bytes are base64 text in JSON. */
function keyJson(key: StoredItem): JsonValue {
  const text = (value: AttributeValue): JsonValue =>
    isBytes(value.B) ? { B: Buffer.from(value.B).toString('base64') } : (value as unknown as JsonValue);
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, text(value)]));
}

function placeOf(place: unknown): Place {
  if (!isPlainObject(place)) return place === 'end' ? 'end' : 'begin';
  const value = (given: unknown): AttributeValue => {
    const { B } = given as { readonly B?: unknown };
    return B === undefined ? (given as AttributeValue) : { B: storedBytes(B, new Issues()) ?? new Uint8Array() };
  };
  return Object.fromEntries(Object.entries(place).map(([name, given]) => [name, value(given)]));
}

/** Returns the identity of a backfill. */
export const identityOf = (
  schema: Schema,
  {
    index,
    change,
    segments = 1,
  }: { readonly index?: string | undefined; readonly change?: unknown; readonly segments?: number | undefined },
): BackfillIdentity => ({
  table: schema.table.name,
  index: index ?? null,
  to:
    change === undefined
      ? schemasOf(schema)
          .map(({ versions }) => versions?.current ?? 1)
          .join(', ')
      : 'change',
  segments,
});
