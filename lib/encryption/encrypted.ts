import type { Accept, Field as DecoratedField, FieldAt, Nowhere, Target } from '../decorators/decorator-types.ts';
import { propertyDecorator } from '../decorators/draft.ts';
import { hashNameOf } from '../schema/attribute-encryption.ts';
import type { AttributeSchema, KeyAttribute } from '../schema/attribute-schema.ts';
import type { EncryptedAttribute, EncryptedParts } from '../schema/encryption.ts';
import { isBytes } from '../values/kinds.ts';
import { partsOf } from './cipher.ts';
import { ClassEncryption } from './class-encryption.ts';
import { checkEncrypted } from './compile-checks.ts';
import { checkOptions, type EncryptedOptions } from './encrypted-options.ts';
import { Field } from './field.ts';
import { changeRefusal, pathRefusal, storedRefusal, testRefusal } from './refusals.ts';

/** A property decorator that encrypts an attribute of any type. */
export type EncryptedDecorator = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, EncryptedProblem<FieldAt<Owner, Place>>>,
) => void;

type EncryptedProblem<At> = At extends DecoratedField<string, unknown> ? never : At;

/**
 * Encrypts an attribute in your program: AES-256-GCM, before a request is sent. DynamoDB, its backups, and its streams
 * only have the ciphertext. Reads return the value.
 *
 * The ciphertext is bound to the table, the key of the item, the attribute, and `context`, so a moved one is refused. It
 * is stored as binary, 34 bytes and the id of the key larger than the text of the value. With KMS, the encrypted data key
 * is stored too, about 184 bytes.
 *
 * DynamoDB can't compare or compute encrypted values. Conditions can ask whether one exists. With `searchable`, they can
 * ask for equal values. A change replaces the whole value.
 *
 * @throws ConfigurationError `configuration.invalid` if an option is unknown or invalid
 * @example
 * class Patient {
 *   @Encrypted({ keyRing }) @Attribute(String) diagnosis!: string;
 *   @Encrypted({ keyRing, searchable: true }) @Attribute(String) insurance!: string;
 * }
 * await patients.update('p1', { insurance: 'A-1' });
 * // UpdateItem { UpdateExpression: 'SET #0 = :enc0, #2 = :enc1',
 * //   ExpressionAttributeNames: { '#0': 'insurance', '#2': 'insurance#hash', … },
 * //   ExpressionAttributeValues: { ':enc0': { B: … }, ':enc1': { B: … } }, … }
 */
export function Encrypted(options: EncryptedOptions): EncryptedDecorator {
  const attribute = encrypted(options);
  return propertyDecorator('@Encrypted', (_draft, _property, propertyDraft) => {
    propertyDraft.encrypted = attribute;
  }) as EncryptedDecorator;
}

/**
 * Returns the setting `encrypted` of an attribute of `defineSchema()`, with the options of `@Encrypted`.
 *
 * @throws ConfigurationError `configuration.invalid` if an option is unknown or invalid
 * @example
 * const patient = defineSchema({
 *   name: 'Patient',
 *   table: { name: 'patients' },
 *   attributes: { id: { type: String }, diagnosis: { type: String, encrypted: encrypted({ keyRing }) } },
 *   partitionKey: 'id',
 * });
 */
export function encrypted(options: EncryptedOptions): EncryptedAttribute {
  checkOptions(options);
  return new FieldEncryption({ ...options, context: Object.freeze({ ...options.context }) });
}

class FieldEncryption implements EncryptedAttribute {
  readonly isSearchable: boolean;
  readonly allowsPlain: boolean;
  readonly refusesPaths: string = pathRefusal;
  readonly #options: EncryptedOptions;

  constructor(options: EncryptedOptions) {
    this.#options = options;
    this.isSearchable = options.searchable ?? false;
    this.allowsPlain = options.allowPlain ?? false;
  }

  refusesTest(kind: string): string | undefined {
    return testRefusal(kind, this.isSearchable);
  }

  refusesChange(kind: string): string | undefined {
    return changeRefusal(kind);
  }

  refusesStored(value: unknown): string | undefined {
    const { B } = (value ?? {}) as { readonly B?: unknown };
    const bytes = typeof B === 'string' ? Buffer.from(B, 'base64') : B;
    return isBytes(bytes) && partsOf(bytes) !== undefined ? storedRefusal : undefined;
  }

  keyOf(attribute: AttributeSchema, role: string, problems: string[]): KeyAttribute | undefined {
    if (!role.includes(' of index ')) {
      problems.push(`'${attribute.property}' is ${role}, which DynamoDB must read, so it can't be encrypted`);
      return undefined;
    }
    if (this.isSearchable) return Object.freeze({ ...attribute, name: hashNameOf(attribute), kind: 'B' });
    problems.push(`'${attribute.property}' is ${role}, and is encrypted; declare it { searchable: true }`);
    return undefined;
  }

  compile(parts: EncryptedParts, problems: string[]): ClassEncryption {
    return new ClassEncryption(parts.attributes.map((attribute) => fieldOf(attribute, parts, problems)));
  }

  /** Compiles an attribute with these options. */
  field(attribute: AttributeSchema, parts: EncryptedParts, problems: string[]): Field {
    checkEncrypted(attribute, this.#options.keyRing.searchKey !== undefined, parts, problems);
    if (this.allowsPlain && attribute.unique)
      problems.push(
        `'${attribute.property}' is encrypted: with allowPlain it can't be unique, because the guards of plain values differ; copy the values to another attribute`,
      );
    return new Field(attribute, this.#options, parts);
  }
}

const fieldOf = (attribute: AttributeSchema, parts: EncryptedParts, problems: string[]): Field =>
  (attribute.encryption as FieldEncryption).field(attribute, parts, problems);
