import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { reviseAction, type WriteAction } from './action.ts';

/** Prepares the put of a stored item as it is: without hooks, extensions, and defaults. */
export const storedPut = (schema: Schema, item: StoredItem, nowMs: number): WriteAction =>
  reviseAction(
    {
      name: 'put',
      schema,
      key: schema.mapper.keyOf(item),
      item,
      changes: {},
      settings: { additions: {}, defaults: undefined, made: undefined, documents: undefined, mayBeEmpty: undefined },
      known: undefined,
      readsSources: false,
      precondition: { nowMs },
      write: undefined,
      explain: () => undefined,
      recognise: () => false,
      isIdempotent: false,
      isKnown: false,
      hasRepeatableEffects: true,
      nowMs,
      request: {},
    },
    {},
  );
