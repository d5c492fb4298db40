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
  #concrete: ReadonlyMap<string, Schema | undefined> | undefined;

  constructor(definition: EntityDefinition, key: KeySchema) {
    this.name = definition.name;
    this.attribute = definition.attribute;
    this.isAbstract = definition.isAbstract;
    this.#definition = definition;
    this.#key = key;
  }

  /** All entities of the table. Undefined if the table class doesn't list them. */
  get known(): readonly Schema[] | undefined {
    return this.#definition.entities?.();
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
   */
  get concrete(): ReadonlyMap<string, Schema | undefined> {
    this.#concrete ??= this.#findConcrete();
    return this.#concrete;
  }

  #findConcrete(): ReadonlyMap<string, Schema | undefined> {
    const listed = this.isAbstract ? this.ofTable() : (this.known ?? []);
    const family = listed.filter((schema) => this.#definition.includes(schema));
    const own: [string, undefined][] = this.isAbstract ? [] : [[this.name, undefined]];
    const concrete = family.filter(({ entity }) => entity?.isAbstract === false && entity.name !== this.name);
    return new Map([...own, ...concrete.map((schema) => [schema.entity?.name ?? '', schema] as const)]);
  }

  /** Returns the stored name of an item's entity. Undefined if the item has none. */
  nameOf(item: StoredItem): string | undefined {
    return item[this.attribute]?.S;
  }

  /**
   * True if an item belongs to the class. An item without a name belongs to the entity whose key templates match its
   * keys, if exactly one does.
   */
  owns(item: StoredItem): boolean {
    const name = this.nameOf(item);
    if (name !== undefined) return this.concrete.has(name);
    if (!matches(this.#key, item)) return false;
    const others = (this.known ?? []).filter(
      ({ entity }) => entity?.isAbstract === false && !this.concrete.has(entity.name),
    );
    return !others.some(({ key }) => matches(key, item));
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
