import type { AttributeValue } from '../sdk-types.ts';
import { type Issues, reversedBounds } from '../values/issues.ts';
import type { Part } from './part.ts';
import { afterAll, compareTexts } from './separator.ts';

/** A test on the part after the exact ones. */
export type PartTest = { readonly path: string } & (
  | { readonly kind: 'lt' | 'lte' | 'gt' | 'gte' | 'beginsWith'; readonly value: AttributeValue }
  | { readonly kind: 'between'; readonly from: AttributeValue; readonly to: AttributeValue }
);

/**
 * A range of key texts, as a key condition can read it.
 *
 * A range within a prefix ends at the prefix with its last character replaced by the next one, `ORDER$`. No key of the
 * template is at this bound. A key of another template can be there only if `canReach` is true for it.
 */
export type KeyRange = (
  | { readonly kind: 'all' }
  | { readonly kind: 'eq' | 'beginsWith' | 'lt' | 'lte' | 'gt' | 'gte'; readonly text: string }
  | { readonly kind: 'between'; readonly from: string; readonly to: string }
) & {
  /** True for a key text inside the bounds that is not in the range. Absent if the bounds are exact. */
  readonly except?: (text: string) => boolean;
};

/** One end of a range. An exclusive one is a text that is not in the range. */
interface Bound {
  readonly text: string;
  readonly isExclusive: boolean;
}

interface Bounds {
  readonly lower?: Bound;
  readonly upper?: Bound;
  /** True if a text of the part passes the test. */
  readonly passes: (text: string) => boolean;
}

/** Returns the keys that begin with a prefix, followed by a part that passes a test. */
export function rangeOf(prefix: string, part: Part, test: PartTest | undefined, issues: Issues): KeyRange | undefined {
  if (test === undefined) return prefix === '' ? { kind: 'all' } : { kind: 'beginsWith', text: prefix };
  if (test.kind === 'beginsWith') {
    const beginning = part.beginning(test.value, issues);
    if (beginning === undefined) return undefined;
    const text = prefix + part.escaped(beginning);
    const passes = (written: string): boolean => written.startsWith(beginning);
    // In plain form, the rest of the beginning can be the text after the part.
    const isMixed = part.separator !== undefined && text.includes(part.separator.character, prefix.length);
    return { kind: 'beginsWith', text, ...(isMixed && { except: (key) => !passesIn(key, prefix, part, { passes }) }) };
  }
  const bounds = boundsOf(part, test, issues);
  if (bounds === undefined) return undefined;
  const range = joined(prefix, bounds);
  if (part.ordersKeys) return range;
  return { ...range, except: (key) => !passesIn(key, prefix, part, bounds) };
}

/** True if the part after a prefix of a key passes the test. False for keys of other templates. */
function passesIn(key: string, prefix: string, part: Part, { passes }: Pick<Bounds, 'passes'>): boolean {
  const end = part.endIn(key, prefix.length);
  return key.startsWith(prefix) && end !== undefined && passes(key.slice(prefix.length, end));
}

function boundsOf(part: Part, test: Exclude<PartTest, { kind: 'beginsWith' }>, issues: Issues): Bounds | undefined {
  if (test.kind === 'between') return betweenBounds(part, test.from, test.to, issues);
  const value = part.ordered(test.value, issues);
  if (value === undefined) return undefined;
  const isIncluded = test.kind === 'gte' || test.kind === 'lte';
  if (test.kind === 'gt' || test.kind === 'gte')
    return {
      lower: lowerBound(part, value, isIncluded),
      passes: (text) => compareTexts(text, value) > -Number(isIncluded),
    };
  return {
    upper: upperBound(part, value, isIncluded),
    passes: (text) => compareTexts(text, value) < Number(isIncluded),
  };
}

function betweenBounds(part: Part, from: AttributeValue, to: AttributeValue, issues: Issues): Bounds | undefined {
  const low = part.ordered(from, issues);
  const high = part.ordered(to, issues);
  if (low === undefined || high === undefined) return undefined;
  if (compareTexts(low, high) > 0) {
    part.reject(reversedBounds, issues);
    return undefined;
  }
  const passes = (text: string): boolean => compareTexts(text, low) >= 0 && compareTexts(text, high) <= 0;
  return { lower: lowerBound(part, low, true), upper: upperBound(part, high, true), passes };
}

/*
 * Keys whose part is a value begin with the value and the separator. Keys with a longer part begin with the value and a
 * character above the separator, unless the part is plain: then they can be on both sides.
 */

function lowerBound(part: Part, value: string, isIncluded: boolean): Bound {
  const { separator } = part;
  if (separator === undefined) return { text: value, isExclusive: !isIncluded };
  const isAfter = !isIncluded && part.ordersKeys;
  return { text: part.escaped(value) + (isAfter ? separator.next : ''), isExclusive: false };
}

function upperBound(part: Part, value: string, isIncluded: boolean): Bound {
  const { separator } = part;
  if (separator === undefined) return { text: value, isExclusive: !isIncluded };
  const shorter = part.ordersKeys ? undefined : separator.shortestBelow(value);
  if (shorter !== undefined) return { text: shorter + separator.next, isExclusive: false };
  return { text: part.escaped(value) + (isIncluded ? separator.next : ''), isExclusive: false };
}

/** Puts a prefix before both ends. A range within a prefix has both, because a key condition has one comparison. */
function joined(prefix: string, { lower, upper }: Bounds): KeyRange {
  if (prefix === '' && upper === undefined && lower !== undefined)
    return { kind: lower.isExclusive ? 'gt' : 'gte', text: lower.text };
  if (prefix === '' && lower === undefined && upper !== undefined)
    return { kind: upper.isExclusive ? 'lt' : 'lte', text: upper.text };
  const { text: low = '', isExclusive = false } = lower ?? {};
  const from = prefix + low + (isExclusive ? '\0' : '');
  const to = upper === undefined ? afterAll(prefix) : prefix + upper.text;
  if (upper?.isExclusive !== true) return { kind: 'between', from, to };
  return { kind: 'between', from, to, except: (key) => key === to };
}
