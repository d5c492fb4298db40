import { pathFrom } from './path.ts';

/** Passed to constructors only by our functions, so nobody else can create an operator. */
const ours: unique symbol = Symbol('annotable.operator');

/** In the global registry, so the ESM and the CommonJS copy of the package recognize each other's operators. */
const operatorBrand: unique symbol = Symbol.for('annotable.operator') as never;
const refBrand: unique symbol = Symbol.for('annotable.ref') as never;

/** The kind of an operator: a test or a change. */
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
 * An operator: a test in a condition, or a change in an update. Only our functions create instances, so stored values
 * and JSON are always data.
 */
export class Operator {
  /** For the compiler only: an object with the same members is not an operator. */
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
    // On the prototype, so a spread of an operator is data.
    Object.defineProperty(Operator.prototype, operatorBrand, { value: true });
  }

  /** True if our functions created the value. */
  static is(value: unknown): value is Operator {
    return typeof value === 'object' && value !== null && operatorBrand in value && Object.hasOwn(value, 'kind');
  }
}

/** An operator as the compiler sees it, with its operands by capability. */
export interface OperatorTaking<Operands> extends Operator {
  readonly taken?: Operands;
}

/** A reference: the value of another attribute as an operand. */
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

/** Creates an operator. The type of the caller decides which attributes accept it. */
export function operator<Made extends Operator>(kind: OperatorKind, ...operands: readonly unknown[]): Made {
  return new Operator(ours, kind, operands) as Made;
}

/**
 * Refers to the value of another attribute of the same item.
 *
 * @param path - a path of the same class: `'limit'`, `'address.city'`, `'calls[0].secs'`. A path that is not a string
 * is rejected when the reference is used.
 * @example
 * await accounts.update(1, { spent: increment(5) }, { if: { spent: lt(ref('limit')) } });
 * // UpdateItem { ConditionExpression: 'attribute_exists(#4) AND #0 < #5', … }
 */
export function ref<const Path extends string>(path: Path): Ref<Path> {
  return new Ref(ours, pathFrom(path) as Path);
}
