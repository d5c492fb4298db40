import { maxSortKeyBytes } from '../limits.ts';
import type { AttributeValue } from '../sdk-types.ts';
import type { AttributeKind, Codec, Converter, Part } from '../values/converter.ts';
import { decimalProblem, parseDecimal } from '../values/decimal-text.ts';
import { foreignKey, type Issues, kindOf, type PathElement } from '../values/issues.ts';
import { valueBytes } from '../values/item-size.ts';
import type { JsonForm } from '../values/json-reader.ts';
import { textWeight } from '../values/scalars.ts';
import { valueIdentity } from '../values/value-identity.ts';
import { type Validator, validateValue } from './validate-value.ts';

/** Converts between the type of a property and the type that its attribute type stores. */
export interface Conversion<Property = never, Stored = unknown> {
  /** Returns the stored value. */
  readonly to: (value: Property) => Stored;
  /** Returns the value of the property. */
  readonly from: (stored: never) => unknown;
}

/** The rules of one attribute that its type doesn't contain. */
export interface AttributeRules {
  readonly nullable: boolean;
  readonly enum: readonly (string | number)[] | undefined;
  readonly validate: Validator | undefined;
  readonly convert: Conversion | undefined;
  /** Most bytes of the value as a key of the table or an index. Undefined if it is not a key. */
  readonly keyBytes: number | undefined;
  /**
   * True for a key of the table. A read rejects a stored form that a write would change, because no key would find it.
   */
  readonly isTableKey: boolean;
}

const plainYears = /^\d{4}-/;

/** Converts the value of one attribute by its type and rules. Absent values are handled by the member. */
export class AttributeCodec implements Codec {
  readonly kind: AttributeKind;
  /** Encodes all values except null. The converter itself if there is no other rule. */
  readonly encoder: Codec;
  /** Decodes all values except NULL. The converter itself if there is no other rule. */
  readonly decoder: Codec;
  readonly form: JsonForm | undefined;
  readonly refusesFraction: string | undefined;
  readonly elements: Codec['elements'];
  /** The stored form of the value that a read returns for an absent attribute. Set when the class is compiled. */
  shown: Codec['shown'];
  readonly #converter: Converter;
  readonly #rules: AttributeRules;
  readonly #allowed: ReadonlySet<unknown> | undefined;
  /** True for a Date that is stored as text. */
  readonly #isIso: boolean;
  /** True if null is stored as NULL, without conversion. */
  readonly #takesNull: boolean;

  constructor(converter: Converter, rules: AttributeRules) {
    this.kind = converter.kind;
    this.refusesFraction = converter.refusesFraction;
    this.elements = converter.elements;
    this.#converter = converter;
    this.#isIso = converter.kind === 'S' && converter.expected === 'a Date';
    this.#rules = rules;
    this.#allowed = rules.enum && new Set(rules.enum);
    const { validate, convert, keyBytes } = rules;
    const isPlain = rules.enum === undefined && convert === undefined;
    this.encoder = isPlain && validate === undefined && keyBytes === undefined ? converter : this;
    this.decoder = isPlain ? converter : this;
    this.#takesNull = rules.nullable || (converter.kind === 'JSON' && rules.convert === undefined);
    // Only `decode` knows if the NULL of a JSON attribute is converted.
    this.form = converter.kind === 'JSON' && convert !== undefined ? undefined : this.#formOf(converter);
  }

  /** True for a codec of either copy of the package (ESM, CJS). */
  static is(codec: Codec): codec is AttributeCodec {
    return 'hasEnum' in codec;
  }

  get converter(): Converter {
    return this.#converter;
  }

  get choices(): Codec['choices'] {
    return this.#rules.convert === undefined ? this.#converter.choices : undefined;
  }

  get rules(): AttributeRules {
    return this.#rules;
  }

  /** True if a read rejects stored values outside a list of values. */
  get hasEnum(): boolean {
    return this.#allowed !== undefined;
  }

