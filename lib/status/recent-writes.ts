import { randomBytes } from 'node:crypto';
import { extendProperty, type TypedPropertyDecorator } from '../decorators/extend.ts';
import { not } from '../expressions/condition-types.ts';
import { ref } from '../expressions/operator.ts';
import { contains } from '../expressions/test-operators.ts';
import type { Extension } from '../schema/extension.ts';
import { listOf } from '../values/attribute-type.ts';

/** Number of write ids that an item keeps. */
const length = 16;
const idBytes = 8;

/**
 * Returns changes that add an id in front and move the older ids by one place: `SET #0[0] = :new, #0[1] = #0[0], …`.
 * DynamoDB reads all right-hand sides before the update.
 */
function shifted(property: string, id: string): Record<string, unknown> {
  const places = Array.from({ length: length - 1 }, (_, at) => [`${property}[${at + 1}]`, ref(`${property}[${at}]`)]);
  return Object.fromEntries([[`${property}[0]`, id], ...places]);
}

function recentWrites(property: string): Extension {
  return {
    name: 'recentWrites',
    manages: [property],
    beforeWrite: ({ operation }) => {
      if (operation === 'delete') return undefined;
      const id = randomBytes(idBytes).toString('base64url');
      const recognise = (met: object): boolean =>
        (met as Readonly<Record<string, readonly string[] | undefined>>)[property]?.includes(id) === true;
      const known = { recognise, guardsRepetition: true };
      if (operation === 'create' || operation === 'put')
        return { item: { [property]: [id, ...Array<string>(length - 1).fill('')] }, ...known };
      return { changes: shifted(property, id), condition: not({ [property]: contains(id) } as object), ...known };
    },
  };
}

/**
 * Keeps the ids of the last 16 writes in an item. A write whose response was lost is then applied once, even if other
 * writes came before its retry.
 *
 * For classes whose items are created by `create` or `put`, never by `upsert`.
 */
export function RecentWrites(): TypedPropertyDecorator<string[], 'RecentWrites'> {
  return extendProperty('RecentWrites', listOf(String), recentWrites);
}
