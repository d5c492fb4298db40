import { AfterWriteError } from '../errors/after-write-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { WriteAction } from '../operations/action.ts';
import type { Schema } from '../schema/schema.ts';

/** True if an extension is called after a write. */
export const isFollowed = ({ write, schema }: WriteAction): boolean =>
  write !== undefined && schema.extensions.some(({ afterWrite }) => afterWrite !== undefined);

/**
 * Rejects a family in which `afterWrite` depends on the class of an item, which a batch of keys doesn't know.
 *
 * @throws ConfigurationError if a class has an `afterWrite` that another one doesn't have
 */
export function refuseOwnFollowers(schemas: readonly Schema[]): void {
  for (const { name, extensions } of schemas) {
    const own = extensions.find(
      (each) => each.afterWrite !== undefined && !schemas.every((other) => other.extensions.includes(each)),
    );
    if (own !== undefined)
      throw new ConfigurationError(
        `${name}: its extension '${own.name}' has afterWrite, and deleteMany() doesn't know which items are of this class; use the repository of the class, or delete()`,
      );
  }
}

/** A write that was done, and the instance that it returned. */
export interface FollowedWrite {
  readonly action: WriteAction;
  readonly item: object | undefined;
}

/**
 * Calls `afterWrite` of the extensions of all writes in order.
 *
 * @throws AfterWriteError `write.afterWrite` for the first one that threw, after all were called
 */
export async function afterWrites(writes: readonly FollowedWrite[]): Promise<void> {
  const errors: AfterWriteError[] = [];
  for (const { action, item } of writes) {
    const { name: operation, schema, key, write } = action;
    if (write === undefined) continue;
    for (const { name: extension, afterWrite } of schema.extensions) {
      try {
        await afterWrite?.(write, { item });
      } catch (cause) {
        const place = { table: schema.table.name, key: schema.mapper.keyText(key) };
        errors.push(new AfterWriteError({ ...place, operation, extension, item, cause }));
      }
    }
  }
  if (errors[0] !== undefined) throw errors[0];
}