  encode(value: unknown, issues: Issues): AttributeValue | undefined {
    const { validate, convert, keyBytes } = this.#rules;
    if (value === null && this.#takesNull) {
      issues.weight += 1;
      return { NULL: true };
    }
    if (value === null) {
      issues.report("can't be null; leave it out where it is optional, or declare it { nullable: true }");
      return undefined;
    }
    if (this.#allowed !== undefined && !this.#isAllowed(value, issues)) return undefined;
    if (validate !== undefined && !validateValue(validate, value, issues)) return undefined;
    const encoded = convert === undefined ? this.#encode(value, issues) : this.#encodeConverted(value, issues);
    if (encoded !== undefined && keyBytes !== undefined) checkKey(encoded, this.#isIso, keyBytes, issues);
    return encoded;
  }

  /**
   * Encodes an operand by the type of its attribute only.
   *
   * The enum, the validator, and the key rules limit the stored values, not the values that they are compared with.
   */
  encodeOperand(value: unknown, issues: Issues): AttributeValue | undefined {
    if (value === null && this.#takesNull) return { NULL: true };
    if (value === null) {
      issues.report('is never null; ask with notExists() whether it is absent');
      return undefined;
    }
    return this.#rules.convert === undefined ? this.#encode(value, issues) : this.#encodeConverted(value, issues);
  }

  decode(stored: AttributeValue, issues: Issues): unknown {
    if (stored?.NULL === true && this.#takesNull) return null;
    if (stored?.NULL === true && this.kind !== 'JSON') {
      issues.report('is stored as NULL, and the class says that it is never null');
      return undefined;
    }
    return this.#given(issues.list.length, this.#converter.decode(stored, issues), issues);
  }

  #formOf({ form }: Converter): JsonForm | undefined {
    return (
      form && {
        opening: form.opening,
        read: (json) => this.#given(json.issues.list.length, form.read(json), json.issues),
      }
    );
  }

  /** Returns the value of the property for a decoded value. */
  #given(mark: number, decoded: unknown, issues: Issues): unknown {
    if (issues.list.length > mark) return undefined;
    const { convert } = this.#rules;
    const value = convert === undefined ? decoded : this.convertedFrom(decoded, issues);
    if (issues.list.length > mark) return undefined;
    if (convert !== undefined && this.#rules.isTableKey) this.#checkFound(decoded, value, issues);
    if (this.#allowed === undefined || this.#allowed.has(value)) return value;
    issues.report('is stored with a value outside its enum', 'enum');
    return undefined;
  }

  /** Encodes a value of the type of the attribute. A getter in the value can throw. */
  #encode(value: unknown, issues: Issues): AttributeValue | undefined {
    const mark = issues.list.length;
    const { depth } = issues;
    try {
      return this.#converter.encode(value, issues);
    } catch (error) {
      issues.rewind(mark, depth);
      issues.reportThrown("can't be read: a getter", error);
      return undefined;
    }
  }

  #encodeConverted(value: unknown, issues: Issues): AttributeValue | undefined {
    const mark = issues.list.length;
    const stored = this.convertedTo(value, issues);
    return issues.list.length > mark ? undefined : this.#encode(stored, issues);
  }

  /** Returns the value of the attribute type for the value of a property with a conversion. */
  convertedTo(value: unknown, issues: Issues): unknown {
    try {
      return this.#rules.convert?.to(value as never);
    } catch (error) {
      issues.reportThrown("can't be converted: its convert.to", error);
      return undefined;
    }
  }

  /** Returns the value of a property with a conversion for the value of the attribute type. */
  convertedFrom(decoded: unknown, issues: Issues): unknown {
    try {
      return this.#rules.convert?.from(decoded as never);
    } catch (error) {
      issues.reportThrown("can't be converted: its convert.from", error);
      return undefined;
    }
  }

  /** Reports a converted key that a write would store in another form. */
  #checkFound(decoded: unknown, value: unknown, issues: Issues): void {
    const mark = issues.list.length;
    const again = this.encodeOperand(value, issues);
    if (issues.list.length > mark) return;
    if (valueIdentity(again) !== valueIdentity(this.#converter.encode(decoded, issues))) issues.report(foreignKey);
  }

  /** True if DynamoDB accepts a stored value of the type of the attribute as a key, by its size and form. */
  canBeKey(stored: AttributeValue): boolean {
    const { keyBytes = maxSortKeyBytes } = this.#rules;
    const bytes = valueBytes(stored);
    if (bytes === 0 || bytes > keyBytes) return false;
    if (stored.S !== undefined) return stored.S.isWellFormed();
    const decimal = stored.N === undefined ? undefined : parseDecimal(stored.N);
    return stored.N === undefined || (decimal !== undefined && decimalProblem(decimal) === undefined);
  }

  part(element: PathElement): Part | undefined {
    return this.#rules.convert === undefined ? this.#converter.part?.(element) : undefined;
  }

  #isAllowed(value: unknown, issues: Issues): boolean {
    if (this.#allowed?.has(value)) return true;
    const list = this.#rules.enum
      ?.map((allowed) => (typeof allowed === 'string' ? `'${allowed}'` : allowed))
      .join(', ');
    issues.report(`must be one of ${list}${typeof value === 'string' ? '' : `, not ${kindOf(value)}`}`, 'enum');
    return false;
  }
}

function checkKey(encoded: AttributeValue, isIso: boolean, maxBytes: number, issues: Issues): void {
  const isUsual = encoded.S !== undefined && encoded.S !== '' && textWeight(encoded.S) <= maxBytes;
  if (isUsual && !isIso) return;
  const bytes = valueBytes(encoded);
  if (bytes === 0) issues.report("is part of a key of the table or an index, so it can't be empty", 'range');
  if (bytes > maxBytes) issues.report(`has ${bytes} bytes; as a key it can have ${maxBytes}`, 'range');
  if (isIso && encoded.S !== undefined && !plainYears.test(encoded.S)) {
    issues.report(
      'is a key outside the years 0 to 9999, which would not sort by time; declare it as epochMillis()',
      'range',
    );
  }
}
