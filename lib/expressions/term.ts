/** A part of a condition, and what joins its parts where it has several. */
export interface Term {
  readonly text: string;
  readonly joined?: 'AND' | 'OR' | undefined;
  /** Comparisons, functions, AND, OR and NOT in it. */
  readonly operators: number;
}

/** Joins terms. A term that is joined by the other operator is put in parentheses. Undefined if there is no term. */
export function joinTerms(joined: 'AND' | 'OR', terms: readonly (Term | undefined)[]): Term | undefined {
  const given = terms.filter((term) => term !== undefined);
  if (given.length <= 1) return given[0];
  const text = given
    .map((term) => (term.joined === undefined || term.joined === joined ? term.text : `(${term.text})`))
    .join(` ${joined} `);
  const operators = given.reduce((sum, term) => sum + term.operators, given.length - 1);
  return { text, joined, operators };
}

/** A term of one function or comparison; of two for the size of an attribute, which is both. */
export const simpleTerm = (text: string, operators = 1): Term => ({ text, operators });
