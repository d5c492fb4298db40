import { basename } from 'node:path';
import { filledProperties } from '../json/filled.ts';
import type { Schema } from '../schema/schema.ts';
import { Issues } from '../values/issues.ts';
import { CodeWriter, type StoredValueOf } from './code-literal.ts';
import { type RepositoryCode, repositoryCode } from './repository-code.ts';
import type { StudioModel } from './studio-model.ts';

/** A call of a repository. */
export interface CodeCall {
  /** The names that the result is assigned to: `item`, `{ items, cursor }`. */
  readonly result: string;
  readonly method: string;
  /** Keys, items, and changes, with their values by property, and other arguments. */
  readonly args: readonly unknown[];
  /** The last argument. Left out if it has no member. */
  readonly options?: object | undefined;
  /** The rest of the call: `.page()`. */
  readonly end?: string;
}

/**
 * Returns the TypeScript of a call, ready to copy, with its imports:
 *
 * @example
 * const orders = new Orders();
 * const { items, cursor } = await orders.query({ customerId: 'ann', placedAt: gte(new Date('…')) }, { limit: 50 }).page();
 */
export function codeText(model: StudioModel, { result, method, args, options = {}, end = '' }: CodeCall): string {
  const writer = new CodeWriter(storedValues(model.schema));
  const hasOptions = Object.values(options).some((value) => value !== undefined);
  const given = [...args.map((arg) => writer.members(arg)), ...(hasOptions ? [writer.options(options)] : [])];
  const repository = repositoryCode(model, typeArguments(model.schema));
  const imported = [...writer.imports, ...repository.needs].sort((a, b) => a.localeCompare(b));
  return [
    ...(imported.length === 0 ? [] : [`import { ${imported.join(', ')} } from 'annotable';`]),
    ...importOf(model, repository),
    '',
    ...repository.lines,
    ...(writer.usesConverted ? convertedLines(repository) : []),
    `const ${result} = await ${repository.variable}.${method}(${given.join(', ')})${end};`,
  ].join('\n');
}

function importOf({ module, exported }: StudioModel, { importText }: RepositoryCode): readonly string[] {
  const file = basename(module);
  return [
    ...(exported === undefined ? [`// ${file} does not export this class yet.`] : []),
    `import ${importText} from './${file}';`,
  ];
}

/** The function that makes values for which there is no literal. */
const convertedLines = ({ variable }: RepositoryCode): readonly string[] => [
  '// Makes a value from its stored form. Your program has such values already: pass them instead.',
  'const converted = (property: string, stored: unknown) =>',
  `  ${variable}.schema.attributes[property]?.codec.rules.convert?.from(stored as never) as never;`,
];

const storedValues =
  ({ attributes }: Schema): StoredValueOf =>
  (property, value) => {
    const codec = attributes[property]?.codec;
    if (codec?.rules.convert === undefined) return undefined;
    const issues = new Issues();
    const stored = codec.convertedTo(value, issues);
    return issues.list.length === 0 ? { stored } : undefined;
  };

/** Returns the names of the key, and of what the framework or a default fills, as arguments of a type. */
function typeArguments(schema: Schema): readonly string[] {
  const heads = schema.key.paths.map((path) => path.split('.')[0] ?? '');
  const members = [...schema.mapper.document.members.values()];
  const withDefault = members.filter(({ storedDefault }) => storedDefault !== undefined);
  const filled = new Set([...filledProperties(schema), ...withDefault.map(({ attribute }) => attribute.property)]);
  const union = (names: Iterable<string>): string => [...new Set(names)].map((each) => `'${each}'`).join(' | ');
  return [union(heads) || 'never', ...(filled.size === 0 ? [] : [union(filled)])];
}
