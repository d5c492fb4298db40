import { Operator } from '../expressions/operator.ts';
import { isBytes, isDate, isFloats, isSet } from '../values/kinds.ts';

/** Values as TypeScript, and the names that they import from the package. */
export class CodeWriter {
  /** The functions that the code calls: `gte`, `remove`. */
  readonly imports: Set<string> = new Set();

  /** Returns a value or an operator as TypeScript: `gte(new Date('2026-01-01T00:00:00.000Z'))`. */
  literal(value: unknown): string {
    if (Operator.is(value)) return this.#operator(value);
    if (typeof value === 'string') return textLiteral(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null) return String(value);
    if (isDate(value)) return `new Date(${textLiteral(value.toISOString())})`;
    if (isBytes(value)) return `new Uint8Array(Buffer.from('${Buffer.from(value).toString('base64')}', 'base64'))`;
    if (isFloats(value)) return `new Float32Array(${this.literal([...value])})`;
    if (isSet(value)) return `new Set(${this.literal([...value])})`;
    if (Array.isArray(value)) return `[${value.map((each) => this.literal(each)).join(', ')}]`;
    return this.#object(value);
  }

  #operator({ kind, operands }: Operator): string {
    this.imports.add(kind);
    return `${kind}(${operands.map((operand) => this.literal(operand)).join(', ')})`;
  }

  #object(value: object): string {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    if (members.length === 0) return '{}';
    return `{ ${members.map(([name, member]) => `${nameLiteral(name)}: ${this.literal(member)}`).join(', ')} }`;
  }
}

const textLiteral = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** A member `__proto__` in quotes would set the prototype. */
function nameLiteral(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : textLiteral(name);
}
