import { randomUUID } from 'node:crypto';
import { ne } from '../expressions/test-operators.ts';
import { type Extension, isFinalDelete } from '../schema/extension.ts';
import { recogniseBy } from './recognise.ts';

/**
 * Creates the extension that stores an id per write, which identifies a write after a lost response until the next
 * write.
 */
export function writeId(property: string): Extension {
  return {
    name: 'writeId',
    manages: [property],
    beforeWrite: (write) => {
      const { operation } = write;
      if (isFinalDelete(write)) return undefined;
      const id = randomUUID();
      const recognise = recogniseBy(property, id);
      if (operation === 'create' || operation === 'put') return { item: { [property]: id }, recognise };
      return { changes: { [property]: id }, condition: { [property]: ne(id) }, recognise };
    },
  };
}
