import { VersionConflictError } from '../errors/version-conflict-error.ts';
import { increment } from '../expressions/change-operators.ts';
import { exists, notExists } from '../expressions/test-operators.ts';
import { type Extension, type ExtensionEffect, type ExtensionWrite, isFinalDelete } from '../schema/extension.ts';

/**
 * Marks an entity that was read without a version.
 *
 * Like the marks of partial items, spreads and `Object.assign` copy it, and both copies of the package (ESM, CJS) share
 * it.
 */
const unversioned = Symbol.for('annotable.unversioned');

/**
 * Creates the extension for optimistic locking: create writes 1, and every write adds 1.
 *
 * A write with an expected version is rejected if another version is stored. A put takes the version from its item. An
 * update or delete takes it from its options, or from the entity that is its key, and is otherwise not checked.
 *
 * An entity that was read without a version expects a stored item without one. A new object without a version expects
 * no
 * stored item, because it can't know which one it would replace.
 */
export function version(property: string): Extension {
  return {
    name: 'version',
    manages: [property],
    checksVersion: true,
    refusesBatches: `batches can't check versions, so items with @Version are written by put(), delete() or writeTransaction()`,
    beforeWrite(write: ExtensionWrite): ExtensionEffect | undefined {
      if (write.operation === 'create') return { item: { [property]: 1 } };
      if (write.operation === 'put') return putEffect(property, write);
      const expected = write.options.version ?? write.key?.[property];
      const expects = expected !== undefined || isUnversioned(write.key);
      const changes = isFinalDelete(write) ? undefined : { [property]: increment(1) };
      // Incrementing a version twice does no harm.
      return { changes, repeatable: true, ...(expects && expectation(property, expected)) };
    },
    afterRead(entity) {
      if ((entity as Readonly<Record<string, unknown>>)[property] !== undefined) return;
      Object.defineProperty(entity, unversioned, { enumerable: true, configurable: true, writable: true });
    },
  };
}

const isUnversioned = (given: object | undefined): boolean => given !== undefined && unversioned in given;

function putEffect(property: string, { item, keys, options }: ExtensionWrite): ExtensionEffect {
  const given = item?.[property];
  const isThere = Object.fromEntries(keys.slice(0, 1).map((key) => [key, exists()]));
  if (given === undefined && isUnversioned(item)) {
    const { condition, explain } = expectation(property, undefined);
    return { item: { [property]: 1 }, condition: { ...isThere, ...condition }, explain };
  }
  if (given === undefined) {
    return {
      item: { [property]: 1 },
      // An item that is older than the version of its class is an item too, so its key must be absent.
      condition: Object.fromEntries(keys.slice(0, 1).map((key) => [key, notExists()])),
      explain: (refused) =>
        refused.item === undefined && options['if'] !== undefined
          ? undefined
          : new VersionConflictError(refused, undefined),
    };
  }
  // The attribute type rejects a version that is not a number.
  const next = typeof given === 'number' ? given + 1 : given;
  return { item: { [property]: next }, ...expectation(property, given) };
}

/**
 * @param expected - undefined for an item without a version
 */
function expectation(property: string, expected: unknown): ExtensionEffect {
  return {
    condition: { [property]: expected ?? notExists() },
    guardsRepetition: true,
    explain: (refused) => {
      const { item } = refused;
      const stored = (item as Readonly<Record<string, unknown>> | undefined)?.[property];
      if (stored === expected && (expected !== undefined || item !== undefined)) return undefined;
      const isUnread = expected === undefined;
      return new VersionConflictError(refused, expected as number | undefined, isUnread ? gainedVersion : undefined);
    },
  };
}

const gainedVersion = 'the item has a version by now, or is gone';
