import { randomUUID } from 'node:crypto';
import { ValidationError } from '../errors/validation-error.ts';
import { ifNotExists } from '../expressions/change-operators.ts';
import type { Extension } from '../schema/extension.ts';
import { thrownText } from '../values/issues.ts';
import { recogniseBy } from './recognise.ts';
import { ulid } from './ulid.ts';

/** The maker of an id: a random UUID, a ULID that sorts by time, or a function. */
export type IdMaker = 'uuid' | 'ulid' | (() => string);

/** Creates the extension that adds an id to a new item without one. An upsert adds it if it is absent. */
export function generatedId(property: string, maker: IdMaker): Extension {
  const own = maker === 'uuid' ? () => randomUUID() : () => ulid();
  const make = (table: string): string => (typeof maker === 'function' ? madeBy(maker, table, property) : own());
  return {
    name: 'generatedId',
    fills: [property],
    beforeWrite: ({ operation, item, changes, keys, table }) => {
      const isWhole = operation === 'create' || operation === 'put';
      if (isWhole && item?.[property] === undefined) {
        const id = make(table);
        // An id that was created for this write distinguishes it from all others.
        const recognise = recogniseBy(property, id);
        return { item: { [property]: id }, ...(typeof maker !== 'function' && { recognise, guardsRepetition: true }) };
      }
      const isAbsent = operation === 'upsert' && changes?.[property] === undefined && !keys.includes(property);
      return isAbsent ? { changes: { [property]: ifNotExists(make(table)) } } : undefined;
    },
  };
}

function madeBy(maker: () => string, table: string, property: string): string {
  try {
    return maker();
  } catch (cause) {
    const message = thrownText("can't be generated: its function", cause);
    throw new ValidationError({ table }, [{ path: property, message, code: 'thrown' }], { cause });
  }
}
