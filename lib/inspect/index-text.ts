import { textLiteral } from '../values/literals.ts';
import { isIdentifier } from './sketch.ts';

/** The declaration of an index of a class, as source. */
export interface IndexText {
  readonly decorator: 'Index' | 'LocalIndex' | 'VectorIndex';
  readonly name: string;
  /** `{ partitionKey: 'state' }` */
  readonly settings: string;
}

/** Returns the name of a member of an object: `byState` or `'by-state'`. */
export const memberName = (name: string): string => (isIdentifier(name) ? name : textLiteral(name));

/** Returns `@Index('byState', { partitionKey: 'state' })`. */
export const decoratorText = ({ decorator, name, settings }: IndexText): string =>
  `@${decorator}(${textLiteral(name)}, ${settings})`;

/** Returns the constant that the decorators and the repository share, so that the compiler checks the names of indexes. */
export const constantText = (constant: string, indexes: readonly IndexText[]): string =>
  [
    `const ${constant} = {`,
    ...indexes.map(({ name, settings }) => `  ${memberName(name)}: ${settings},`),
    '} as const;',
  ].join('\n');

/** Returns an index whose settings are a member of the constant. */
export const inConstant = (constant: string, index: IndexText): IndexText => {
  const { name } = index;
  return { ...index, settings: isIdentifier(name) ? `${constant}.${name}` : `${constant}[${textLiteral(name)}]` };
};
