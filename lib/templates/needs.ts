import { isFamily, hasVersions as isVersioned, schemasOf } from '../schema/family.ts';
import type { Schema } from '../schema/schema.ts';

/**
 * The resources of an action: the table, the table with its indexes, its indexes, its vector indexes, or its streams.
 * `'any'`: IAM can't limit the action to a resource.
 */
export type NeedTarget = 'table' | 'queried' | 'indexes' | 'vectorIndexes' | 'streams' | 'any';

/** Actions of IAM that a method sends. */
export interface Need {
  /** Without `dynamodb:`. */
  readonly actions: readonly string[];
  /** Default `'table'`. */
  readonly on?: NeedTarget;
  /** The name of the only index. Default: all. */
  readonly index?: string;
  /** True if the methods of a class need the actions. Default: of each class. */
  readonly if?: (schema: Schema) => boolean;
  /** True if a write reads the item only after a lost response. */
  readonly afterLostResponse?: true;
}

type Test = (schema: Schema) => boolean;

/** True if the class, or one of its family, passes a test. */
const any =
  (test: Test): Test =>
  (schema) =>
    schemasOf(schema).some(test);

/** True if a class passes all tests. */
export const both =
  (...tests: readonly Test[]): Test =>
  (schema) =>
    tests.every((test) => test(schema));

export const not =
  (test: Test): Test =>
  (schema) =>
    !test(schema);

export const hasUniques: Test = any(({ uniques }) => uniques.length > 0);
export const expires: Test = any(({ timeToLive }) => timeToLive !== undefined);
export const isSoft: Test = any(({ softDelete }) => softDelete !== undefined);
export const purges: Test = any(({ softDelete }) => softDelete?.purgeAfterMs !== undefined);
export const hasVersions: Test = isVersioned;
/** True if deletes and puts of batches are refused, because they need conditions. */
export const needsConditions: Test = any(
  ({ extensions, uniques }) =>
    uniques.length > 0 || extensions.some(({ refusesBatches }) => refusesBatches !== undefined),
);
/** True if a query can follow its index to the whole items. */
export const hasPartialIndexes: Test = any(({ indexes }) =>
  Object.values(indexes).some(({ projection }) => projection !== 'ALL'),
);
export const hasVectorIndexes: Test = any(({ vectorIndexes }) => Object.keys(vectorIndexes).length > 0);

const withParts: ReadonlySet<string> = new Set(['document', 'oneOf', 'map', 'json']);

/** True if a write by key reads the class of the item first. */
export const isOfFamily: Test = isFamily;

/** True if an update can read the item first: for its class, absent documents, and derived attributes. */
export const readsBefore: Test = (schema) =>
  isFamily(schema) ||
  any(({ attributes }) =>
    Object.values(attributes).some(
      ({ derivedFrom, codec }) => derivedFrom !== undefined || withParts.has(codec.converter.type),
    ),
  )(schema);
