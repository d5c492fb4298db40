import { randomUUID } from 'node:crypto';
import { ifNotExists } from '../expressions/change-operators.ts';
import type { Extension } from '../schema/extension.ts';
import { recogniseBy } from './recognise.ts';
import { ulid } from './ulid.ts';

/** How an id is made: a random UUID, a ULID that sorts by time, or a function. */
export type IdMaker = 'uuid' | 'ulid' | (() => string);

/** Fills in an id where a new item has none; an upsert sets it where it is absent. */
export function generatedId(property: string, maker: IdMaker): Extension {
  const make = typeof maker === 'function' ? maker : maker === 'uuid' ? () => randomUUID() : () => ulid();
  return {
    name: 'generatedId',
    beforeWrite: ({ operation, item, changes, keys }) => {
      const isWhole = operation === 'create' || operation === 'put';
      if (isWhole && item?.[property] === undefined) {
        const id = make();
        // An id that was made for this write alone tells it from all others.
        const recognise = recogniseBy(property, id);
        return { item: { [property]: id }, ...(typeof maker !== 'function' && { recognise, guardsRepetition: true }) };
      }
      const isAbsent = operation === 'upsert' && changes?.[property] === undefined && !keys.includes(property);
      return isAbsent ? { changes: { [property]: ifNotExists(make()) } } : undefined;
    },
  };
}
