import { ifNotExists } from '../expressions/change-operators.ts';
import { type Extension, isFinalDelete } from '../schema/extension.ts';

/** Creates the extension that stores the creation time once: in create, put, or the upsert that creates the item. */
export function createdAt(property: string): Extension {
  return {
    name: 'createdAt',
    manages: [property],
    beforeWrite: ({ operation, now, item }) => {
      if (operation === 'create') return { item: { [property]: now } };
      // A put replaces an item that was read, or creates a new one.
      if (operation === 'put') return { item: { [property]: item?.[property] ?? now } };
      return operation === 'upsert' ? { changes: { [property]: ifNotExists(now) } } : undefined;
    },
  };
}

/** Creates the extension that stores the time of the last write. */
export function updatedAt(property: string): Extension {
  return {
    name: 'updatedAt',
    manages: [property],
    beforeWrite: (write) => {
      const { operation, now } = write;
      if (operation === 'create' || operation === 'put') return { item: { [property]: now } };
      return isFinalDelete(write) ? undefined : { changes: { [property]: now } };
    },
  };
}
