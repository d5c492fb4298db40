import { VersionConflictError } from '../errors/version-conflict-error.ts';
import { increment } from '../expressions/change-operators.ts';
import { notExists } from '../expressions/test-operators.ts';
import type { Extension, ExtensionEffect, ExtensionWrite } from '../schema/extension.ts';

/**
 * Optimistic locking: create writes 1, every write adds 1, and a write that names the version it expects is refused
 * where another one is stored.
 *
 * A put takes the version from the item; one without a version expects no item to be there, for it can't know which it
 * replaces. An update or delete takes it from its options, and is unchecked without.
 */
export function version(property: string): Extension {
  return {
    name: 'version',
    manages: [property],
    refusesBatches: `batches can't check versions, so items with @Version are written by put(), delete() or writeTransaction()`,
    beforeWrite(write: ExtensionWrite): ExtensionEffect | undefined {
      if (write.operation === 'create') return { item: { [property]: 1 } };
      if (write.operation === 'put') return putEffect(property, write);
      const expected = write.options.version;
      const changes = write.operation === 'delete' ? undefined : { [property]: increment(1) };
      return { changes, ...(expected !== undefined && expectation(property, expected)) };
    },
  };
}

function putEffect(property: string, { item, keys, options }: ExtensionWrite): ExtensionEffect {
  const given = item?.[property];
  if (given === undefined) {
    return {
      item: { [property]: 1 },
      // An item without a version, from before the class had one, is an item too: its key is what must be absent.
      condition: Object.fromEntries(keys.slice(0, 1).map((key) => [key, notExists()])),
      explain: (refused) =>
        refused.item === undefined && options['if'] !== undefined
          ? undefined
          : new VersionConflictError(refused, undefined),
    };
  }
  // A version that is no number is refused by the attribute's own type.
  const next = typeof given === 'number' ? given + 1 : given;
  return { item: { [property]: next }, ...expectation(property, given) };
}

function expectation(property: string, expected: unknown): ExtensionEffect {
  return {
    condition: { [property]: expected },
    explain: (refused) => {
      const stored = (refused.item as Readonly<Record<string, unknown>> | undefined)?.[property];
      return stored === expected ? undefined : new VersionConflictError(refused, expected as number);
    },
  };
}
