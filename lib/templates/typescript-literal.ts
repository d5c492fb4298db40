import { nameLiteral, textLiteral } from '../values/literals.ts';

/** A part of a literal that is written as it is: `Aws.REGION`. */
export class TypeScriptExpression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Returns a JSON value as TypeScript over several lines. */
export function typeScriptLiteral(value: unknown, indent = ''): string {
  if (value instanceof TypeScriptExpression) return value.text;
  if (typeof value === 'string') return textLiteral(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((each) => typeScriptLiteral(each, inner))
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([name, each]) => `${nameLiteral(name)}: ${typeScriptLiteral(each, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.map((line) => `${inner}${line},\n`).join('')}${indent}${close}`;
}
