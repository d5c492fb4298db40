import { schemasOf } from '../schema/family.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { Field } from './field.ts';
import type { RequestPart } from './request-part.ts';

/** What a stored attribute of a class holds: the ciphertext of a field, or its hash. */
export interface FieldUse {
  readonly field: Field;
  readonly isHash: boolean;
}

/** The encrypted attributes of a class, by stored name. */
export type FieldUses = ReadonlyMap<string, FieldUse>;

const noUses: FieldUses = new Map();

/** Finds the encrypted attributes of the items of a class, and of a family those of the item's own class. */
export class PartFields {
  readonly #schema: Schema;
  readonly #all: FieldUses;
  /** By the stored name of an entity. */
  readonly #byEntity: ReadonlyMap<string, FieldUses>;

  constructor(schema: Schema, usesOf: (schema: Schema) => FieldUses | undefined) {
    const family = schemasOf(schema).map((each) => [each.entity?.name ?? '', usesOf(each) ?? noUses] as const);
    this.#schema = schema;
    this.#byEntity = new Map(family);
    this.#all = new Map(family.flatMap(([, uses]) => [...uses]));
  }

  /** The encrypted attributes of all classes of the family. */
  get all(): FieldUses {
    return this.#all;
  }

  /** Returns the encrypted attributes of an item. Empty for one of another entity. */
  ofItem(item: StoredItem): FieldUses {
    return this.#ofName(this.#schema.entity?.nameOf(item));
  }

  /** Returns the encrypted attributes of one action of a request. */
  ofPart(part: RequestPart): FieldUses {
    const { entity } = this.#schema;
    if (entity === undefined) return this.#all;
    const item = part.Item ?? part.Key;
    return this.#ofName(
      item?.[entity.attribute]?.S ?? namedBy(part, entity.attribute) ?? (item && entity.nameOf(item)),
    );
  }

  /** Keys can be those of several entities. Then the item can be of each class of the family. */
  #ofName(name: string | undefined): FieldUses {
    return name === undefined || this.#schema.entity === undefined ? this.#all : (this.#byEntity.get(name) ?? noUses);
  }
}

/** Returns the name of the entity that the condition of a write demands: `#0 = :1`. */
function namedBy(
  { ConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: RequestPart,
  attribute: string,
): string | undefined {
  const [name] = Object.entries(ExpressionAttributeNames).find(([, stored]) => stored === attribute) ?? [];
  const value = name && new RegExp(`(?<![\\w.])${name} = (:\\w+)`).exec(ConditionExpression)?.[1];
  return value === undefined ? undefined : ExpressionAttributeValues[value]?.S;
}
