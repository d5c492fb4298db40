import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import type { ClassTarget, Constructor, Instance } from './decorator-types.ts';
import { classMetadata, type DecoratorContext, metadataChain } from './dialect.ts';
import { schemaOf } from './schema-of.ts';

const modelKey: unique symbol = Symbol.for('annotable.model') as never;

/** Binds a repository class to items of type T. Its last overload carries the message. */
export interface RepositoryDecorator<T extends object> {
  <Items extends T>(
    target: Constructor<{ readonly schema: [T] extends [Items] ? Schema<Items> : never }>,
    context?: unknown,
  ): void;
  <Class>(target: ClassTarget<Class, RepositoryProblem<T, Instance<Class>>>, context?: unknown): void;
}

/** The reason why a class can't be a repository of T. Never if it can. */
type RepositoryProblem<T extends object, Instance> = Instance extends { readonly schema: Schema<infer Items> }
  ? [T, Items] extends [Items, T]
    ? never
    : "the repository's items must be of the class that @Repository names: @Repository(Model) class … extends BaseRepository<Model, …>"
  : '@Repository stands on a class that extends BaseRepository';

/**
 * Binds a repository class to its model.
 *
 * @param model - a decorated class, or the result of `defineSchema`
 * @example
 * @Repository(Phone)
 * class PhoneRepository extends BaseRepository<Phone, 'personId'> {}
 */
export function Repository<T extends object>(model: EntityClass<T> | Schema<T>): RepositoryDecorator<T> {
  return ((target: object, context: DecoratorContext) => {
    classMetadata(target, context)[modelKey] = model;
  }) as RepositoryDecorator<T>;
}

/** Returns the model that a repository class or its parents are bound to. Undefined if there is none. */
export function boundModel(repository: EntityClass): EntityClass | Schema | undefined {
  const bound = metadataChain(repository).find((metadata) => Object.hasOwn(metadata, modelKey));
  return bound?.[modelKey] as EntityClass | Schema | undefined;
}

/**
 * Returns the schema of a repository class or of its parents.
 *
 * @throws ConfigurationError if the class has no `@Repository`
 * @throws ModelDefinitionError if its class can't be a model
 */
export function boundSchema(repository: EntityClass): Schema {
  const model = boundModel(repository);
  if (model === undefined) {
    throw new ConfigurationError(`${repository.name} is bound to no model; add @Repository(Model) to it`);
  }
  return typeof model === 'function' ? schemaOf(model) : model;
}
