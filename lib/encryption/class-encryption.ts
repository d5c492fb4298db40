import { createHmac } from 'node:crypto';
import { hashNameOf } from '../schema/attribute-encryption.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { EncryptionHook, Schema, SchemaEncryption } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { Field } from './field.ts';
import { openedItem, ResponseOpener } from './opened-response.ts';
import { type FieldUse, type FieldUses, PartFields } from './part-fields.ts';
import { RequestSealer } from './sealed-request.ts';

/** One hook for each schema, so that a transaction with several repositories of a class calls it once. */
const hooks = new WeakMap<Schema, EncryptionHook>();

/** The encryption of one class. */
export class ClassEncryption implements SchemaEncryption {
  readonly attributes: readonly AttributeSchema[];
  readonly uses: FieldUses;
  readonly currentIds: string;
  readonly #fields: readonly Field[];

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
    this.attributes = fields.map(({ attribute }) => attribute);
    this.uses = new Map(fields.flatMap(usesOf));
    this.currentIds = [...new Set(fields.map(({ currentId }) => currentId))].join(', ');
  }

  hook(schema: Schema): EncryptionHook {
    const known = hooks.get(schema) ?? newHook(schema);
    hooks.set(schema, known);
    return known;
  }

  opened(schema: Schema, item: StoredItem): Promise<StoredItem> {
    return openedItem(item, this.uses, schema.mapper.keyOf(item));
  }

  outdated(item: StoredItem): ReadonlyMap<string, AttributeValue> {
    const found = new Map<string, AttributeValue>();
    for (const [name, { field }] of this.uses) {
      const { name: source } = field.attribute;
      const value = Object.hasOwn(item, source) ? item[source] : undefined;
      if (value !== undefined && field.isOutdated(value)) found.set(name, value);
    }
    return found;
  }

  async ready(): Promise<void> {
    await Promise.all(this.#fields.filter(isUnique).map((field) => field.hashKey()));
  }

  digest(attribute: AttributeSchema, text: string): Buffer {
    const field = this.#fields.find((each) => each.attribute.name === attribute.name) as Field;
    return createHmac('sha256', field.loadedHashKey).update(text).digest();
  }
}

const isUnique = ({ attribute }: Field): boolean => attribute.unique;

function usesOf(field: Field): [string, FieldUse][] {
  const { attribute } = field;
  const value: [string, FieldUse] = [attribute.name, { field, isHash: false }];
  return attribute.encryption?.isSearchable ? [value, [hashNameOf(attribute), { field, isHash: true }]] : [value];
}

function newHook(schema: Schema): EncryptionHook {
  const { name: table } = schema.table;
  const keyNames = schema.key.attributes.map(({ name }) => name);
  // The classes of a family are compiled by other copies of the package at most.
  const fields = new PartFields(schema, ({ encryption }) => (encryption as ClassEncryption | undefined)?.uses);
  const opener = new ResponseOpener(fields, table);
  return {
    name: 'encryption',
    encrypts: true,
    aroundSend: async ({ operation, input }, send) => {
      const sealed = await new RequestSealer(fields, { table, operation, keyNames }).sealed(input);
      try {
        return await opener.opened(input, await send(sealed));
      } catch (error) {
        await opener.openError(input, error);
        throw error;
      }
    },
  };
}
