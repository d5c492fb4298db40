import { KeyText } from './key-text.ts';
import { Part } from './part.ts';
import type { Placeholder } from './placeholder.ts';
import { Separator } from './separator.ts';
import type { Template } from './template.ts';
import type { KeyForm, PartType } from './value-text.ts';

/**
 * Compiles a template with the type of each part.
 *
 * @param form - `plain` writes values as they are, for tables of other libraries
 * @param typeOf - returns the type of a path; undefined if it can be no part of a key, which the caller reports
 * @param problem - receives each problem with its cure: `template '{id|pad:8}': {id} is padded, but…`
 * @returns undefined if there is a problem
 */
export function compileKeyText(
  template: Template,
  form: KeyForm,
  typeOf: (path: string) => PartType | undefined,
  problem: (message: string) => void,
): KeyText | undefined {
  let isValid = true;
  const report = (message: string): void => {
    isValid = false;
    problem(`template '${template.text}': ${message}`);
  };
  const pieces = template.pieces.map((piece, index) => {
    if (typeof piece === 'string') return piece;
    const literal = template.pieces[index + 1];
    const separator = typeof literal === 'string' ? new Separator(literal) : undefined;
    return partOf(piece, form, typeOf(piece.path), separator, report);
  });
  const known = pieces.filter((piece) => piece !== undefined);
  return isValid && known.length === pieces.length ? new KeyText(template, form, known) : undefined;
}

function partOf(
  placeholder: Placeholder,
  form: KeyForm,
  type: PartType | undefined,
  separator: Separator | undefined,
  report: (message: string) => void,
): Part | undefined {
  const { path, pad } = placeholder;
  if (form === 'escaped' && separator?.isEscapable === false) {
    const fault = `the text after {${path}} begins with '${separator.character}', which is not ASCII`;
    report(`${fault}; begin it with a character such as #, or set { form: 'plain' } on the entity`);
  }
  if (pad !== undefined && (type === 'B' || type === 'BOOL' || type === 'date'))
    report(`{${path}} is padded, but only numbers and texts can be; leave pad out`);
  if (pad !== undefined && type === 'S' && form === 'escaped')
    report(`{${path}} is a text, which is padded in plain form alone; leave pad out, or set { form: 'plain' }`);
  return type && new Part(placeholder, form, type, separator);
}
