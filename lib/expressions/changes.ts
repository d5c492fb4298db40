import { AttributeCodec } from '../schema/attribute-codec.ts';
import { refusesCopy, refusesSum } from '../schema/copied-values.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { encodePresent } from '../values/collections.ts';
import { isSetKind } from '../values/converter.ts';
import { addDecimals } from '../values/decimal-text.ts';
import { type Issues, kindOf } from '../values/issues.ts';
import { bigintText, doubleText, exactText } from '../values/numbers.ts';
import { tagOf } from '../values/stored-value.ts';
import { hasDefault, shownAt } from './absent-states.ts';
import { copiedOperand } from './copied-operand.ts';
import { type ExpressionContext, encodeOperand } from './operand.ts';
import { Operator, type OperatorKind, Ref } from './operator.ts';
import type { ResolvedPath } from './path.ts';

/** The clauses of an update expression. */
export type Section = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';

/** One change, written for its clause. */
export interface ChangeText {
  readonly section: Section;
  readonly text: string;
  /** Number of its operators and functions. */
  readonly operators: number;
}

/** The context of a change: the request that it is written for, and the changed path. */
export interface ChangeContext extends ExpressionContext {
  readonly target: ResolvedPath;
}

/** The writer of each operator. */
const writers: ReadonlyMap<OperatorKind, (context: ChangeContext, operand: unknown) => ChangeText | undefined> =
  new Map([
    ['set', setText],
    ['remove', removal],
    ['ifNotExists', ifNotExistsText],
    ['increment', (context, by) => arithmetic(context, '+', by)],
    ['decrement', (context, by) => arithmetic(context, '-', by)],
    ['append', (context, elements) => listText(context, 'append', elements)],
    ['prepend', (context, elements) => listText(context, 'prepend', elements)],
    ['addTo', (context, elements) => setChange(context, 'addTo', elements)],
    ['deleteFrom', (context, elements) => setChange(context, 'deleteFrom', elements)],
  ]);

/**
 * Returns the text of one change: `increment(1)` → `#0 = if_not_exists(#0, :1) + :2`. Undefined, with an issue, if it
 * is invalid.
 */
export function changeText(context: ChangeContext, value: unknown): ChangeText | undefined {
  const refusal = Operator.is(value) ? context.target.attribute.encryption?.refusesChange(value.kind) : undefined;
  if (refusal !== undefined) {
    context.issues.reject(refusal);
    return undefined;
  }
  if (!Operator.is(value)) return setText(context, value);
  const write = writers.get(value.kind);
  if (write !== undefined) return write(context, value.operands[0]);
  context.issues.reject(`can't be changed by ${value.kind}(…), which is a test`);
  return undefined;
}

/** Returns the stored form of a new value. Undefined, without an issue, for an empty set that is an attribute. */
export function newValue({ codec }: ResolvedPath, value: unknown, issues: Issues): AttributeValue | undefined {
  // Only an attribute can be absent: removing an element of a list would move all others.
  return AttributeCodec.is(codec) ? codec.encode(value, issues) : encodePresent(codec, value, issues);
}

/** Returns the text of an operand: a value or another attribute. */
function changedOperand(
  context: ChangeContext,
  value: unknown,
  encode: (value: unknown) => AttributeValue | undefined,
  refuses = refusesCopy,
): string | undefined {
  if (Ref.is(value)) return copiedOperand(context, context.target, value, refuses);
  const encoded = encode(value);
  return encoded && context.placeholders.value(encoded);
}

/** Returns the number of functions in an operand: 1 for another attribute with a default. */
const functionsIn = (operand: string): number => Number(operand.endsWith(')'));

function setText(context: ChangeContext, value: unknown): ChangeText | undefined {
  const { issues, placeholders, target } = context;
  const mark = issues.list.length;
  const path = placeholders.path(target.elements);
  const operand = changedOperand(context, value, (literal) => newValue(target, literal, issues));
  if (issues.list.length > mark) return undefined;
  if (operand === undefined) return { section: 'REMOVE', text: path, operators: 1 };
  return { section: 'SET', text: `${path} = ${operand}`, operators: 1 + functionsIn(operand) };
}

function removal({ issues, placeholders, target }: ChangeContext): ChangeText | undefined {
  if (target.removable) return { section: 'REMOVE', text: placeholders.path(target.elements), operators: 1 };
  issues.report("is required, so it can't be removed; declare it { optional: true }, or set it", 'required');
  return undefined;
}

function ifNotExistsText(context: ChangeContext, value: unknown): ChangeText | undefined {
  const { issues, placeholders, target } = context;
  const mark = issues.list.length;
  const path = placeholders.path(target.elements);
  const operand = changedOperand(context, value, (literal) => newValue(target, literal, issues));
  if (operand === undefined && issues.list.length === mark) issues.reject('is absent already where its set is empty');
  if (operand === undefined) return undefined;
  return { section: 'SET', text: `${path} = if_not_exists(${path}, ${operand})`, operators: 2 + functionsIn(operand) };
}

/** Returns the stored form of an added number. Accepts every JavaScript type that holds it exactly. */
function addedNumber(by: unknown, issues: Issues): AttributeValue | undefined {
  const text = typeof by === 'bigint' ? bigintText : typeof by === 'string' ? exactText : doubleText;
  const N = text.toText(by, issues);
  return N === undefined ? undefined : { N };
}

const fractionPattern = /\.|e-/;

