import { basename } from 'node:path';
import { filledProperties } from '../json/filled.ts';
import type { Schema } from '../schema/schema.ts';
import { CodeWriter } from './code-literal.ts';
import type { StudioModel } from './studio-model.ts';

/** A call of a repository. */
export interface CodeCall {
  /** The names that the result is assigned to: `item`, `{ items, cursor }`. */
  readonly result: string;
  readonly method: string;
  /** The arguments, as values and operators. Undefined ones at the end are left out. */
  readonly args: readonly unknown[];
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
export function codeText(model: StudioModel, { result, method, args, end = '' }: CodeCall): string {
  const writer = new CodeWriter();
  const last = args.findLastIndex((arg) => arg !== undefined && !isEmptyOptions(arg, args));
  const given = args.slice(0, last + 1).map((arg) => writer.literal(arg));
  const { variable, name, lines, needs } = repositoryCode(model);
  const imported = [...writer.imports, ...needs].sort((a, b) => a.localeCompare(b));
  return [
    ...(imported.length === 0 ? [] : [`import { ${imported.join(', ')} } from 'annotable';`]),
    `import { ${name} } from './${basename(model.module)}';`,
    '',
    ...lines,
    `const ${result} = await ${variable}.${method}(${given.join(', ')})${end};`,
  ].join('\n');
}

/** True for options without a member. The first argument is never options, unless it is the only one of a scan. */
const isEmptyOptions = (arg: unknown, args: readonly unknown[]): boolean =>
  (args.length === 1 || arg !== args[0]) &&
  typeof arg === 'object' &&
  arg !== null &&
  Object.values(arg).every((member) => member === undefined) &&
  Object.getPrototypeOf(arg) === Object.prototype;

interface RepositoryCode {
  readonly variable: string;
  /** The export of the module. */
  readonly name: string;
  readonly lines: readonly string[];
  /** What the lines import from the package. */
  readonly needs: readonly string[];
}

function repositoryCode({ name, schema, exported = { name, as: 'model' } }: StudioModel): RepositoryCode {
  if (exported.as === 'repository') return { variable: exported.name, name: exported.name, lines: [], needs: [] };
  const className = exported.as === 'repositoryClass' ? exported.name : `${exported.name}Repository`;
  const variable = className.charAt(0).toLowerCase() + className.slice(1);
  const created = `const ${variable} = new ${className}();`;
  if (exported.as === 'repositoryClass') return { variable, name: exported.name, lines: [created], needs: [] };
  const declared = `class ${className} extends BaseRepository<${typeArguments(exported.name, schema)}> {}`;
  const lines = [`@Repository(${exported.name})`, declared, created];
  return { variable, name: exported.name, lines, needs: ['BaseRepository', 'Repository'] };
}

/** Returns the class, the names of its key, and of what the framework or a default fills. */
function typeArguments(name: string, schema: Schema): string {
  const heads = schema.key.paths.map((path) => path.split('.')[0] ?? '');
  const members = [...schema.mapper.document.members.values()];
  const withDefault = members.filter(({ storedDefault }) => storedDefault !== undefined);
  const filled = new Set([...filledProperties(schema), ...withDefault.map(({ attribute }) => attribute.property)]);
  const union = (names: Iterable<string>): string => [...new Set(names)].map((each) => `'${each}'`).join(' | ');
  return [name, union(heads) || 'never', ...(filled.size === 0 ? [] : [union(filled)])].join(', ');
}
