import { schemaOf } from '../decorators/schema-of.ts';
import type { Schema } from '../schema/schema.ts';
import { isIdentifier, lowerFirst, textLiteral } from '../values/literals.ts';
import type { StudioModel } from './studio-model.ts';

/** The lines that create a repository, and its name. */
export interface RepositoryCode {
  readonly variable: string;
  /** The imported names of the module: `{ Orders }`. */
  readonly importText: string;
  readonly lines: readonly string[];
  /** What the lines import from the package. */
  readonly needs: readonly string[];
}

/**
 * Returns the code of a repository: the one that the module exports, or a new one of the exported class.
 *
 * @param typeArguments - the arguments of `BaseRepository` after the class
 */
export function repositoryCode(
  { schema, kind, exported = { name: schema.name, as: 'model' } }: StudioModel,
  typeArguments: readonly string[],
): RepositoryCode {
  const { name, as } = exported;
  const entity = isIdentifier(schema.name) && schema.name !== 'default' ? schema.name : 'Item';
  const fallback = {
    repository: `${lowerFirst(entity)}Repository`,
    repositoryClass: `${entity}Repository`,
    model: entity,
  };
  const isName = isIdentifier(name) && name !== 'default';
  const local = isName ? name : fallback[as];
  const importText = importedAs(name, local);
  if (as === 'repository') return { variable: local, importText, lines: [], needs: [] };
  const base = kind === 'tracker' ? 'StatusTracker' : 'BaseRepository';
  const className = as === 'repositoryClass' ? local : `${local}${kind === 'tracker' ? 'Tracker' : 'Repository'}`;
  const variable = lowerFirst(className);
  const created = `const ${variable} = new ${className}(${constructorArguments(schema)});`;
  if (as === 'repositoryClass') return { variable, importText, lines: [created], needs: [] };
  const parameters = kind === 'tracker' ? [local] : [local, ...typeArguments];
  const declared = `class ${className} extends ${base}<${parameters.join(', ')}> {}`;
  const lines = [`@Repository(${local})`, declared, created];
  return { variable, importText, lines, needs: [base, 'Repository'] };
}

/** Returns the arguments for a table of another name than the class declares. */
function constructorArguments({ model, table: { name } }: Schema): string {
  const isOwn = model === undefined || schemaOf(model).table.name === name;
  return isOwn ? '' : `undefined, { tableName: ${textLiteral(name)} }`;
}

function importedAs(name: string, local: string): string {
  if (name === 'default') return local;
  return name === local ? `{ ${name} }` : `{ ${textLiteral(name)} as ${local} }`;
}
