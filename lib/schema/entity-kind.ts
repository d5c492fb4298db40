import { ModelDefinitionError } from '../errors/model-definition-error.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { EntityDefinition } from './entity-definition.ts';
import type { KeySchema } from './key-schema.ts';
import type { EntityKind, Schema } from './schema.ts';

/** Tells the items of an entity from those of other entities of its table. */
export class TableEntity implements EntityKind {
  readonly name: string;
  readonly attribute: string;
  readonly isAbstract: boolean;
  readonly #definition: EntityDefinition;
  readonly #key: KeySchema;
  #known: readonly Schema[] | undefined;
  #concrete: ReadonlyMap<string, Schema | undefined> | undefined;

  constructor(definition: EntityDefinition, key: KeySchema) {
    this.name = definition.name;
    this.attribute = definition.attribute;
    this.isAbstract = definition.isAbstract;
    this.#definition = definition;
    this.#key = key;
  }

  /**
   * All entities of the table. Undefined if the table class doesn't list them.
   *
   * @throws ModelDefinitionError `model.invalid` if the list of the table class is invalid
   */
  get known(): readonly Schema[] | undefined {
    this.#known ??= this.#definition.entities?.();
    return this.#known;
  }

  /**
   * Returns all entities of the table.
   *
   * @throws ModelDefinitionError `model.invalid` if the table class doesn't list them
   */
  ofTable(): readonly Schema[] {
    const { known } = this;
    if (known !== undefined) return known;
    const { tableClass, name: asker } = this.#definition;
    throw new ModelDefinitionError(tableClass, [
      `${asker} shares its table, whose entities are not listed; write @Table('…', { entities: () => [${asker}, …] })`,
    ]);
  }

  /**
   * The stored names of the items of this class, with their schemas. The schema is undefined for the class itself.
   *
   * @throws ModelDefinitionError `model.invalid` if an abstract class has no subclass in the list of the table
   */
  get concrete(): ReadonlyMap<string, Schema | undefined> {
    this.#concrete ??= this.#findConcrete();
    return this.#concrete;
  }

  #findConcrete(): ReadonlyMap<string, Schema | undefined> {
    const { name, isAbstract } = this;
    const listed = isAbstract ? this.ofTable() : (this.known ?? []);
    const family = listed.filter((schema) => this.#definition.includes(schema));
    const own: [string, undefined][] = isAbstract ? [] : [[name, undefined]];
    const concrete = family.filter(({ entity }) => entity !== undefined && entity.name !== name);
    if (isAbstract && concrete.length === 0)
      throw new ModelDefinitionError(this.#definition.tableClass, [
        `${name} is abstract, and the table lists none of its subclasses; add them to entities`,
      ]);
    return new Map([...own, ...concrete.map((schema) => [schema.entity?.name ?? '', schema] as const)]);
  }

  /**
   * Returns the stored name of an item's entity. An item without a name belongs to the entity whose key templates match
   * its keys. Undefined if none does, or several do.
   */
  nameOf(item: StoredItem): string | undefined {
    return item[this.attribute]?.S ?? this.#nameByKey(item);
  }

  #nameByKey(item: StoredItem): string | undefined {
    const known = this.known ?? [];
    const matching = new Set(known.flatMap(({ key, entity }) => (matches(key, item) ? (entity?.name ?? []) : [])));
    if (!this.isAbstract && matches(this.#key, item)) matching.add(this.name);
    const [name] = matching;
    return matching.size === 1 ? name : undefined;
  }

  owns(item: StoredItem): boolean {
    const name = this.nameOf(item);
    return name !== undefined && this.concrete.has(name);
  }
}

/** True if the key of an item can be made by the templates of a key. */
const matches = ({ parts }: KeySchema, item: StoredItem): boolean =>
  parts.every(({ attribute, template }) => {
    const value = item[attribute.name];
    return template === undefined
      ? value?.[attribute.kind] !== undefined
      : value?.S !== undefined && template.matches(value.S);
  });
