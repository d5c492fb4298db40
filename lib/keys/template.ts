import { kindOf } from '../values/issues.ts';
import { type Placeholder, placeholderOf } from './placeholder.ts';

/** A key template: literal texts and placeholders in turn. */
export interface Template {
  /** The template as it was written, `ORDER#{placedAt}#{orderId}`. */
  readonly text: string;
  /** `ORDER#`, `placedAt`, `#`, `orderId`. Literal texts are without escapes, and none is empty. */
  readonly pieces: readonly (string | Placeholder)[];
  readonly placeholders: readonly Placeholder[];
  /** The literal text before the first placeholder, which begins every key. A constant key is this text alone. */
  readonly prefix: string;
}

const tokens = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;

/**
 * Parses a key template: `ORDER#{placedAt}#{orderId}`.
 *
 * Braces of literal text are doubled: `{{` is the character `{`. A template without a placeholder is a constant.
 *
 * @param problem - receives each problem with its cure, without a place: `template 'A{': has a { without…`
 * @returns undefined if there is a problem
 */
export function parseTemplate(text: string, problem: (message: string) => void): Template | undefined {
  if (typeof text !== 'string') {
    problem(`a key template is a text such as 'ORDER#{orderId}', not ${kindOf(text)}`);
    return undefined;
  }
  const problems: string[] = [];
  const pieces = piecesOf(text, problems);
  const placeholders = pieces.filter((piece) => typeof piece !== 'string');
  checkPieces(text, pieces, problems);
  for (const each of problems) problem(`template '${text}': ${each}`);
  const [first] = pieces;
  const prefix = typeof first === 'string' ? first : '';
  return problems.length > 0 ? undefined : Object.freeze({ text, pieces, placeholders, prefix });
}

function piecesOf(text: string, problems: string[]): readonly (string | Placeholder)[] {
  const pieces: (string | Placeholder)[] = [];
  for (const [token, content] of text.matchAll(tokens)) {
    if (content !== undefined) pieces.push(placeholderOf(content, problems));
    else addLiteral(pieces, literalOf(token, problems));
  }
  return pieces;
}

function literalOf(token: string, problems: string[]): string {
  if (token === '{') problems.push('has a { without its }; close it as in {name}, or write {{ for the character {');
  if (token === '}') problems.push('has a } without its {; open it as in {name}, or write }} for the character }');
  return token === '{{' || token === '}}' ? token.slice(1) : token;
}

function addLiteral(pieces: (string | Placeholder)[], literal: string): void {
  const last = pieces.at(-1);
  if (typeof last === 'string') pieces[pieces.length - 1] = last + literal;
  else pieces.push(literal);
}

function checkPieces(text: string, pieces: readonly (string | Placeholder)[], problems: string[]): void {
  if (text === '') problems.push("is empty; write a text, a {property}, or both, as in 'ORDER#{orderId}'");
  // The last code point has no next one, which a range over a prefix needs.
  if (!text.isWellFormed() || text.includes('\u{10ffff}'))
    problems.push('contains half of a surrogate pair or U+10FFFF; leave it out');
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    if (typeof piece === 'string' || next === undefined || typeof next === 'string') continue;
    const [left, right] = [`{${piece.path}}`, `{${next.path}}`];
    problems.push(`has no text between ${left} and ${right}; put a separator there, as in ${left}#${right}`);
  }
  const shards = pieces.filter((piece) => typeof piece !== 'string' && piece.shards !== undefined);
  if (shards.length > 1) problems.push('has two shards; keep one');
}
