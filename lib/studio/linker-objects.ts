import { boundModel } from '../decorators/repository.ts';
import type { DynamoLinker } from '../linker/dynamo-linker.ts';
import { findContext } from '../repository/context.ts';
import type { EntityClass } from '../values/attribute-type.ts';

/** A linker of this or another copy of the package. The studio reads its table, and calls none of its methods. */
export type LinkerObject = Pick<DynamoLinker, 'getEntry'>;

/** A linker of the module, by the name of its export. */
export interface ExportedLinker {
  readonly exported: string;
  readonly linker: LinkerObject;
}

/**
 * Returns the linkers over tables that a module exports. A class of linkers is created without arguments.
 *
 * @throws ConfigurationError `configuration.invalid` if a class needs a table, and the environment names none
 */
export const linkersIn = (exports: Readonly<Record<string, unknown>>): readonly ExportedLinker[] =>
  Object.entries(exports).flatMap(([exported, value]) => {
    const linker = linkerOf(value);
    return linker === undefined ? [] : [{ exported, linker }];
  });

function linkerOf(value: unknown): LinkerObject | undefined {
  if (typeof value !== 'function') return findContext(value) !== undefined && isLinker(value) ? value : undefined;
  const isClass = boundModel(value as unknown as EntityClass) !== undefined && isLinker(value.prototype);
  return isClass ? new (value as unknown as new () => LinkerObject)() : undefined;
}

const isLinker = (value: unknown): value is LinkerObject =>
  typeof (value as Partial<LinkerObject> | null | undefined)?.getEntry === 'function';
