import { isIdentifier, nameLiteral, textLiteral } from '../values/literals.ts';

/** The declaration of an index of a class, as source. */
export interface IndexText {
  readonly decorator: 'Index' | 'LocalIndex' | 'VectorIndex';
  readonly name: string;
  /** `{ partitionKey: 'state' }` */
  readonly settings: string;
}

/** Returns `@Index('byState', { partitionKey: 'state' })`. */
export const decoratorText = ({ decorator, name, settings }: IndexText): string =>
  `@${decorator}(${textLiteral(name)}, ${settings})`;

/** Returns the constant that the decorators and the repository share, so that the compiler checks the names of indexes. */
export const constantText = (constant: string, indexes: readonly IndexText[]): string =>
  [
    `const ${constant} = {`,
    ...indexes.map(({ name, settings }) => `  ${nameLiteral(name)}: ${settings},`),
    '} as const;',
  ].join('\n');

/** Returns an index whose settings are a member of the constant. */
export const inConstant = (constant: string, index: IndexText): IndexText => {
  const { name } = index;
  return { ...index, settings: isIdentifier(name) ? `${constant}.${name}` : `${constant}[${textLiteral(name)}]` };
};
