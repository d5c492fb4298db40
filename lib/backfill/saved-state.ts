import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { beginOf, type Place, placeJson, placeOf } from '../checkpoints/place.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { schemasOf } from '../schema/family.ts';
import type { Schema } from '../schema/schema.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { isPlainObject } from '../values/collections.ts';
import type { BackfillResult } from './backfill-options.ts';

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
  if (loaded === undefined || loaded === null) return { places: beginOf(identity.segments), done: nothing };
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
  places: places.map(placeJson),
  done: { ...done },
});

const isResult = (done: unknown): done is BackfillResult =>
  isPlainObject(done) && Object.keys(nothing).every((name) => typeof done[name] === 'number');

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
          .map(({ versions, encryption }) => [versions?.current ?? 1, encryption?.currentIds ?? []].flat().join(' '))
          .join(', ')
      : 'change',
  segments,
});