/** Returns the stored form of an added number. Reports a fraction unless every sum with it can be read. */
function addedTo({ codec }: ResolvedPath, by: unknown, issues: Issues): AttributeValue | undefined {
  const added = addedNumber(by, issues);
  const refusal = added?.N !== undefined && fractionPattern.test(added.N) ? codec.refusesFraction : undefined;
  if (refusal !== undefined) issues.reject(refusal);
  return added;
}

/** False, with an issue, if a path can't be incremented. */
function isCounted({ codec }: ResolvedPath, issues: Issues): boolean {
  const { kind } = codec;
  const rules = AttributeCodec.is(codec) ? codec.rules : undefined;
  let refusal: string | undefined;
  if (kind !== 'N' && kind !== 'JSON')
    refusal = `is stored as ${kind}; only a number can be incremented or decremented`;
  else if (rules?.convert !== undefined)
    refusal = 'is converted, and a sum is of what is stored; read the item, and set the value';
  else if (rules?.enum !== undefined)
    refusal = 'has an enum, and a sum may be none of its values; set it to one of them';
  if (refusal !== undefined) issues.reject(refusal);
  return refusal === undefined;
}

/**
 * Returns the result of an increment or decrement of an absent number, in the form of the class: its default or 0, plus
 * the operand.
 *
 * @param start - the default in stored form
 */
export function countedFrom(
  target: ResolvedPath,
  start: AttributeValue | undefined,
  { kind, operands: [by] }: Operator,
  issues: Issues,
): unknown {
  const added = isCounted(target, issues) ? addedTo(target, by, issues) : undefined;
  const sum = added?.N === undefined ? undefined : addDecimals(start?.N ?? '0', added.N, kind === 'decrement');
  return sum === undefined ? undefined : target.codec.decode({ N: sum }, issues);
}

/**
 * Returns the start value of an absent number or list: its default, or else 0 or an empty list. Undefined, with an
 * issue, if the default has another type.
 */
function startValue(context: ChangeContext, nothing: AttributeValue): AttributeValue | undefined {
  const { target, issues } = context;
  const shown = hasDefault(context, target) ? shownAt(context, target, target.elements.length - 1) : undefined;
  if (shown === undefined || shown.NULL !== undefined) return nothing;
  if (tagOf(shown) === tagOf(nothing)) return shown;
  issues.reject(`has a default that is stored as ${tagOf(shown)}, so an absent one can't be changed; set it`);
  return undefined;
}

function arithmetic(context: ChangeContext, sign: '+' | '-', by: unknown): ChangeText | undefined {
  const { issues, placeholders, target } = context;
  if (!isCounted(target, issues)) return undefined;
  const path = placeholders.path(target.elements);
  const start = startValue(context, { N: '0' });
  if (start === undefined) return undefined;
  const zero = placeholders.value(start);
  const operand = changedOperand(context, by, (literal) => addedTo(target, literal, issues), refusesSum);
  if (operand === undefined) return undefined;
  return {
    section: 'SET',
    text: `${path} = if_not_exists(${path}, ${zero}) ${sign} ${operand}`,
    operators: 3 + functionsIn(operand),
  };
}

function listText(context: ChangeContext, kind: 'append' | 'prepend', elements: unknown): ChangeText | undefined {
  const { issues, placeholders, target } = context;
  if (target.codec.kind !== 'L' && target.codec.kind !== 'JSON') {
    issues.reject(`is stored as ${target.codec.kind}; only a list can be appended to`);
    return undefined;
  }
  if (target.codec.elements !== undefined) {
    issues.reject(
      `is a tuple of ${target.codec.elements.length}, which can't get more elements; set them, or all of it`,
    );
    return undefined;
  }
  if (!Array.isArray(elements)) {
    issues.reject(`takes an array of elements, not ${kindOf(elements)}; write ${kind}([…])`);
    return undefined;
  }
  const encoded = encodeOperand(target, elements, issues);
  if (encoded === undefined) return undefined;
  const start = startValue(context, { L: [] });
  if (start === undefined) return undefined;
  const path = placeholders.path(target.elements);
  const present = `if_not_exists(${path}, ${placeholders.value(start)})`;
  const added = placeholders.value(encoded);
  const lists = kind === 'append' ? `${present}, ${added}` : `${added}, ${present}`;
  return { section: 'SET', text: `${path} = list_append(${lists})`, operators: 3 };
}

function setChange(context: ChangeContext, kind: 'addTo' | 'deleteFrom', elements: unknown): ChangeText | undefined {
  const { issues, placeholders, target } = context;
  if (!isSetKind(target.codec.kind)) {
    issues.reject(`is stored as ${target.codec.kind}; only a set can be added to or deleted from`);
    return undefined;
  }
  if (target.elements.length > 1) {
    issues.reject('lies within a document, where DynamoDB changes no sets; set it whole');
    return undefined;
  }
  if (!Array.isArray(elements)) {
    issues.reject(`takes an array or a Set of elements, not ${kindOf(elements)}; write ${kind}([…])`);
    return undefined;
  }
  const mark = issues.list.length;
  const encoded = encodeOperand(target, new Set(elements), issues);
  if (encoded === undefined && issues.list.length === mark)
    issues.reject(`is given no elements; leave ${kind}([]) out`);
  if (encoded === undefined) return undefined;
  const text = `${placeholders.path(target.elements)} ${placeholders.value(encoded)}`;
  return { section: kind === 'addTo' ? 'ADD' : 'DELETE', text, operators: 1 };
}
