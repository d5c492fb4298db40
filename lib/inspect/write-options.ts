import { jsonLiteral, objectLiteral, textLiteral } from '../values/literals.ts';
import type { OptionsSketch } from './infer-options.ts';

/** Returns `@Table` with the options of a table. @param more - further options, as TypeScript */
export function tableText(
  { tableName, options: { options } }: { readonly tableName: string; readonly options: OptionsSketch },
  more: readonly (readonly [name: string, literal: string])[] = [],
): string {
  const own = Object.entries(options).map(([name, value]) => [name, jsonLiteral(value)] as const);
  const all = [...more, ...own];
  return `@Table(${textLiteral(tableName)}${all.length === 0 ? '' : `, ${objectLiteral(all)}`})`;
}

/** Returns the notes on the options, each as a comment. */
export const optionNotes = ({ notes }: OptionsSketch): string[] =>
  notes.map((note) => `// ${note.charAt(0).toUpperCase()}${note.slice(1)}.`);
