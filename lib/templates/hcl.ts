import { ConfigurationError } from '../errors/configuration-error.ts';

/** A part of an expression that is written as it is: `aws_dynamodb_table.orders.name`. */
export class HclReference {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value of an argument. Undefined arguments are left out. */
export type HclValue =
  | string
  | number
  | boolean
  | undefined
  | HclReference
  | readonly HclValue[]
  | { readonly [name: string]: HclValue };

/** A block: `attribute { name = "id" }`. */
export interface HclBlock {
  readonly type: string;
  readonly labels?: readonly string[];
  readonly values: Readonly<Record<string, HclValue>>;
  readonly blocks?: readonly HclBlock[];
}

/** Returns a block in the layout of `terraform fmt`. */
export function hclBlock({ type, labels = [], values, blocks = [] }: HclBlock, indent = ''): string {
  const inner = `${indent}  `;
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const isLong = (value: HclValue): boolean => hclValue(value, inner).includes('\n');
  const short = given.filter(([, value]) => !isLong(value));
  const width = Math.max(0, ...short.map(([name]) => name.length));
  const parts = [
    short.map(([name, value]) => `${inner}${name.padEnd(width)} = ${hclValue(value, inner)}`).join('\n'),
    ...given.filter(([, value]) => isLong(value)).map(([name, value]) => `${inner}${name} = ${hclValue(value, inner)}`),
    ...blocks.map((block) => hclBlock(block, inner)),
  ].filter((part) => part !== '');
  const head = [type, ...labels.map((label) => `"${label}"`)].join(' ');
  return parts.length === 0 ? `${indent}${head} {}` : `${indent}${head} {\n${parts.join('\n\n')}\n${indent}}`;
}

/** Returns a value as an expression. */
export function hclValue(value: HclValue, indent = ''): string {
  if (value instanceof HclReference) return value.text;
  if (typeof value === 'string') return hclText(value);
  if (Array.isArray(value)) return `[${value.map((each: HclValue) => hclValue(each, indent)).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  if (members.length === 0) return '{}';
  const width = Math.max(...members.map(([name]) => hclText(name).length));
  const lines = members.map(([name, each]) => `${inner}${hclText(name).padEnd(width)} = ${hclValue(each, inner)}\n`);
  return `{\n${lines.join('')}${indent}}`;
}

/**
 * Returns text in which nothing is a template. HCL knows the escapes of JSON, except two of control characters.
 *
 * @throws ConfigurationError if Terraform would change the text
 */
function hclText(text: string): string {
  if (text !== text.normalize())
    throw new ConfigurationError(
      `Terraform changes text to the composed form of Unicode (NFC), and '${text}' has another form; rename it, or use CloudFormation`,
    );
  return JSON.stringify(text)
    .replace(/\\(.)/g, (pair, letter: string) => controls[letter] ?? pair)
    .replace(/[$%](?=\{)/g, '$&$&');
}

const controls: Readonly<Record<string, string>> = { b: '\\u0008', f: '\\u000c' };
