/** A piece of condition text, and the operator that joins its parts, if it has several. */
export interface Term {
  readonly text: string;
  readonly joined?: 'AND' | 'OR' | undefined;
  /** Number of comparisons, functions, AND, OR, and NOT. */
  readonly operators: number;
}

/** Joins terms. A term that is joined by the other operator gets parentheses. Undefined if there is no term. */
export function joinTerms(joined: 'AND' | 'OR', terms: readonly (Term | undefined)[]): Term | undefined {
  const present = terms.filter((term) => term !== undefined);
  if (present.length <= 1) return present[0];
  const text = present
    .map((term) => (term.joined === undefined || term.joined === joined ? term.text : `(${term.text})`))
    .join(` ${joined} `);
  const operators = present.reduce((sum, term) => sum + term.operators, present.length - 1);
  return { text, joined, operators };
}

/** A term of one function or comparison. The size of an attribute is both, so it has two operators. */
export const simpleTerm = (text: string, operators = 1): Term => ({ text, operators });
