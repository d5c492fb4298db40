import { guardKeyPart } from '../operations/unique-guards.ts';
import type { KeyAttribute } from '../schema/attribute-schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { valueIdentity } from '../values/value-identity.ts';

/** Most values of an attribute that are looked up. Items from before `@Unique` have no guards. */
const maxValues = 100;

/** Finds the attributes whose values have guards. */
export class UniqueFinder {
  readonly #partition: Pick<KeyAttribute, 'name' | 'kind'>;
  readonly #guards: ReadonlySet<string>;

  /** @param partition - the partition key of the table */
  constructor(partition: Pick<KeyAttribute, 'name' | 'kind'>, guards: readonly StoredItem[]) {
    this.#partition = partition;
    this.#guards = new Set(guards.map((guard) => valueIdentity(guard[partition.name])));
  }

  /** Returns the scope in which an attribute is unique. Undefined if it is not. @param entity - its stored name */
  scopeOf(name: string, values: readonly AttributeValue[], entity?: string): 'entity' | 'table' | undefined {
    if (this.#guards.size === 0) return undefined;
    const has = (scope: readonly string[]): boolean =>
      values
        .slice(0, maxValues)
        .some((value) => this.#guards.has(valueIdentity(guardKeyPart(this.#partition, scope, name, value))));
    if (has(entity === undefined ? [] : [entity])) return 'entity';
    return entity !== undefined && has([]) ? 'table' : undefined;
  }
}
