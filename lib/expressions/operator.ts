import { pathFrom } from './path.ts';

/** Given to constructors by our functions alone, so that nobody else makes an operator. */
const ours: unique symbol = Symbol('annotable.operator');

/** In the global registry, so that the ESM and the CommonJS copy of the package recognize each other's operators. */
const operatorBrand: unique symbol = Symbol.for('annotable.operator') as never;
const refBrand: unique symbol = Symbol.for('annotable.ref') as never;

/** What an operator does. */
export type OperatorKind =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'between'
  | 'oneOf'
  | 'beginsWith'
  | 'contains'
  | 'exists'
  | 'notExists'
  | 'typeIs'
  | 'size'
  | 'increment'
  | 'decrement'
  | 'append'
  | 'prepend'
  | 'remove'
  | 'ifNotExists'
  | 'addTo'
  | 'deleteFrom'
  | 'merge'
  | 'set';

/**
 * What a condition asks of an attribute, or a change does to it. An instance that only our functions make: whatever is
 * stored, or comes as JSON, is data.
 */
export class Operator {
  /** For the compiler alone: an object that looks like an operator is none. */
  declare protected readonly '~made': true;
  readonly kind: OperatorKind;
  readonly operands: readonly unknown[];

  constructor(key: typeof ours, kind: OperatorKind, operands: readonly unknown[]) {
    if (key !== ours) throw new TypeError('operators are made by their functions: gte(3), increment(1), …');
    this.kind = kind;
    this.operands = Object.freeze([...operands]);
    Object.freeze(this);
  }

  static {
    // On the prototype, so that a spread of an operator is data.
    Object.defineProperty(Operator.prototype, operatorBrand, { value: true });
  }

  /** True for what our functions made, and for nothing that looks like it. */
  static is(value: unknown): value is Operator {
    return typeof value === 'object' && value !== null && operatorBrand in value && Object.hasOwn(value, 'kind');
  }
}

/** An operator as the compiler sees it: the operands that it takes, by what it does with them. */
export interface OperatorTaking<Operands> extends Operator {
  readonly taken?: Operands;
}

/** The value of another attribute, in a value's place. */
export class Ref<Path extends string = string> {
  declare protected readonly '~made': true;
  readonly path: Path;

  constructor(key: typeof ours, path: Path) {
    if (key !== ours) throw new TypeError("a reference is made by ref('path')");
    this.path = path;
    Object.freeze(this);
  }

  static {
    Object.defineProperty(Ref.prototype, refBrand, { value: true });
  }

  static is(value: unknown): value is Ref {
    return typeof value === 'object' && value !== null && refBrand in value && Object.hasOwn(value, 'path');
  }
}

/** Makes an operator; the caller's own type says what it may be applied to. */
export function operator<Made extends Operator>(kind: OperatorKind, ...operands: readonly unknown[]): Made {
  return new Operator(ours, kind, operands) as Made;
}

/**
 * The value of another attribute of the same item, in a value's place.
 *
 * @param path - a path of the same class: `'limit'`, `'address.city'`, `'calls[0].secs'`; anything but a string is
 * refused where the reference is used
 * @example
 * await accounts.update(1, { spent: increment(5) }, { if: { spent: lt(ref('limit')) } });
 * // ConditionExpression: 'attribute_exists(#4) AND #0 < #5'
 */
export function ref<const Path extends string>(path: Path): Ref<Path> {
  return new Ref(ours, pathFrom(path) as Path);
}
