import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { classMetadata, type DecoratorContext, metadataOf } from './dialect.ts';
import { schemaOf } from './schema-of.ts';

const modelKey: unique symbol = Symbol.for('annotable.model') as never;

/** Binds a repository class whose items are of type T. */
export type RepositoryDecorator<T extends object> = <Class extends EntityClass<{ readonly schema: Schema<T> }>>(
  target: Class,
  context?: ClassDecoratorContext<Class>,
) => void;

/**
 * Binds a repository class to its model.
 *
 * @param model - a decorated class, or what `defineSchema` gave
 * @example
 * @Repository(Phone)
 * class PhoneRepository extends BaseRepository<Phone, 'personId'> {}
 */
export function Repository<T extends object>(model: EntityClass<T> | Schema<T>): RepositoryDecorator<T> {
  return ((target: object, context: DecoratorContext) => {
    classMetadata(target, context)[modelKey] = model;
  }) as RepositoryDecorator<T>;
}

/**
 * The schema that a repository class is bound to, itself or through its parents.
 *
 * @throws ConfigurationError where it is bound to none
 * @throws ModelDefinitionError where its model can't be
 */
export function boundSchema(repository: EntityClass): Schema {
  const model = metadataOf(repository)?.[modelKey] as EntityClass | Schema | undefined;
  if (model === undefined) {
    throw new ConfigurationError(`${repository.name} is bound to no model; add @Repository(Model) to it`);
  }
  return typeof model === 'function' ? schemaOf(model) : model;
}
