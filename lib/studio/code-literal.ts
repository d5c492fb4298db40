import { types } from 'node:util';
import { Operator } from '../expressions/operator.ts';
import { isPlainObject } from '../values/collections.ts';
import { isBytes, isDate, isFloats, isMap, isSet } from '../values/kinds.ts';
import { isIdentifier, objectLiteral, textLiteral } from '../values/literals.ts';

/** Returns the stored value of a property that has a conversion. Undefined for a property without one. */
export type StoredValueOf = (property: string, value: unknown) => { readonly stored: unknown } | undefined;

/** Values as TypeScript, and what they need. */
export class CodeWriter {
  /** The functions that the code calls: `gte`, `remove`. */
  readonly imports: Set<string> = new Set();
  /** True if the code calls `converted(property, stored)`, because no literal shows the value of a property. */
  usesConverted = false;
  readonly #storedValueOf: StoredValueOf;

  constructor(storedValueOf: StoredValueOf = () => undefined) {
    this.#storedValueOf = storedValueOf;
  }

  /** Returns the values of an item, a key, or a condition: values and operators by property. */
  members(item: unknown): string {
    return isPlainObject(item)
      ? this.#object(item, (value, property) => this.#member(value, property))
      : this.literal(item);
  }

  /** Returns the options of a call. The conditions among them have values by property. */
  options(options: object): string {
    return this.#object(options, (value, name) =>
      name === 'if' || name === 'filter' ? this.members(value) : this.literal(value),
    );
  }

  /** Returns a value or an operator as TypeScript: `gte(new Date('2026-01-01T00:00:00.000Z'))`. */
  literal(value: unknown): string {
    if (Operator.is(value)) return this.#operator(value, (operand) => this.literal(operand));
    if (typeof value === 'string') return textLiteral(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
    if (Array.isArray(value)) return `[${value.map((each) => this.literal(each)).join(', ')}]`;
    const builtIn = this.#builtIn(value);
    if (builtIn !== undefined || isPlainObject(value))
      return builtIn ?? this.#object(value, (each) => this.literal(each));
    // A value that a conversion inside a document makes. The call then fails, and names its place.
    return `undefined as never /* ${classText(value)} */`;
  }

  #member(value: unknown, property: string): string {
    if (Operator.is(value)) return this.#operator(value, (operand) => this.#member(operand, property));
    // The operand of `oneOf` is an array of values.
    if (Array.isArray(value) && value.some((each) => this.#needsConversion(each)))
      return `[${value.map((each) => this.#member(each, property)).join(', ')}]`;
    const found = this.#needsConversion(value) ? this.#storedValueOf(property, value) : undefined;
    if (found === undefined) return this.literal(value);
    this.usesConverted = true;
    return `converted(${textLiteral(property)}, ${this.literal(found.stored)})`;
  }

  /** True for an instance of a class that the code doesn't know. */
  #needsConversion(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || Operator.is(value)) return false;
    return !isPlainObject(value) && this.#builtIn(value) === undefined;
  }

  /** Returns an instance of a class of JavaScript. Undefined for others. */
  #builtIn(value: object): string | undefined {
    if (isDate(value)) return `new Date(${Number.isNaN(value.getTime()) ? 'NaN' : textLiteral(value.toISOString())})`;
    if (isBytes(value)) return `new Uint8Array(Buffer.from('${Buffer.from(value).toString('base64')}', 'base64'))`;
    if (isFloats(value)) return `new Float32Array(${this.literal([...value])})`;
    if (isSet(value)) return `new Set(${this.literal([...value])})`;
    if (isMap(value)) return `new Map(${this.literal([...value])})`;
    if (value instanceof URL) return `new URL(${textLiteral(value.href)})`;
    if (types.isRegExp(value)) return `new RegExp(${textLiteral(value.source)}, ${textLiteral(value.flags)})`;
    return undefined;
  }

  #operator({ kind, operands }: Operator, literalOf: (operand: unknown) => string): string {
    this.imports.add(kind);
    return `${kind}(${operands.map(literalOf).join(', ')})`;
  }

  #object(value: object, literalOf: (member: unknown, name: string) => string): string {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return objectLiteral(members.map(([name, member]) => [name, literalOf(member, name)]));
  }
}

/** Returns what to write for an instance of a class: `an instance of Money`. */
function classText({ constructor: type }: object): string {
  const name = typeof type === 'function' ? type.name : '';
  return isIdentifier(name) ? `an instance of ${name}` : 'an instance of a class';
}
