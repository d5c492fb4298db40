import { randomUUID } from 'node:crypto';
import { ne } from '../expressions/test-operators.ts';
import type { Extension } from '../schema/extension.ts';
import { recogniseBy } from './recognise.ts';

/** Marks each write with an id, so that one whose answer was lost is known again while no other has come after it. */
export function writeId(property: string): Extension {
  return {
    name: 'writeId',
    manages: [property],
    beforeWrite: ({ operation }) => {
      if (operation === 'delete') return undefined;
      const id = randomUUID();
      const recognise = recogniseBy(property, id);
      if (operation === 'create' || operation === 'put') return { item: { [property]: id }, recognise };
      return { changes: { [property]: id }, condition: { [property]: ne(id) }, recognise };
    },
  };
}
