import { randomUUID } from 'node:crypto';
import type { Extension } from '../schema/extension.ts';
import { ulid } from './ulid.ts';

/** How an id is made: a random UUID, a ULID that sorts by time, or a function. */
export type IdMaker = 'uuid' | 'ulid' | (() => string);

/** Fills in an id where a new item has none. */
export function generatedId(property: string, maker: IdMaker): Extension {
  const make = typeof maker === 'function' ? maker : maker === 'uuid' ? () => randomUUID() : () => ulid();
  return {
    name: 'generatedId',
    beforeWrite: ({ operation, item }) => {
      const isNew = operation === 'create' || operation === 'put';
      return isNew && item?.[property] === undefined ? { item: { [property]: make() } } : undefined;
    },
  };
}
