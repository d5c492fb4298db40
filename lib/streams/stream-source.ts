import { schemaOf } from '../decorators/schema-of.ts';
import { contextOf } from '../repository/context.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';

/** A repository of any class. */
export interface StreamRepository<T extends object = object, K extends string = string> {
  readonly table: object;
  /** For the compiler only. */
  readonly '~types'?: { readonly item: T; readonly key: K };
}

/** A decorated class, or a repository of it. A repository also tells the name of the table. */
export type StreamSource<T extends object = object> = EntityClass<T> | StreamRepository<T>;

/**
 * Returns the schema of a class or repository.
 *
 * @param taker - the function in messages
 * @throws ConfigurationError if it is neither
 * @throws ModelDefinitionError if the class can't be a model
 */
export const schemaOfSource = (source: StreamSource, taker: string): Schema =>
  typeof source === 'function' ? schemaOf(source) : contextOf(source, taker).schema;
